import { describe, expect, it } from 'vitest';
import type { PolicyBacktest, PolicyBacktestCell } from '@/api/generated';
import { changedOf, groupsOf, LISTED_MAX, matrixOf, nothing, withPiece } from './backtest';

function cell(change: Partial<PolicyBacktestCell>): PolicyBacktestCell {
  return {
    before: 'allow',
    after: 'allow',
    kind: 'gift',
    department: 1,
    department_name: '华北大区',
    month: '2026-10',
    count: 1,
    total: { amount: '100.50', currency: 'CNY' },
    ...change,
  };
}

const CELLS = [
  cell({ count: 3 }),
  cell({ after: 'prohibit', month: '2026-11', count: 2 }),
  cell({ before: 'review', kind: 'meal', month: '2026-09' }),
  cell({ after: 'prohibit', kind: 'meal', month: '2026-11' }),
];

describe('a back-test', () => {
  it('is a table of verdicts then and now', () => {
    const matrix = matrixOf(CELLS);
    expect(matrix[0]![0]).toEqual({ count: 3, total: 10050n });
    expect(matrix[0]![3]).toEqual({ count: 3, total: 20100n });
    expect(matrix[2]![0]!.count).toBe(1);
    expect(matrix.flat().reduce((sum, one) => sum + one.count, 0)).toBe(7);
  });

  it('knows what became stricter and what looser', () => {
    expect(changedOf(CELLS)).toEqual({
      stricter: { count: 3, total: 20100n },
      looser: { count: 1, total: 10050n },
    });
  });

  it('is seen by month, kind and department', () => {
    const names = (by: 'month' | 'kind' | 'department') =>
      groupsOf(CELLS, by, (one) => String(one[by])).map((one) => one.name);
    expect(names('month')).toEqual(['2026-09', '2026-10', '2026-11']);
    expect(names('kind')).toEqual(['gift', 'meal']);
    expect(names('department')).toEqual(['1']);
    expect(groupsOf(CELLS, 'kind', () => '')[1]).toMatchObject({
      all: { count: 2 },
      stricter: { count: 1 },
      looser: { count: 1 },
    });
  });

  it('comes piece by piece', () => {
    const change = { request: 1 } as PolicyBacktest['changes'][number];
    const piece: PolicyBacktest = {
      looked_at: 400,
      judged: 390,
      all: 800,
      cells: CELLS,
      changes: Array.from({ length: 300 }, () => change),
      changed: 300,
      next: '400',
    };
    const whole = withPiece(withPiece(nothing(), piece), { ...piece, next: null });
    expect(whole).toMatchObject({ lookedAt: 800, judged: 780, all: 800, changed: 600 });
    expect(whole.cells).toHaveLength(8);
    expect(whole.changes).toHaveLength(LISTED_MAX);
  });
});
