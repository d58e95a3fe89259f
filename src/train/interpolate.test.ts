import { expect, it } from 'vitest';
import { Random } from '../util/random.ts';
import { interpolate } from './interpolate.ts';

const norm = (v: Float32Array) => Math.hypot(...v);

it('goes through every latent', () => {
  const latents = new Random(0, 'z').normals(new Float32Array(3 * 5));
  for (const law of ['normal', 'uniform'] as const) {
    const path = interpolate(law, latents, 5, 4);
    expect(path.length).toBe(9 * 5);
    for (const k of [0, 1, 2]) {
      const there = path.subarray(4 * k * 5, (4 * k + 1) * 5);
      for (const [j, x] of there.entries()) expect(Math.abs(x - latents[5 * k + j])).toBeLessThan(1e-6);
    }
  }
});

it('stays on the sphere for normal noise, and is even there', () => {
  const path = interpolate('normal', Float32Array.of(2, 0, 0, 2), 2, 3);
  for (const [i, angle] of [0, 30, 60, 90].entries()) {
    const point = path.subarray(2 * i, 2 * i + 2);
    expect(norm(point)).toBeCloseTo(2, 6);
    expect((Math.atan2(point[1], point[0]) * 180) / Math.PI).toBeCloseTo(angle, 4);
  }
});

it('is straight for uniform noise, and where there is no one great circle', () => {
  expect([...interpolate('uniform', Float32Array.of(2, 0, 0, 2), 2, 2)]).toEqual([2, 0, 1, 1, 0, 2]);
  expect([...interpolate('normal', Float32Array.of(2, -2), 1, 2)]).toEqual([2, 0, -2]);
});
