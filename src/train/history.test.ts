import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Config } from './config.ts';
import { History } from './history.ts';

const config = {} as Config;
const at = (step: number, floats = 1) => ({ step, state: { w: new Float32Array(floats).fill(step) } });

describe('the history of a run', () => {
  it('keeps every moment while there is room, and finds the nearest', () => {
    const history = new History();
    for (const step of [0, 7, 20]) history.add(at(step), config);
    expect(history.steps).toEqual([0, 7, 20]);
    expect([3, 4, 14, 99].map(step => history.near(step)!.snapshot.step)).toEqual([0, 7, 20, 20]);
    expect(new History().near(3)).toBeUndefined();
  });

  it('spans the whole of a long run with few moments, evenly', () => {
    const history = new History({ moments: 100 });
    for (let step = 0; step <= 1_000_000; step += 37) history.add(at(step), config);
    const { steps } = history;
    expect(steps.length).toBeGreaterThan(45);
    expect(steps.length).toBeLessThanOrEqual(100);
    expect(steps[0]).toBe(0);
    const gaps = steps.slice(1).map((step, i) => step - steps[i]);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(Math.min(...gaps) + 2 * 37);
    expect(1_000_000 - steps.at(-1)!).toBeLessThan(2 * Math.max(...gaps));
  });

  it('stays within its bytes, whatever comes', () => {
    const positive = fc.integer({ min: 1, max: 5000 });
    fc.assert(
      fc.property(fc.array(fc.tuple(positive, positive), { maxLength: 60 }), given => {
        const history = new History({ bytes: 40_000, moments: 20 });
        const sizes = new Map<number, number>();
        let step = 0;
        for (const [gap, floats] of given) {
          step += gap;
          sizes.set(step, 4 * floats);
          history.add(at(step, floats), config);
        }
        const { steps } = history;
        const bytes = steps.reduce((sum, s) => sum + sizes.get(s)!, 0);
        expect(bytes).toBeLessThanOrEqual(40_000);
        expect(steps).toEqual([...steps].sort((a, b) => a - b));
        if (given.length > 0) expect(steps[0]).toBe(given[0][0]);
      }),
    );
  });

  it('forgets what came after a branch, and goes on from there', () => {
    const history = new History({ moments: 8 });
    for (let step = 0; step <= 100; step += 10) history.add(at(step), config);
    const { step } = history.near(50)!.snapshot;
    history.truncate(step);
    expect(history.steps.at(-1)).toBe(step);
    history.add(at(90), config);
    expect(history.steps.at(-1)).toBe(90);
  });
});
