// The test cases of a version as people read them. Their text is JSON, as the shipped packs have it;
// the results come from the server in the same order.
import type { PolicyCaseResult } from '@/api/generated';

export interface CaseRow {
  index: number;
  name: string;
  inputs: [string, string][];
  wanted: string;
  got: string;
  isMet: boolean;
}

interface Written {
  cases?: { name?: unknown; inputs?: Record<string, unknown> }[];
}

export function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

// The texts that may follow each other in JSON (RFC 8259), and what stands where.
const TOKEN =
  /[{}[\],:]|"(?:[ !#-[\]-\u{10ffff}]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/uy;
const SPACE = /[ \t\n\r]*/y;
type Wanted = 'value' | 'first' | 'key' | 'firstKey' | 'colon' | 'next' | 'end';

// What may come after a token, or null if the token may not stand here; `open` holds the brackets.
function follow(wanted: Wanted, token: string, open: string[]): Wanted | null {
  const done = () => (open.length ? 'next' : 'end');
  if (wanted === 'next' && token === ',') return open.at(-1) === '{' ? 'key' : 'value';
  const isClosing = token === '}' ? '{' : token === ']' ? '[' : '';
  if (isClosing) {
    const may = wanted === 'next' || (wanted === 'first' ? token === ']' : wanted === 'firstKey');
    return may && open.pop() === isClosing ? done() : null;
  }
  if (wanted === 'key' || wanted === 'firstKey') return token.startsWith('"') ? 'colon' : null;
  if (wanted === 'colon') return token === ':' ? 'value' : null;
  if ((wanted !== 'value' && wanted !== 'first') || token === ',' || token === ':') return null;
  if (token === '{' || token === '[') {
    open.push(token);
    return token === '{' ? 'firstKey' : 'first';
  }
  return done();
}

// Where a text stops being JSON, as line and column (from 1), or null if it is JSON. Browsers say it
// in English, each in its own way, and most without the place.
export function jsonTrouble(text: string): { line: number; column: number } | null {
  const open: string[] = [];
  let wanted: Wanted | null = 'value';
  let at = 0;
  for (;;) {
    SPACE.lastIndex = at;
    at += SPACE.exec(text)![0].length;
    if (at === text.length && wanted === 'end') return null;
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text)?.[0];
    wanted = token === undefined ? null : follow(wanted, token, open);
    if (wanted === null) break;
    at += token!.length;
  }
  const before = text.slice(0, at);
  return { line: before.split('\n').length, column: before.length - before.lastIndexOf('\n') };
}

const shown = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

export function caseRows(text: string, results: readonly PolicyCaseResult[]): CaseRow[] {
  const written = (readJson(text) as Written | undefined)?.cases;
  const cases = Array.isArray(written) ? written : [];
  return results.map((result, index) => ({
    index,
    name: result.name,
    inputs: Object.entries(cases[index]?.inputs ?? {}).map(([name, value]) => [name, shown(value)]),
    wanted: result.wanted,
    got: result.got,
    isMet: result.is_met,
  }));
}
