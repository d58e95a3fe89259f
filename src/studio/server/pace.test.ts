import { describe, expect, it } from 'vitest';
import { Paces } from './pace.ts';

const mark = (step: number, seconds: number) => ({ step, images: 10 * step, atMs: 1000 * seconds });

describe('the pace of a run', () => {
  it('is known when the log has grown twice, and follows the last seconds', () => {
    const paces = new Paces();
    expect(paces.see('a', mark(100, 1), 1000)).toBeUndefined();
    expect(paces.see('a', mark(100, 1), 1000)).toBeUndefined();
    expect(paces.see('a', mark(200, 2), 1000)).toEqual({ imagesPerSecond: 1000, secondsLeft: 8 });
    expect(paces.see('b', mark(200, 2), 1000)).toBeUndefined();
    for (let i = 1; i <= 30; i++) paces.see('a', mark(200 + 10 * i, 2 + i), 1000); // ten times slower
    expect(paces.see('a', mark(500, 32), 1000)?.imagesPerSecond).toBeCloseTo(100, 6);
    expect(paces.see('a', mark(1000, 33), 1000)?.secondsLeft).toBe(0);
  });

  it('begins anew after another process, and where the log was cut', () => {
    const paces = new Paces();
    paces.see('a', mark(100, 1), 1000);
    expect(paces.see('a', mark(50, 100), 1000)).toBeUndefined();
    expect(paces.see('a', mark(60, 101), 1000)?.imagesPerSecond).toBe(100);
    paces.forget('a');
    expect(paces.see('a', mark(70, 200), 1000)).toBeUndefined();
  });
});
