import { describe, expect, it } from 'vitest';
import type { PolicyTable } from '@/api/generated';
import { compareTables } from './compare';

const rule = (id: string, tests: string[], outcome: string, zh = '') => ({
  id,
  tests,
  outputs: [outcome],
  zh,
  en: '',
  citation: '',
});

function table(rules: PolicyTable['rules'], inputs = ['kind', 'value']): PolicyTable {
  return {
    id: 'verdict',
    name: 'verdict',
    hit_policy: 'PRIORITY',
    inputs: inputs.map((name) => ({ name, label: name, kind: 'any' })),
    outputs: [{ name: 'outcome', label: 'outcome', kind: 'any' }],
    rules,
  };
}

const A = rule('A', ['"gift"', '<= 200'], '"allow"');
const B = rule('B', ['-', '> 200'], '"review"');
const C = rule('C', ['"meal"', '-'], '"approve"');

describe('two versions', () => {
  it('of the same rules do not differ', () => {
    expect(compareTables([table([A, B])], [table([A, B])])).toEqual([]);
  });

  it('differ cell by cell', () => {
    const now = { ...A, tests: ['"gift"', '<= 300'], zh: '小额' };
    expect(compareTables([table([A, B])], [table([now, B])])).toEqual([
      {
        table: 'verdict',
        rule: 'A',
        kind: 'changed',
        cells: [
          { name: 'value', role: 'input', before: '<= 200', after: '<= 300' },
          { name: 'zh', role: 'words', before: '', after: '小额' },
        ],
      },
    ]);
  });

  it('take no blank cell for a change', () => {
    expect(compareTables([table([B])], [table([{ ...B, tests: ['', '> 200'] }])])).toEqual([]);
  });

  it('name what came, what went and what only moved', () => {
    const kinds = (before: PolicyTable['rules'], after: PolicyTable['rules']) =>
      compareTables([table(before)], [table(after)]).map((one) => `${one.kind} ${one.rule}`);
    expect(kinds([A, B], [A, B, C])).toEqual(['added C']);
    expect(kinds([A, B], [B])).toEqual(['removed A']);
    expect(kinds([A, B, C], [B, C, A])).toEqual(['moved A']);
  });

  it('know a column that came or went', () => {
    const wider = table(
      [rule('A', ['"gift"', '<= 200', 'true'], '"allow"')],
      ['kind', 'value', 'ok'],
    );
    expect(compareTables([table([A])], [wider])[0]!.cells).toEqual([
      { name: 'ok', role: 'input', before: '', after: 'true' },
    ]);
    expect(compareTables([wider], [table([A])])[0]!.cells).toEqual([
      { name: 'ok', role: 'input', before: 'true', after: '' },
    ]);
  });

  it('know a table that came or went', () => {
    expect(compareTables([], [table([A])]).map((one) => one.kind)).toEqual(['added']);
    expect(compareTables([table([A])], []).map((one) => one.kind)).toEqual(['removed']);
  });
});
