import { expect, it } from 'vitest';
import { along, arithmetic, coordinate, moved } from './latent.ts';

it('moves z along a direction and nothing else', () => {
  const axis = Float32Array.of(0.6, 0.8, 0);
  const z = moved(Float32Array.of(1, 2, 3), axis, -1.5, 'normal');
  expect(along(z, axis)).toBeCloseTo(-1.5, 5);
  expect(z[2]).toBe(3);
  expect(along(z, Float32Array.of(-0.8, 0.6, 0))).toBeCloseTo(0.4, 5);
  expect([...moved(Float32Array.of(0.5, -0.5), coordinate(2, 1), 3, 'uniform')]).toEqual([0.5, 1]);
});

it('adds and subtracts, and stays where noise is', () => {
  const [a, b, c] = [Float32Array.of(3, 0, 1, 0), Float32Array.of(1, 0, 0, 0), Float32Array.of(0, 2, 1, 0)];
  const z = arithmetic(a, b, c, 'normal');
  expect(Math.hypot(...z)).toBeCloseTo(2, 5);
  expect(z[0]).toBeCloseTo(z[1], 6);
  expect([...arithmetic(a, b, c, 'uniform-01')]).toEqual([1, 1, 1, 0]);
  expect([...arithmetic(a, a, new Float32Array(4), 'normal')]).toEqual([0, 0, 0, 0]);
});
