import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lawOf } from '../../../test/laws.ts';
import { UserError } from '../../util/error.ts';
import { Random } from '../../util/random.ts';
import {
  beta,
  type Distribution,
  discrete,
  exponential,
  grid,
  logistic,
  mixture,
  moons,
  multivariateNormal,
  normal,
  ring,
  studentT,
  uniform,
} from '../distributions/index.ts';
import { normalCdf } from '../special/erf.ts';
import { kolmogorovSmirnov, wasserstein } from '../transport/wasserstein.ts';
import { aliasSampler, searchSampler } from './discrete.ts';
import { decreasingGenerator, distanceInLaw, monotoneGenerator, pushforwardDensity } from './generator.ts';
import { drawn, fromCdf, fromDensity } from './inverse.ts';
import { drawByRearrangement, rearrangement, rosenblatt } from './rearrangement.ts';

const levels = [1e-10, 1e-4, 0.01, 0.2, 0.5, 0.77, 0.99, 1 - 1e-6];
const draws = (p: Distribution, n: number) => {
  const random = new Random(11, p.name);
  return Array.from({ length: n }, () => p.sample(random));
};
/** Uniforms with few significant bits, so that shrinking finds simple counterexamples. */
const unit = fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true });

describe('from a cdf', () => {
  const made = fromCdf({ cdf: normalCdf, survival: x => normalCdf(-x), name: 'by root finding' });

  it('finds the closed-form quantiles, with or without a density', () => {
    const fast = fromCdf({ cdf: normalCdf, survival: x => normalCdf(-x), density: normal().density });
    for (const u of levels) {
      expect(made.quantile(u)).toBeCloseTo(normal().quantile(u), 11);
      expect(fast.quantile(u)).toBeCloseTo(normal().quantile(u), 11);
    }
    expect(made.density(0.3)).toBeCloseTo(normal().density(0.3), 9);
    expect(made.mean).toBeCloseTo(0, 7);
    expect(made.variance).toBeCloseTo(1, 5); // the quantile is unbounded at both ends
  });

  it('Galois: Q(u) ≤ x ⇔ u ≤ F(x), with jumps and gaps', () => {
    // atom of ½ at 0, nothing on (0, 1), uniform on [1, 2]
    const cdf = (x: number) => (x < 0 ? 0 : x < 1 ? 0.5 : Math.min(1, 0.5 + (x - 1) / 2));
    const p = fromCdf({ cdf, support: [-1, 3] });
    fc.assert(
      fc.property(unit, fc.double({ min: -1, max: 3, noNaN: true }), (u, x) => {
        if (Math.abs(p.quantile(u) - x) > 1e-12) expect(p.quantile(u) <= x).toBe(u <= cdf(x));
      }),
    );
    expect(p.quantile(0.3)).toBeCloseTo(0, 12);
    expect(p.quantile(0.75)).toBeCloseTo(1.5, 12);
  });
});

describe('from a density up to a constant', () => {
  it.each<[string, Distribution, (x: number) => number, number, number]>([
    ['normal on ±8', normal(), x => 17 * Math.exp((-x * x) / 2), -8, 8],
    ['beta(2, 5)', beta(2, 5), x => 1e-3 * x * (1 - x) ** 4, 0, 1],
  ])('%s: quantiles to 1e-8', (_, exact, weight, low, high) => {
    const p = fromDensity(weight, { low, high });
    for (const u of levels.slice(1)) {
      expect(Math.abs(p.quantile(u) - exact.quantile(u)), `u = ${u}`).toBeLessThan(1e-8);
      expect(p.cdf(exact.quantile(u))).toBeCloseTo(u, 9);
      expect(p.density(exact.quantile(u)) / exact.density(exact.quantile(u))).toBeCloseTo(1, 3);
    }
    expect(p.mean).toBeCloseTo(exact.mean, 7);
    expect(p.variance).toBeCloseTo(exact.variance, 6);
  });

  it('stays monotone through empty stretches', () => {
    const p = fromDensity(x => (Math.abs(x) < 1 ? 0 : 1), { low: -2, high: 2, cells: 64 });
    fc.assert(
      fc.property(unit, unit, (u, v) => {
        if (u < v) expect(p.quantile(u)).toBeLessThanOrEqual(p.quantile(v));
      }),
    );
    expect(p.quantile(0.25)).toBeCloseTo(-1.5, 1);
    expect(kolmogorovSmirnov(draws(p, 4000), p).value).toBeLessThan(1.95 / Math.sqrt(4000));
  });
});

