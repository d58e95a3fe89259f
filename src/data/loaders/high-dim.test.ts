import { describe, expect, it } from 'vitest';
import { Random } from '../../util/random.ts';
import type { SamplerDataset } from '../dataset.ts';
import { openDataset } from '../registry.ts';

const open = (options: object = {}) =>
  openDataset({ name: 'high-dim', ...options }) as Promise<SamplerDataset>;

const distance = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.sqrt(Array.from(a, (x, i) => (x - b[i]) ** 2).reduce((sum, square) => sum + square, 0));

describe('high-dim', () => {
  it('has samples at √700·σ from a mean, and balls of 10 s that do not meet', async () => {
    const { modes: law, draw, shape } = await open();
    expect([shape, law!.modes.length]).toEqual([[1200], 10]);
    const samples = new Float32Array(40 * 1200);
    draw(new Random(0, 'test'), samples);
    const expected = Math.sqrt(700) * 0.05;
    for (let i = 0; i < 40; i++) {
      const sample = samples.subarray(i * 1200, (i + 1) * 1200);
      const nearest = Math.min(...law!.modes.map(mode => distance(mode, sample)));
      expect(Math.abs(nearest / expected - 1)).toBeLessThan(0.15); // χ(700): 2.7 % standard deviation
    }
    const apart = law!.modes.flatMap((a, i) => law!.modes.slice(i + 1).map(b => distance(a, b)));
    expect(Math.min(...apart)).toBeGreaterThan(2 * law!.reach);
    expect(Math.abs(law!.reach - 10 * expected)).toBeLessThan(1e-12);
  });

  it('fills all dimensions of the space, by a rotation', async () => {
    const { modes: law } = await open();
    const [a, b] = law!.modes;
    // ‖a − b‖² ~ 2·χ²(700)
    expect(Math.abs(distance(a, b) ** 2 / 1400 - 1)).toBeLessThan(0.2);
    const tail = a.subarray(700).reduce((sum, x) => sum + x * x, 0);
    expect(Math.abs(tail / (700 * (500 / 1200)) - 1)).toBeLessThan(0.35);
  });

  it('refuses normals that do not fit into the space', async () => {
    await expect(open({ intrinsic: 1300 })).rejects.toThrow('intrinsic ≤ dimension');
  });
});
