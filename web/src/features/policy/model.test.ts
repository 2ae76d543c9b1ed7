import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { nextId, parseModel, tablesOf, writeModel } from './model';

const file = (pack: string) => readFileSync(`../policies/${pack}/${pack}.dmn`, 'utf8');
const read = (xml: string) => tablesOf(xml)!;

describe('a decision model', () => {
  it('is read as tables with their columns and choices', () => {
    const [table] = read(file('cn-base'));
    expect(table!.inputs[0]).toMatchObject({ name: 'benefitType', isBoolean: false });
    expect(table!.inputs[0]!.choices).toContain('gift');
    expect(table!.inputs[4]).toMatchObject({ name: 'inContract', isBoolean: true });
    expect(table!.outputs[0]!.choices).toEqual(['prohibit', 'review', 'approve', 'allow']);
    expect(table!.notes).toEqual(['reason zh', 'reason en', 'citation']);
    expect(table!.rules[0]).toMatchObject({ key: 0, id: 'C01' });
    expect(table!.rules[0]!.cells).toHaveLength(15 + 2 + 3);
  });

  it('that nobody changed is written as it was', () => {
    for (const pack of ['cn-base', 'group-default', 'us-fcpa']) {
      const xml = file(pack);
      const lines = (text: string) =>
        text
          .trim()
          .split('\n')
          .map((line) => line.trim());
      expect(lines(writeModel(xml, read(xml)))).toEqual(lines(xml));
    }
  });

  it('keeps all but the cell that was changed', () => {
    const xml = file('cn-base');
    const tables = read(xml);
    tables[0]!.rules[2]!.cells[8] = '<= 300 & "x"';
    const lines = writeModel(xml, tables).split('\n');
    const old = xml.split('\n');
    const different = lines.filter((line, index) => line.trim() !== old[index]?.trim());
    expect(different.map((line) => line.trim())).toEqual([
      '<inputEntry><text>&lt;= 300 &amp; "x"</text></inputEntry>',
    ]);
    expect(read(lines.join('\n'))[0]!.rules[2]!.cells[8]).toBe('<= 300 & "x"');
  });

  it('takes new rules, moved ones and lets go of removed ones', () => {
    const xml = file('cn-base');
    const tables = read(xml);
    const { rules } = tables[0]!;
    const count = rules.length;
    const [second] = rules.splice(1, 1);
    rules.unshift({ ...second!, key: -1, id: 'N1' });
    rules.push(rules.splice(1, 1)[0]!);
    const after = read(writeModel(xml, tables))[0]!;
    expect(after.rules).toHaveLength(count);
    expect(after.rules[0]).toMatchObject({ id: 'N1', cells: second!.cells });
    expect(after.rules.at(-1)!.id).toBe('C01');
    expect(after.rules.some((rule) => rule.id === 'C02')).toBe(false);
  });

  it('is refused when it is none', () => {
    expect(parseModel('<definitions>')).toBeNull();
    expect(parseModel('<other/>')).toBeNull();
    expect(tablesOf('')).toBeNull();
  });

  it('finds a free name for a new rule', () => {
    const [table] = read(file('cn-base'));
    expect(nextId(table!)).toMatch(/^C\d\d$/);
    expect(table!.rules.map((rule) => rule.id)).not.toContain(nextId(table!, 'C01'));
    expect(nextId({ ...table!, rules: [] })).toBe('rule-1');
  });
});
