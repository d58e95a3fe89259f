import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pairOfLaws } from '../../../test/laws.ts';
import { UserError } from '../../util/error.ts';
import { Random } from '../../util/random.ts';
import {
  buildDistribution,
  discrete,
  empirical,
  mixture,
  multivariateNormal,
  normal,
  uniform,
} from '../distributions/index.ts';
import { gaussianWasserstein2, onTheLine } from '../divergences/gaussian.ts';
import {
  kolmogorovSmirnov,
  slicedWasserstein,
  wasserstein,
  wassersteinDiscrete,
  wassersteinFromSamples,
} from './wasserstein.ts';

const fixture = JSON.parse(
  readFileSync(new URL('../../../test/fixtures/theory-divergences.json', import.meta.url), 'utf8'),
);
const relative = (got: number, want: number) => Math.abs(got - want) / Math.abs(want);

describe('independent references', () => {
  it('scipy: discrete laws and samples to 1e-11', () => {
    for (const { p, q, values, w1 } of fixture.discrete)
      expect(relative(wassersteinDiscrete(p, q, values), w1)).toBeLessThan(1e-11);
    const { x, y, w1, ks } = fixture.samples;
    expect(relative(wassersteinFromSamples(x, y).value, w1)).toBeLessThan(1e-11);
    expect(relative(kolmogorovSmirnov(x, normal()).value, ks)).toBeLessThan(1e-11);
  });

  it('mpmath: W₁ of densities to 1e-10', () => {
    const laws: Record<string, (p: number[]) => ReturnType<typeof normal>> = {
      normal: ([mean, sigma]) => normal(mean, sigma),
      logistic: ([mean, scale]) => buildDistribution({ name: 'logistic', mean, scale }),
      gamma: ([shape, rate]) => buildDistribution({ name: 'gamma', shape, rate }),
      bimodal: () => mixture([0.3, 0.7], [normal(-2, 0.5), normal(1, 1)]),
    };
    for (const { p, q, w1 } of fixture.densities) {
      if (w1 === undefined) continue;
      const [a, b] = [p, q].map(([name, ...rest]) => laws[name](rest));
      expect(relative(wasserstein(a, b), w1), `${p} ${q}`).toBeLessThan(1e-10);
    }
  });

  it('sqrtm: W₂ between normals to 1e-9', () => {
    for (const { p, q, w2 } of fixture.gaussians)
      expect(relative(gaussianWasserstein2(p, q), w2)).toBeLessThan(1e-9);
  });
});

describe('closed forms', () => {
  it('a shift by a costs |a| in every order', () => {
    for (const order of [1, 2, 3]) {
      expect(wasserstein(normal(0, 1), normal(-2.5, 1), order)).toBeCloseTo(2.5, 9);
      expect(wasserstein(uniform(0, 1), uniform(3, 4), order)).toBeCloseTo(3, 9);
    }
  });

  it('normals on the line: W₂² = (μ₁ − μ₂)² + (σ₁ − σ₂)²', () => {
    const [p, q] = [normal(0, 1), normal(0.7, 1.4)];
    expect(wasserstein(p, q, 2)).toBeCloseTo(Math.hypot(0.7, 0.4), 9);
    expect(gaussianWasserstein2(onTheLine(p), onTheLine(q))).toBeCloseTo(Math.hypot(0.7, 0.4), 13);
  });

  it('singular covariances are allowed', () => {
    const flat = { mean: [0, 0], covariance: [1, 0, 0, 0] };
    expect(gaussianWasserstein2(flat, { mean: [0, 3], covariance: [4, 0, 0, 0] })).toBeCloseTo(
      Math.hypot(3, 1),
      12,
    );
    expect(gaussianWasserstein2(flat, flat)).toBe(0);
  });

  it('point masses and atoms against a density', () => {
    expect(wasserstein(discrete([1], [2]), discrete([1], [5]), 2)).toBeCloseTo(3, 14);
    expect(wasserstein(discrete([0.5, 0.5], [0, 1]), uniform(0, 1))).toBeCloseTo(0.25, 10);
    expect(wassersteinDiscrete([1, 0], [0, 1], [10, -4])).toBe(14);
  });
});

