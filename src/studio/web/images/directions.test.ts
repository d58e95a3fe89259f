import { describe, expect, it } from 'vitest';
import { directionsOf, principal } from './directions.ts';

describe('directions of z', () => {
  it('are the eigenvectors of a symmetric matrix', () => {
    const { axes, shares } = principal(Float64Array.of(2, 1, 0, 1, 2, 0, 0, 0, 4), 3);
    expect([...shares].map(s => s * 8)).toEqual([4, 3, 1].map(v => expect.closeTo(v, 5)));
    expect([...axes.slice(0, 3)].map(Math.abs)).toEqual([0, 0, 1].map(v => expect.closeTo(v, 5)));
    expect(Math.abs(axes[3])).toBeCloseTo(Math.SQRT1_2, 5);
    expect(axes[3]).toBeCloseTo(axes[4], 5);
    expect(axes[6]).toBeCloseTo(-axes[7], 5);
  });

  it('find along what a linear generator changes most', async () => {
    // x = (3(z₁ + z₂)/√2, (z₁ − z₂)/√2): nine tenths of the change are along (1, 1)/√2; z₃ does nothing
    const generate = async (z: Float32Array) => {
      const x: number[] = [];
      for (let i = 0; i < z.length; i += 3) {
        x.push((3 * (z[i] + z[i + 1])) / Math.SQRT2, (z[i] - z[i + 1]) / Math.SQRT2);
      }
      return Float32Array.from(x);
    };
    const { axes, shares } = await directionsOf(Float32Array.of(0, 0, 0, 1, -1, 2), 3, generate);
    expect(shares[0]).toBeCloseTo(0.9, 4);
    expect(shares[1]).toBeCloseTo(0.1, 4);
    expect(Math.abs(axes[0])).toBeCloseTo(Math.SQRT1_2, 3);
    expect(axes[1]).toBeCloseTo(axes[0], 3);
    expect(axes[2]).toBeCloseTo(0, 3);
  });
});
