import { expect, it } from 'vitest';
import type { Picture, Scene } from '../engine/messages.ts';
import { between, flowing } from './flow.ts';

const from = Float32Array.of(0, 10);
const to = Float32Array.of(4, 20);

it('starts at the noise, ends at the samples, and is half way in the middle', () => {
  expect(between(from, to, 0)).toEqual(from);
  expect(between(from, to, 1)).toEqual(to);
  expect([...between(from, to, 0.5)]).toEqual([2, 15]);
});

it('takes the mesh along, and on the line the density', () => {
  const scene = {
    dimension: 1,
    noise: { samples: from, mesh: from },
    grid: { bounds: { x: [-10, 30] }, cells: 40 },
  };
  const picture = { step: 1, critic: false, samples: to, mesh: to, slopes: to };
  const half = flowing(scene as unknown as Scene, picture as Picture, 0.5);
  expect(half.mesh).toEqual(half.samples);
  expect(half.slopes).toBeUndefined();
  expect(half.density!.reduce((sum, v) => sum + v, 0)).toBeCloseTo(1, 3);
  expect(half.density![12]).toBeGreaterThan(half.density![20]);
});
