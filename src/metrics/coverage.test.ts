import { describe, expect, it } from 'vitest';
import { Random } from '../util/random.ts';
import { coverageOf, neighbourhoods } from './coverage.ts';

function normal(n: number, length: number, stream: string): Float32Array {
  const random = new Random(1, stream);
  return Float32Array.from({ length: n * length }, () => random.normal());
}

describe('coverage', () => {
  it('is 1 − 2⁻ᵏ where both samples obey one law', () => {
    const covered = Array.from({ length: 20 }, (_, i) =>
      coverageOf(neighbourhoods(normal(256, 3, `a${i}`), 3), normal(256, 3, `b${i}`)),
    );
    const mean = covered.reduce((sum, c) => sum + c.coverage / 20, 0);
    expect(Math.abs(mean - (1 - 2 ** -5))).toBeLessThan(0.01);
    for (const { spread } of covered) expect(Math.abs(spread - 1)).toBeLessThan(0.15);
  });

  it('counts by hand: 0, 1, 3, 6 and 10 with k = 2', () => {
    const real = neighbourhoods(Float32Array.of(0, 1, 3, 6, 10), 1, 2);
    expect([...real.radii]).toEqual([3, 2, 3, 4, 7]);
    expect(real.spread).toBeCloseTo(5, 12);
    // −2.5 is within 3 of 0 only; 16.9 within 7 of 10 only.
    expect(coverageOf(real, Float32Array.of(-2.5, 16.9))).toEqual({
      coverage: 2 / 5,
      spread: expect.closeTo(19.4 / 5, 5),
    });
  });

  it('falls with a dropped half, and the spread falls where samples are one', () => {
    const real = neighbourhoods(
      Float32Array.from(normal(256, 2, 'c'), (x, i) => x + 20 * (Math.floor(i / 2) % 2)),
      2,
    );
    const half = coverageOf(real, normal(256, 2, 'd'));
    expect(half.coverage).toBeGreaterThan(0.4);
    expect(half.coverage).toBeLessThan(0.55);
    expect(coverageOf(real, new Float32Array(512).fill(0.5)).spread).toBe(0);
  });
});
