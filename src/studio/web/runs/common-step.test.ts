import { describe, expect, it } from 'vitest';
import type { StatsRow } from '../../../run/store.ts';
import { atCommonStep } from './common-step.ts';

const log = (every: number, last: number) =>
  Array.from({ length: last / every }, (_, i) => ({ step: (i + 1) * every, modes: (i + 1) * every }));

describe('values of several runs', () => {
  it('are taken at the largest step that all have reached', () => {
    const { step, found } = atCommonStep([log(100, 1300), log(100, 900)], 'modes');
    expect(step).toBe(900);
    expect(found).toEqual([
      { value: 900, step: 900 },
      { value: 900, step: 900 },
    ]);
  });

  it('are those of the nearest row before it, where a run has none there', () => {
    const { step, found } = atCommonStep([log(400, 1200), log(100, 900)], 'modes');
    expect(step).toBe(900);
    expect(found.map(at => at?.step)).toEqual([800, 900]);
  });

  it('leave out who has none, and rows that have no number', () => {
    const short: StatsRow[] = [{ step: 100, modes: 1 }, { step: 200, modes: null }, { modes: 3 }];
    expect(atCommonStep([log(100, 300), [], short], 'modes')).toEqual({
      step: 100,
      found: [{ value: 100, step: 100 }, undefined, { value: 1, step: 100 }],
    });
    expect(atCommonStep([log(200, 400), short], 'modes').found[0]).toBeUndefined();
    expect(atCommonStep([[], short], 'other')).toEqual({ step: undefined, found: [undefined, undefined] });
  });
});
