import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pairOfLaws } from '../../../test/laws.ts';
import { UserError } from '../../util/error.ts';
import { Random } from '../../util/random.ts';
import { multivariateNormal, normal, uniform } from '../distributions/index.ts';
import { onTheLine } from '../divergences/gaussian.ts';
import {
  averageKernel,
  energyKernel,
  gaussianKernel,
  gaussianMmd,
  medianBandwidth,
  mmd,
  mmdDiscrete,
  mmdFromSamples,
} from './mmd.ts';

const points = (n: number, d: number, step: number, shift = 0) => ({
  dimension: d,
  values: new Random(3, 'points', step).normals(new Float64Array(n * d)).map(v => v + shift),
});

it('closed form between normals equals quadrature', () => {
  const [p, q] = [normal(0, 1), normal(0.7, 1.4)];
  for (const h of [0.5, 1, 3]) {
    expect(mmd(p, q, gaussianKernel(h)) / gaussianMmd(onTheLine(p), onTheLine(q), h)).toBeCloseTo(1, 9);
  }
});

it('energy distance: uniform laws a unit apart, and scipy from samples', () => {
  // 2E|X − Y| − 2E|X − X′| = 2 − 2/3 for U(0, 1) and U(1, 2)
  expect(mmd(uniform(0, 1), uniform(1, 2), energyKernel)).toBeCloseTo(2 - 2 / 3, 3);
  const { samples } = JSON.parse(
    readFileSync(new URL('../../../test/fixtures/theory-divergences.json', import.meta.url), 'utf8'),
  );
  const biased = mmdFromSamples(
    { values: samples.x, dimension: 1 },
    { values: samples.y, dimension: 1 },
    energyKernel,
    { biased: true },
  );
  expect(biased.value / samples.energy).toBeCloseTo(1, 11);
});

it('estimates centre on the closed form, and the biased floor is right', () => {
  const [p, q] = [multivariateNormal([0, 0], [1, 0, 0, 1]), multivariateNormal([1, 1], [1, 0, 0, 1])];
  let [unbiased, same, floor] = [0, 0, 0];
  for (let r = 0; r < 60; r++) {
    unbiased +=
      mmdFromSamples(points(60, 2, 3 * r), points(80, 2, 3 * r + 1, 1), gaussianKernel()).value / 60;
    const null0 = mmdFromSamples(points(60, 2, 3 * r), points(80, 2, 3 * r + 2), gaussianKernel(), {
      biased: true,
    });
    same += null0.value / 60;
    floor += null0.floor / 60;
  }
  expect(unbiased / gaussianMmd(p, q)).toBeGreaterThan(0.9);
  expect(unbiased / gaussianMmd(p, q)).toBeLessThan(1.1);
  expect(same / floor).toBeGreaterThan(0.85);
  expect(same / floor).toBeLessThan(1.15);
});

it('is a squared norm: never negative, 0 at equality', () => {
  fc.assert(
    fc.property(pairOfLaws(true), ([p, q]) => {
      const at = p.map((_, i) => i * 0.7);
      const kernel = averageKernel([gaussianKernel(0.3), gaussianKernel(2)]);
      expect(mmdDiscrete(p, q, at, kernel)).toBeGreaterThanOrEqual(-1e-15);
      expect(mmdDiscrete(p, p, at, kernel)).toBe(0);
      expect(mmdDiscrete(p, q, at, kernel)).toBeCloseTo(mmdDiscrete(q, p, at, kernel), 14);
    }),
  );
});

it('median bandwidth of a standard normal cloud is about the median |X − X′|/√2', () => {
  expect(Math.abs(medianBandwidth(points(500, 1, 0), points(500, 1, 1)) - 0.6745)).toBeLessThan(0.06);
});

it.each([
  [() => gaussianKernel(0), 'expected bandwidth > 0, got 0'],
  [
    () => mmdFromSamples({ values: [1], dimension: 1 }, { values: [1, 2], dimension: 1 }, energyKernel),
    'at least 2 x.values, got 1',
  ],
  [() => averageKernel([]), 'at least one kernel'],
])('error %#', (run, message) => {
  expect(run).toThrow(UserError);
  expect(run).toThrow(message);
});