describe('properties', () => {
  it('is symmetric, dominated by diameter × TV, and W₁ ≤ W₂', () => {
    fc.assert(
      fc.property(pairOfLaws(true), ([p, q]) => {
        const [w1, w2] = [wassersteinDiscrete(p, q), wassersteinDiscrete(p, q, undefined, 2)];
        expect(wassersteinDiscrete(q, p)).toBeCloseTo(w1, 12);
        expect(w1).toBeLessThanOrEqual(w2 + 1e-12);
        const tv = p.reduce((sum, x, i) => sum + Math.abs(x - q[i]) / 2, 0);
        expect(w1).toBeLessThanOrEqual(p.length * tv + 1e-12);
      }),
    );
  });

  it('empirical law against itself is 0, and equals the sample formula otherwise', () => {
    const samples = fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(samples, samples, (x, y) => {
        expect(wassersteinFromSamples(x, x).value).toBe(0);
        expect(wasserstein(empirical(x), empirical(y))).toBeCloseTo(wassersteinFromSamples(x, y).value, 10);
      }),
    );
  });
});

describe('from samples', () => {
  const normals = (n: number, d: number, step: number, shift = 0) => ({
    dimension: d,
    values: new Random(5, 'points', step)
      .normals(new Float64Array(n * d))
      .map((v, i) => v + (i % d === 0 ? shift : 0)),
  });

  it('floors match the mean under equality', () => {
    let [first, firstFloor, second, secondFloor] = [0, 0, 0, 0];
    for (let r = 0; r < 100; r++) {
      const [x, y] = [normals(300, 1, 2 * r).values, normals(500, 1, 2 * r + 1).values];
      const [one, two] = [wassersteinFromSamples(x, y), wassersteinFromSamples(x, y, 2)];
      first += one.value / 100;
      firstFloor += one.floor / 100;
      second += two.value ** 2 / 100;
      secondFloor += two.floor ** 2 / 100;
    }
    expect(first / firstFloor).toBeGreaterThan(0.9);
    expect(first / firstFloor).toBeLessThan(1.1);
    expect(second / secondFloor).toBeGreaterThan(0.75); // 32 splits: W₂² to about 15%
    expect(second / secondFloor).toBeLessThan(1.3);
  });

  it('slices of a shift by s in ℝᵈ: the mean square is s²/d', () => {
    const [x, y] = [normals(2000, 3, 0), normals(2000, 3, 1, 3)];
    const { value, floor } = slicedWasserstein(x, y, { projections: 500 });
    expect(Math.abs(value - 3 / Math.sqrt(3))).toBeLessThan(0.15);
    expect(floor).toBeLessThan(0.1);
    const same = slicedWasserstein(x, normals(2000, 3, 2));
    expect(same.value / same.floor).toBeGreaterThan(0.7);
    expect(same.value / same.floor).toBeLessThan(1.5);
  });

  it('a plane law projects to its marginals', () => {
    const p = multivariateNormal([0, 0], [4, 0, 0, 0.01]);
    expect(wasserstein(p.conditional!([]), normal(0, 2))).toBeLessThan(1e-12);
  });
});

it.each([
  [() => wasserstein(normal(), normal(), 0.5), 'expected order ≥ 1, got 0.5'],
  [() => wassersteinDiscrete([0.5, 0.5], [0.5, 0.5], [1]), 'expected values as long as p (2), got 1'],
  [() => wassersteinFromSamples([], [1]), 'expected at least 1 x, got 0'],
  [
    () => slicedWasserstein({ values: [1, 2, 3], dimension: 2 }, { values: [1, 2], dimension: 2 }),
    'whole points of 2',
  ],
])('error %#', (run, message) => {
  expect(run).toThrow(UserError);
  expect(run).toThrow(message);
});
