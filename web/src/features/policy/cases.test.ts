import { describe, expect, it } from 'vitest';
import { caseRows, jsonTrouble } from './cases';

const result = (name: string, is_met = true) => ({ name, wanted: 'allow', got: 'allow', is_met });

describe('test cases', () => {
  it('stand beside their results', () => {
    const text = JSON.stringify({
      cases: [{ name: 'mug', inputs: { kind: 'gift', value: 60, booked: true } }],
    });
    expect(caseRows(text, [result('mug', false)])).toEqual([
      {
        index: 0,
        name: 'mug',
        inputs: [
          ['kind', 'gift'],
          ['value', '60'],
          ['booked', 'true'],
        ],
        wanted: 'allow',
        got: 'allow',
        isMet: false,
      },
    ]);
  });

  it('are shown even if their text says less than the results', () => {
    expect(caseRows('{}', [result('a')])[0]).toMatchObject({ name: 'a', inputs: [] });
    expect(caseRows('{"cases": 3}', [result('a')])[0]).toMatchObject({ inputs: [] });
    expect(caseRows('?', [])).toEqual([]);
  });

  it('that are no JSON say where', () => {
    expect(jsonTrouble('{\n  "cases": ,\n}')).toEqual({ line: 2, column: 12 });
    expect(jsonTrouble('{\n"cases": [')).toEqual({ line: 2, column: 11 });
    expect(jsonTrouble('{"a": [1, 2]]}')).toEqual({ line: 1, column: 13 });
    expect(jsonTrouble('')).toEqual({ line: 1, column: 1 });
  });

  it('are JSON exactly when the browser takes them for JSON', () => {
    const parts = [
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '1',
      '-0.5e3',
      'true',
      'null',
      ' ',
      '"\\x"',
    ];
    const isJson = (text: string) => {
      try {
        JSON.parse(text);
        return true;
      } catch {
        return false;
      }
    };
    let count = 0;
    const visit = (text: string, depth: number) => {
      expect(`${text} ${jsonTrouble(text) === null}`).toBe(`${text} ${isJson(text)}`);
      if (isJson(text)) count++;
      if (depth === 0) return;
      for (const part of parts) visit(text + part, depth - 1);
    };
    visit('', 4);
    visit('{"k":[', 3);
    visit('{"a":1', 3);
    expect(count).toBeGreaterThan(100);
  });
});
