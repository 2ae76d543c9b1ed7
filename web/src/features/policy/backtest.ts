// A back-test comes piece by piece; here the pieces are put together: verdicts then × verdicts now,
// and the same by kind, department and month. Money is in minor units of the book's currency.
import type { PolicyBacktest, PolicyBacktestCell, PolicyOutcome } from '@/api/generated';
import { minorOf } from '@/base/money';

// From what passes to what is forbidden: a change upwards is stricter.
export const OUTCOMES: readonly PolicyOutcome[] = ['allow', 'approve', 'review', 'prohibit'];
const rankOf = (outcome: PolicyOutcome) => OUTCOMES.indexOf(outcome);

export interface Sum {
  count: number;
  total: bigint;
}

export interface Group {
  key: string;
  name: string;
  all: Sum;
  stricter: Sum;
  looser: Sum;
}

export type By = 'department' | 'kind' | 'month';

export interface Whole {
  lookedAt: number;
  all: number;
  judged: number;
  changed: number;
  cells: PolicyBacktestCell[];
  changes: PolicyBacktest['changes'];
}

export const LISTED_MAX = 500;
export const nothing = (): Whole => ({
  lookedAt: 0,
  all: 0,
  judged: 0,
  changed: 0,
  cells: [],
  changes: [],
});

export function withPiece(whole: Whole, piece: PolicyBacktest): Whole {
  return {
    lookedAt: whole.lookedAt + piece.looked_at,
    all: piece.all,
    judged: whole.judged + piece.judged,
    changed: whole.changed + piece.changed,
    cells: [...whole.cells, ...piece.cells],
    changes: [...whole.changes, ...piece.changes].slice(0, LISTED_MAX),
  };
}

const zero = (): Sum => ({ count: 0, total: 0n });

function add(sum: Sum, cell: PolicyBacktestCell): void {
  sum.count += cell.count;
  sum.total += minorOf(cell.total);
}

export function matrixOf(cells: readonly PolicyBacktestCell[]): Sum[][] {
  const matrix = OUTCOMES.map(() => OUTCOMES.map(zero));
  for (const cell of cells) add(matrix[rankOf(cell.before)]![rankOf(cell.after)]!, cell);
  return matrix;
}

export function changedOf(cells: readonly PolicyBacktestCell[]): { stricter: Sum; looser: Sum } {
  const found = { stricter: zero(), looser: zero() };
  for (const cell of cells) {
    const step = rankOf(cell.after) - rankOf(cell.before);
    if (step) add(step > 0 ? found.stricter : found.looser, cell);
  }
  return found;
}

// Months in their order; the others with most changes first.
export function groupsOf(
  cells: readonly PolicyBacktestCell[],
  by: By,
  nameOf: (cell: PolicyBacktestCell) => string,
): Group[] {
  const found = new Map<string, { name: string; cells: PolicyBacktestCell[] }>();
  for (const cell of cells) {
    const key = String(cell[by]);
    const group = found.get(key) ?? { name: nameOf(cell), cells: [] };
    group.cells.push(cell);
    found.set(key, group);
  }
  const groups = [...found].map(([key, { name, cells: own }]) => {
    const all = zero();
    for (const cell of own) add(all, cell);
    return { key, name, all, ...changedOf(own) };
  });
  const changes = (group: Group) => group.stricter.count + group.looser.count;
  return by === 'month'
    ? groups.toSorted((a, b) => (a.key < b.key ? -1 : 1))
    : groups.toSorted((a, b) => changes(b) - changes(a) || b.all.count - a.all.count);
}
