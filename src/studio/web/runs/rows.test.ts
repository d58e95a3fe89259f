import { describe, expect, it } from 'vitest';
import type { StatsRow } from '../../../run/store.ts';
import { flat, sideBySide } from './diff.ts';
import { applied, columnsOf, groupsOf, namesOf, overlaid } from './rows.ts';

const row = (step: number, lossD: number) => ({ step, lossD });

describe('a log in the page', () => {
  it('goes on, and takes back what was cut', () => {
    const rows = applied([row(1, 1)], { rows: [row(2, 2), row(3, 3)], id: '' });
    expect(rows).toHaveLength(3);
    expect(applied(rows, { keep: 1, rows: [row(2, 5)], id: '' })).toEqual([row(1, 1), row(2, 5)]);
    expect(applied(rows, { keep: 0, rows: [], id: '' })).toEqual([]);
  });

  it('becomes columns with gaps where a value is no number', () => {
    const rows: StatsRow[] = [row(100, 1), {}, { step: 200, lossD: null }, row(300, 3)];
    expect(columnsOf(rows, ['lossD', 'none'])).toEqual([
      [100, 200, 300],
      [1, null, 3],
      [null, null, null],
    ]);
  });

  it('lies over others at the steps of all', () => {
    expect(overlaid([[row(1, 1), row(3, 3)], [row(2, 2)]], 'lossD')).toEqual([
      [1, 2, 3],
      [1, undefined, 3],
      [undefined, 2, undefined],
    ]);
  });

  it('is thinned to what a screen shows, to its end', () => {
    const [steps] = columnsOf(
      Array.from({ length: 100_001 }, (_, i) => row(i, 1)),
      [],
    );
    expect(steps.length).toBeLessThanOrEqual(4002);
    expect(steps.at(-1)).toBe(100_000);
  });

  it('is shown in groups, nothing left out', () => {
    const names = namesOf([{ step: 1, images: 2, lossD: 1, lossG: 1, scoreReal: 0.5, penaltyD: 3 }]);
    const groups = groupsOf(names, false);
    expect(groups.map(g => g.title)).toEqual(['Losses', 'Scores', 'Penalties on D']);
    expect(groups.flatMap(g => g.names).sort()).toEqual([...names].sort());
    expect(groups[1].mark?.y).toBe(0.5);
    expect(groupsOf(names, true)[1].mark).toBeUndefined();
  });
});

describe('configs', () => {
  const a = { steps: 10, generator: { hidden: [64, 64] }, penalties: [] };

  it('are told by path', () => {
    expect([...flat(a)]).toEqual([
      ['steps', '10'],
      ['generator.hidden', '64, 64'],
      ['penalties', 'none'],
    ]);
  });

  it('are compared value by value', () => {
    const b = { steps: 10, generator: { hidden: [64] }, penalties: [], pac: 2 };
    expect(sideBySide([a, b]).filter(line => line.differs)).toEqual([
      { path: 'generator.hidden', values: ['64, 64', '64'], differs: true },
      { path: 'pac', values: [undefined, '2'], differs: true },
    ]);
    expect(sideBySide([a, a]).some(line => line.differs)).toBe(false);
  });
});