describe('drawn by hand', () => {
  const triangle = drawn([0, 1, 3], [0, 2, 0]);

  it('is exact: the triangle has F(1) = 1/3, Q(u) = √(3u) below and 3 − √(6(1 − u)) above', () => {
    expect(triangle.cdf(1)).toBeCloseTo(1 / 3, 15);
    for (const u of levels) {
      const want = u < 1 / 3 ? Math.sqrt(3 * u) : 3 - Math.sqrt(6 * (1 - u));
      expect(Math.abs(triangle.quantile(u) - want)).toBeLessThan(1e-9);
    }
    expect(triangle.mean).toBeCloseTo(4 / 3, 9);
    expect(triangle.variance).toBeCloseTo(7 / 18, 9); // (a² + b² + c² − ab − ac − bc)/18
  });

  it('random drawings: cdf and quantile are inverse, samples follow', () => {
    const drawing = fc
      .array(fc.double({ min: 0, max: 5, noNaN: true }), { minLength: 2, maxLength: 9 })
      .filter(h => h.some(x => x > 0.1));
    fc.assert(
      fc.property(drawing, unit, (heights, u) => {
        const places = heights.map((_, i) => i * 0.5);
        const p = drawn(places, heights);
        expect(Math.abs(p.cdf(p.quantile(u)) - u)).toBeLessThan(1e-12);
      }),
    );
    expect(kolmogorovSmirnov(draws(triangle, 4000), triangle).value).toBeLessThan(1.95 / Math.sqrt(4000));
  });
});

