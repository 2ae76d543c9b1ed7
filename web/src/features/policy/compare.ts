// Two versions of a pack side by side: rules that came, rules that went, and of the others the
// cells that differ. A rule is the same rule if it bears the same id.
import type { PolicyTable, PolicyTableRule } from '@/api/generated';

export interface CellChange {
  name: string; // of the column; "zh", "en" and "citation" for the rule's own words
  role: 'input' | 'output' | 'words';
  before: string;
  after: string;
}

export interface RuleChange {
  table: string;
  rule: string;
  kind: 'added' | 'removed' | 'changed' | 'moved';
  cells: CellChange[];
}

type Cell = Omit<CellChange, 'before' | 'after'> & { text: string };

function cellsOf(table: PolicyTable, rule: PolicyTableRule): Cell[] {
  const cell = (name: string, role: Cell['role'], text = ''): Cell => ({
    name,
    role,
    text: text === '-' ? '' : text,
  });
  return [
    ...table.inputs.map((one, index) => cell(one.name, 'input', rule.tests[index])),
    ...table.outputs.map((one, index) => cell(one.name, 'output', rule.outputs[index])),
    cell('zh', 'words', rule.zh),
    cell('en', 'words', rule.en),
    cell('citation', 'words', rule.citation),
  ];
}

function changesOf(before: Cell[], after: Cell[]): CellChange[] {
  const keyOf = (cell: Cell) => `${cell.role} ${cell.name}`;
  const known = new Map(before.map((cell) => [keyOf(cell), cell]));
  const here = new Set(after.map(keyOf));
  const changes = after.map(({ name, role, text }) => ({
    name,
    role,
    before: known.get(`${role} ${name}`)?.text ?? '',
    after: text,
  }));
  const gone = before
    .filter((cell) => !here.has(keyOf(cell)))
    .map(({ name, role, text }) => ({ name, role, before: text, after: '' }));
  return [...changes, ...gone].filter((cell) => cell.before !== cell.after);
}

// The rules that stand in another order than before, seen among those that both have: the fewest
// that have to move (all but a longest run that is still in order).
function movedIn(before: readonly string[], after: readonly string[]): Set<string> {
  const place = new Map(before.map((id, index) => [id, index]));
  const common = after.filter((id) => place.has(id));
  const best = common.map(() => 1);
  const from = common.map(() => -1);
  for (let i = 0; i < common.length; i++) {
    for (let j = 0; j < i; j++) {
      if (place.get(common[j]!)! < place.get(common[i]!)! && best[j]! + 1 > best[i]!) {
        best[i] = best[j]! + 1;
        from[i] = j;
      }
    }
  }
  const moved = new Set(common);
  for (let at = best.indexOf(Math.max(0, ...best)); at >= 0; at = from[at]!) {
    moved.delete(common[at]!);
  }
  return moved;
}

const NOTHING: PolicyTable = {
  id: '',
  name: '',
  hit_policy: '',
  inputs: [],
  outputs: [],
  rules: [],
};

function compareTable(before: PolicyTable, after: PolicyTable): RuleChange[] {
  const table = after.name || before.name;
  const known = new Map(before.rules.map((rule) => [rule.id, rule]));
  const left = new Map(after.rules.map((rule) => [rule.id, rule]));
  const moved = movedIn([...known.keys()], [...left.keys()]);
  const found: RuleChange[] = [];
  for (const rule of after.rules) {
    const old = known.get(rule.id);
    const cells = changesOf(old ? cellsOf(before, old) : [], cellsOf(after, rule));
    const change = { table, rule: rule.id, cells };
    if (!old) found.push({ ...change, kind: 'added' });
    else if (cells.length) found.push({ ...change, kind: 'changed' });
    else if (moved.has(rule.id)) found.push({ ...change, kind: 'moved' });
  }
  for (const rule of before.rules) {
    if (left.has(rule.id)) continue;
    const cells = changesOf(cellsOf(before, rule), []);
    found.push({ table, rule: rule.id, kind: 'removed', cells });
  }
  return found;
}

export function compareTables(
  before: readonly PolicyTable[],
  after: readonly PolicyTable[],
): RuleChange[] {
  const known = new Map(before.map((table) => [table.id, table]));
  const here = new Set(after.map((table) => table.id));
  return [
    ...after.flatMap((table) => compareTable(known.get(table.id) ?? NOTHING, table)),
    ...before
      .filter((table) => !here.has(table.id))
      .flatMap((table) => compareTable(table, NOTHING)),
  ];
}
