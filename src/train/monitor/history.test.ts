import { describe, expect, it } from 'vitest';
import { History } from './history.ts';

/** Step n has the losses n and −n. */
function outputs(first: number, count: number): Record<string, Float32Array> {
  const steps = Float32Array.from({ length: count }, (_, i) => first + i);
  return { lossD: steps, lossG: steps.map(n => -n), scoreReal: steps.map(() => 0.5) };
}

function fed(calls: readonly number[]): History {
  let history = new History();
  let step = 0;
  for (const count of calls) {
    const given = outputs(step, count);
    for (let i = 0; i < count; i++) history.add(given, i);
    step += count;
    history = new History(JSON.parse(JSON.stringify(history.state))); // as through a checkpoint
  }
  return history;
}

describe('History', () => {
  it('keeps single steps first, then means over blocks that double', () => {
    expect(fed([255]).of('lossD')).toEqual(Array.from({ length: 255 }, (_, n) => n));
    const history = fed([1000]);
    expect(history.width).toBe(4);
    expect(history.length).toBe(250);
    expect(history.of('lossD').slice(0, 3)).toEqual([1.5, 5.5, 9.5]);
    expect(history.of('lossG').at(-1)).toBe(-997.5);
    expect(history.last('lossD', 10)).toEqual([989.5, 993.5, 997.5]);
    expect(history.last('scoreReal', 1e9)).toHaveLength(250);
  });

  it('is the same however the steps come in calls and checkpoints', () => {
    const whole = fed([3000]).state;
    expect(fed([1, 254, 1, 500, 7, 1237, 1000]).state).toEqual(whole);
    expect(fed(Array.from({ length: 300 }, () => 10)).state).toEqual(whole);
  });

  it('stays small in a checkpoint', () => {
    const noisy = new History();
    const given = { lossD: Float32Array.of(Math.PI), gradientG: Float32Array.of(Math.E) };
    for (let i = 0; i < 100_000; i++) noisy.add(given, 0);
    expect(JSON.stringify(noisy.state).length).toBeLessThan(15_000);
    expect(noisy.of('lossD')[0]).toBeCloseTo(Math.PI, 5);
  });
});