describe('discrete', () => {
  it('alias and search draw the law (χ² at P = 1e-5)', () => {
    fc.assert(
      fc.property(lawOf(8, true), fc.integer({ min: 0, max: 1e6 }), (p, seed) => {
        for (const sampler of [aliasSampler(p), searchSampler(p)]) {
          const random = new Random(seed, 'draws');
          const counts = new Float64Array(8);
          for (let i = 0; i < 4000; i++) counts[sampler.sample(random)]++;
          let square = 0;
          counts.forEach((c, k) => {
            if (p[k] === 0) expect(c).toBe(0);
            else square += (c - 4000 * p[k]) ** 2 / (4000 * p[k]);
          });
          // outcomes expected less than once make the statistic heavier than χ²₇
          if (p.every(x => x === 0 || x > 1e-3)) expect(square).toBeLessThan(42);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('a sure outcome and the end of the table', () => {
    expect(aliasSampler([0, 1, 0]).sample(new Random(0, 'a'))).toBe(1);
    expect(searchSampler([1, 0]).sample(new Random(0, 'a'))).toBe(0);
  });
});

describe('Knothe-Rosenblatt', () => {
  const laws = [
    multivariateNormal([1, -1, 0], [2, 0.5, 0.1, 0.5, 1, -0.3, 0.1, -0.3, 0.7]),
    ring(8, 1, 0.1),
    grid(3, 1, 0.2),
  ];

  it.each(laws)('$name: the transform inverts the rearrangement', p => {
    const at = fc.array(fc.double({ min: 1e-4, max: 1 - 1e-4, noNaN: true }), {
      minLength: p.dimension,
      maxLength: p.dimension,
    });
    fc.assert(
      fc.property(at, u => {
        rosenblatt(p)(rearrangement(p)(u)).forEach((v, k) => {
          expect(Math.abs(v - u[k])).toBeLessThan(1e-9);
        });
      }),
      { numRuns: 40 },
    );
  });

  it('samples have the moments, and direct draws become uniform', () => {
    const p = laws[1];
    const random = new Random(2, 'u');
    const x = new Float64Array(2);
    const u: number[] = [];
    let [second, cross] = [0, 0];
    for (let i = 0; i < 2000; i++) {
      const y = drawByRearrangement(p, random);
      second += y[0] ** 2 / 2000;
      cross += (y[0] * y[1]) / 2000;
      p.draw(random, x);
      u.push(rosenblatt(p)(x)[1]);
    }
    expect(Math.abs(second - p.covariance[0])).toBeLessThan(0.06);
    expect(Math.abs(cross)).toBeLessThan(0.06);
    expect(kolmogorovSmirnov(u, uniform()).value).toBeLessThan(1.95 / Math.sqrt(2000));
  });
});

describe('the generator of a one-dimensional GAN', () => {
  const target = mixture([0.4, 0.6], [normal(-1, 0.3), normal(2, 0.8)]);

  it('normal to normal is affine; normal to exponential at 0 is log 2', () => {
    const g = monotoneGenerator(normal(4, 0.5), normal());
    for (const z of [-9, -3, 0, 1.7, 8]) expect(g(z)).toBeCloseTo(4 + 0.5 * z, 10);
    expect(monotoneGenerator(exponential(1), normal())(0)).toBeCloseTo(Math.LN2, 14);
  });

  it('in law: increasing, decreasing and shuffled maps are all exact, a shifted one is off by its shift', () => {
    const noise = normal();
    const good = [
      monotoneGenerator(target, noise),
      decreasingGenerator(target, noise),
      (z: number) => monotoneGenerator(target, noise)(z > 0 ? noise.quantile(1.5 - noise.cdf(z)) : z), // a fold keeps the law
    ];
    for (const g of good) {
      const d = distanceInLaw(g, noise, target, { n: 2000 });
      expect(d.wasserstein1).toBeLessThan(1e-3);
      expect(Math.abs(d.kolmogorovSmirnov - d.floor.kolmogorovSmirnov)).toBeLessThan(1e-3);
      expect(d.floor.kolmogorovSmirnov).toBeCloseTo(0, 9);
    }
    const off = distanceInLaw(z => good[0](z) + 0.25, noise, target, { n: 2000 });
    expect(off.wasserstein1).toBeCloseTo(0.25, 3);
    expect(off.kolmogorovSmirnov).toBeGreaterThan(0.1);
  });

  it('transports at the least cost: E|G(Z) − Z| = W₁', () => {
    const g = monotoneGenerator(target, normal());
    const n = 20000;
    let cost = 0;
    for (let i = 0; i < n; i++) {
      const z = normal().quantile((i + 0.5) / n);
      cost += Math.abs(g(z) - z) / n;
    }
    expect(cost).toBeCloseTo(wasserstein(target, normal()), 3);
  });

  it('pushforward: p_z(z)/|G′(z)| is the density of G(Z)', () => {
    const p = pushforwardDensity(normal(), z => Math.exp(z)); // G = exp: log-normal at x = e^z
    for (const z of [-1, 0, 2]) {
      const x = Math.exp(z);
      expect(p(z)).toBeCloseTo(Math.exp(-(Math.log(x) ** 2) / 2) / (x * Math.sqrt(2 * Math.PI)), 14);
    }
  });

  it.each([studentT(4), logistic(1, 2), discrete([0.3, 0.7])])('$name: F(Q(U)) respects the law', p => {
    expect(kolmogorovSmirnov(draws(p, 3000), p).value).toBeLessThan(1.95 / Math.sqrt(3000));
  });
});

it.each([
  [() => drawn([0, 1], [0, 0]), 'drawn: expected some mass, got 0'],
  [() => drawn([0, 0], [1, 1]), 'drawn: expected low < high'],
  [() => drawn([0, 1], [1, -1]), 'drawn: expected heights[1] ≥ 0, got -1'],
  [() => fromDensity(() => -1, { low: 0, high: 1 }), 'fromDensity: expected a finite weight ≥ 0, got -1'],
  [() => rearrangement(moons()), 'expected a law with known conditionals, got moons'],
  [() => rearrangement(ring())([0, 0.5]), 'expected 0 < u[0] < 1, got 0'],
  [() => aliasSampler([0.5, 0.6]), 'aliasSampler: expected p to sum to 1, got 1.1'],
])('error %#', (run, message) => {
  expect(run).toThrow(UserError);
  expect(run).toThrow(message);
});
