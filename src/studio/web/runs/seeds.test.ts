import { describe, expect, it } from 'vitest';
import type { RunDetail, RunLine } from '../../protocol.ts';
import { entriesOf, found, seedsOf } from './entries.ts';
import type { Columns } from './rows.ts';
import { groupsOfSeeds, spread, summary } from './seeds.ts';

const detail = (id: string, experiment: string, config: object) =>
  ({ id, experiment, config }) as unknown as RunDetail;
const line = (id: string, experiment: string, seed: number) =>
  ({ id, experiment, seed, recipe: 'ring', data: 'ring', objective: 'hinge', status: 'paused' }) as RunLine;

describe('runs over seeds', () => {
  it('are one group, named by what tells it from the others', () => {
    const groups = groupsOfSeeds([
      detail('a', 'x', { seed: 0, objective: 'hinge', threads: 1 }),
      detail('b', 'y', { seed: 0, objective: 'minimax', threads: 2 }),
      detail('c', 'x', { seed: 1, objective: 'hinge', threads: 1 }),
    ]);
    expect(groups).toEqual([
      { label: 'objective hinge, 2 seeds', members: [0, 2] },
      { label: 'b', members: [1] },
    ]);
    expect(groupsOfSeeds([detail('a', 'x', { seed: 0 }), detail('b', 'x', { seed: 1 })])[0].label).toBe(
      '2 seeds',
    );
  });

  it('are summed up by mean and standard error', () => {
    expect(summary([1, 2, 3])).toEqual({ n: 3, mean: 2, deviation: 1, error: 1 / Math.sqrt(3) });
    expect(summary([5])).toEqual({ n: 1, mean: 5, deviation: 0, error: 0 });
    expect(summary([])).toBeUndefined();
  });

  it('become a mean and its band where they have values; a run alone stays as it is', () => {
    const groups = [
      { label: 'two', members: [0, 1] },
      { label: 'one', members: [2] },
    ];
    const columns = [
      [1, 2, 3],
      [0, 0, null],
      [2, 4, 6],
      [9, null, 7],
    ];
    const [steps, two, one, high, low, ...more] = spread(columns, groups);
    expect([steps, two, one, more]).toEqual([[1, 2, 3], [1, 2, 6], [9, undefined, 7], []]);
    expect(high[0]).toBeCloseTo(1 + Math.SQRT2, 12);
    expect(low[1]).toBeCloseTo(2 - 2 * Math.SQRT2, 12);
    expect([high[2], low[2]]).toEqual([6, 6]);
  });

  it('have no mean beyond the end of the shortest, though some of them may not have begun', () => {
    const columns = [
      [1, 2, 3],
      [0, 0, undefined],
      [2, 4, 6],
      [undefined, undefined, undefined],
    ];
    const [, mean] = spread(columns as Columns, [{ label: 'three', members: [0, 1, 2] }]);
    expect(mean).toEqual([1, 2, undefined]);
  });

  it('are found in a list by experiment, in the order of their seeds', () => {
    const runs = [line('b', 'x', 2), line('a', 'y', 0), line('c', 'x', 1)];
    expect(seedsOf(runs).get('x')).toEqual(['c', 'b']);
    expect(found(runs, 'SEED ring 2').map(run => run.id)).toEqual(['b']);
    expect(found(runs, 'moons')).toEqual([]);
  });

  it('of one folder stand together', () => {
    const entries = entriesOf(['f/a', 'b', 'f/c', 'g/h/i'].map(id => line(id, 'x', 0)));
    expect(entries.map(({ folder, runs }) => [folder, runs.map(run => run.id)])).toEqual([
      ['f', ['f/a', 'f/c']],
      [undefined, ['b']],
      ['g/h', ['g/h/i']],
    ]);
  });
});
