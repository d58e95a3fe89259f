import { expect, it } from 'vitest';
import { kl, mixture, normal } from '../../../theory/index.ts';
import { nearest } from './fit.ts';

const modes = mixture([0.5, 0.5], [normal(-2, 0.5), normal(2, 0.5)]);

it('forward covers both modes: mean and variance of the mixture', () => {
  const q = nearest(modes, 'forward', { mean: 1, sd: 1 });
  expect(q.mean).toBeCloseTo(0, 9);
  expect(q.sd).toBeCloseTo(Math.sqrt(4.25), 9);
  const around = [
    [0.1, 1],
    [0, 1.05],
    [0, 0.95],
  ].map(([m, s]) => kl(modes, normal(m, q.sd * s)));
  for (const other of around) expect(other).toBeGreaterThan(kl(modes, normal(q.mean, q.sd)));
});

it('reverse picks the mode that it starts at', () => {
  const q = nearest(modes, 'reverse', { mean: 1, sd: 1 });
  expect(Math.abs(q.mean - 2)).toBeLessThan(0.02);
  expect(Math.abs(q.sd - 0.5)).toBeLessThan(0.02);
  expect(nearest(modes, 'reverse', { mean: -1, sd: 1 }).mean).toBeLessThan(-1.98);
});
