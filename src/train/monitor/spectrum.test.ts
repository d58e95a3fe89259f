import { describe, expect, it } from 'vitest';
import { Random } from '../../util/random.ts';
import { strongestCycle } from './spectrum.ts';

const series = (n: number, x: (t: number) => number) => Array.from({ length: n }, (_, t) => x(t));

describe('strongestCycle', () => {
  it('finds period, amplitude and share of a sine on a trend', () => {
    for (const period of [5, 9.3, 17, 40]) {
      const cycle = strongestCycle(
        series(128, t => 3 + 0.02 * t + 0.7 * Math.sin((2 * Math.PI * t) / period)),
      )!;
      expect(Math.abs(cycle.period / period - 1)).toBeLessThan(0.03);
      expect(Math.abs(cycle.amplitude / 0.7 - 1)).toBeLessThan(0.06);
      expect(cycle.share).toBeGreaterThan(0.9);
    }
  });

  it('gives half the variance to a sine in noise as strong as itself', () => {
    const random = new Random(1, 'noise');
    const noisy = series(256, t => Math.SQRT2 * Math.sin((2 * Math.PI * t) / 16) + random.normal());
    const { period, share } = strongestCycle(noisy)!;
    expect(period).toBeCloseTo(16, 0);
    expect(Math.abs(share - 0.5)).toBeLessThan(0.1);
  });

  it('finds little in noise, and nothing in a constant or in a trend', () => {
    const shares = series(50, i => {
      const random = new Random(i, 'noise');
      return strongestCycle(series(128, () => random.normal()))?.share ?? 0;
    });
    expect(Math.max(...shares)).toBeLessThan(0.3);
    expect(Math.max(...shares)).toBeGreaterThan(0.05);
    expect(strongestCycle(series(64, () => 2))).toBeUndefined();
    expect(strongestCycle(series(8, t => t % 2))).toBeUndefined();
    expect(strongestCycle(series(128, t => Math.exp(-t / 30)))).toBeUndefined();
    expect(strongestCycle(series(128, t => Math.sin((2 * Math.PI * t) / 64)))).toBeUndefined(); // only two rounds
  });
});
