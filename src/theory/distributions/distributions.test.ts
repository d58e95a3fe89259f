import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../util/error.ts';
import { normalQuantile } from '../../util/normal.ts';
import { Random } from '../../util/random.ts';
import { integrate } from '../quadrature.ts';
import { type Distribution, distributions, empirical, mixture, normal } from './index.ts';

const fixture = JSON.parse(
  readFileSync(new URL('../../../test/fixtures/theory-distributions.json', import.meta.url), 'utf8'),
);

function make(name: string, parameters: readonly (number | string)[]): Distribution {
  const { defaults, create } = distributions[name as 'normal'];
  const keys = Object.keys(defaults);
  return create({ ...defaults, ...Object.fromEntries(parameters.map((p, i) => [keys[i], Number(p)])) });
}

const relative = (got: number, want: number) =>
  got === want || (Number.isNaN(got) && Number.isNaN(want)) ? 0 : Math.abs(got - want) / Math.abs(want);
/** Relative, but absolute where the wanted value crosses 0 (a log-density does). */
const mixed = (got: number, want: number) => Math.abs(got - want) / Math.max(1, Math.abs(want));

describe('reference values (mpmath, 60 digits)', () => {
  it.each(fixture.laws as { name: string; parameters: number[]; rows: number[][] }[])(
    '$name $parameters: log-density to 1e-12, cdf and survival to 1e-12',
    ({ name, parameters, rows }) => {
      const p = make(name, parameters);
      for (const [x, logDensity, cdf, survival] of rows) {
        expect(mixed(p.logDensity(x), logDensity), `logDensity(${x})`).toBeLessThan(1e-12);
        expect(relative(p.cdf(x), cdf), `cdf(${x})`).toBeLessThan(1e-12);
        expect(relative(p.survival(x), survival), `survival(${x})`).toBeLessThan(1e-12);
      }
    },
  );

  it('normal quantile to 1e-14', () => {
    for (const [u, x] of fixture.normalQuantile) {
      expect(relative(normalQuantile(u), x), `Φ⁻¹(${u})`).toBeLessThan(1e-14);
    }
  });

  it.each(fixture.truncated as { parameters: number[]; moments: number[] }[])(
    'truncated normal $parameters: moments and entropy',
    ({ parameters, moments }) => {
      const p = make('truncated-normal', parameters);
      expect(relative(p.mean, moments[0]) < 1e-11 || Math.abs(p.mean - moments[0]) < 1e-14).toBe(true);
      expect(relative(p.variance, moments[1])).toBeLessThan(1e-11);
      expect(mixed(p.entropy!, moments[2])).toBeLessThan(1e-11);
    },
  );
});

describe('scipy, polished with mpmath', () => {
  it.each(fixture.quantiles as { name: string; parameters: number[]; rows: number[][] }[])(
    '$name $parameters: quantiles to 1e-10',
    ({ name, parameters, rows }) => {
      const p = make(name, parameters);
      for (const [u, x] of rows) {
        const got = p.quantile(u);
        expect(relative(got, x) < 1e-10 || Math.abs(got - x) < 1e-14, `Q(${u}) = ${got}, ${x}`).toBe(true);
      }
    },
  );

  it.each(fixture.moments as { name: string; parameters: number[]; [k: string]: unknown }[])(
    '$name $parameters: moments to 1e-10',
    ({ name, parameters, mean, variance, entropy }) => {
      const p = make(name, parameters);
      expect(mixed(p.mean, Number(mean)) < 1e-10 || Number.isNaN(p.mean)).toBe(true);
      expect(
        p.variance === Number(variance) ||
          relative(p.variance, Number(variance)) < 1e-10 ||
          Number.isNaN(p.variance),
      ).toBe(true);
      // scipy integrates the entropy of some laws numerically, hence the wider bound
      expect(mixed(p.entropy!, Number(entropy))).toBeLessThan(1e-6);
    },
  );
});

const bimodal = mixture([0.3, 0.7], [normal(-2, 0.3), normal(1, 1)]);
const continuous: [string, Distribution][] = [
  ...Object.entries(distributions)
    .filter(([name]) => !['discrete', 'empirical', 'cauchy'].includes(name))
    .map(([name]) => [name, make(name, [])] as [string, Distribution]),
  ['bimodal', bimodal],
  ['gamma .3', make('gamma', [0.3, 2])],
  ['beta .5', make('beta', [0.5, 0.5])],
];

describe.each(continuous)('%s', (_, p) => {
  const [low, high] = p.support;
  const breaks = [1e-9, 1e-3, 0.1, 0.5, 0.9, 0.999, 1 - 1e-9].map(u => p.quantile(u));

  it('integrates to 1 and has the stated moments and entropy', () => {
    const moment = (f: (x: number) => number) =>
      integrate(x => f(x) * p.density(x), low, high, { breaks, tolerance: 1e-10 });
    expect(moment(() => 1)).toBeCloseTo(1, 7);
    expect(moment(x => x)).toBeCloseTo(p.mean, 6);
    expect(moment(x => (x - p.mean) ** 2)).toBeCloseTo(p.variance, 6);
    if (p.entropy !== undefined) {
      const surprise = moment(x => (p.density(x) > 0 ? -p.logDensity(x) : 0));
      expect(surprise).toBeCloseTo(p.entropy, 6);
    }
  });

  it('quantile and cdf are inverse in both tails', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-12, max: 1 - 1e-12, noNaN: true }), u => {
        const x = p.quantile(u);
        const error = u < 0.5 ? Math.abs(p.cdf(x) - u) / u : Math.abs(p.survival(x) - (1 - u)) / (1 - u);
        // moving x by one ulp changes F by density · ulp, so that much is unavoidable
        const ulp = (p.density(x) * Math.abs(x) * 1e-15) / Math.min(u, 1 - u);
        expect(error).toBeLessThan(1e-11 + ulp);
      }),
    );
  });

  it('samples follow the cdf (Kolmogorov-Smirnov)', () => {
    const n = 4000;
    const random = new Random(7, p.name);
    const x = Float64Array.from({ length: n }, () => p.sample(random)).sort();
    let distance = 0;
    x.forEach((v, i) => {
      distance = Math.max(distance, Math.abs(p.cdf(v) - i / n), Math.abs(p.cdf(v) - (i + 1) / n));
    });
    expect(distance).toBeLessThan(1.95 / Math.sqrt(n)); // P < 0.001 for the right law
    expect(distance).toBeGreaterThan(0.2 / Math.sqrt(n));
  });
});

describe('laws on atoms', () => {
  const sure = (x: number, p: Distribution) => [p.cdf(x), p.survival(x), p.density(x)];

  it('discrete merges, sorts and counts', () => {
    const p = make('discrete', []);
    expect(sure(0, p)).toEqual([0.5, 0.5, 0.5]);
    const q = distributions.discrete.create({ probabilities: [0.2, 0.3, 0.5], values: [3, 1, 3] });
    expect(q.quantile(0.3)).toBe(1);
    expect(q.quantile(0.3000001)).toBe(3);
    expect(sure(3, q)).toEqual([1, 0, 0.7]);
    expect(q.mean).toBeCloseTo(2.4, 15);
    expect(q.variance).toBeCloseTo(0.84, 15);
  });

  it('Galois: Q(u) ≤ x ⇔ u ≤ F(x), to the bit', () => {
    const samples = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(
        samples,
        fc.integer({ min: -6, max: 6 }),
        fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true }),
        (s, x, u) => {
          const p = empirical(s);
          expect(p.quantile(u) <= x).toBe(u <= p.cdf(x));
          const weights = s.map(v => v + 6);
          const total = weights.reduce((a, b) => a + b);
          const q = distributions.discrete.create({ probabilities: weights.map(w => w / total), values: s });
          expect(q.quantile(u) <= x).toBe(u <= q.cdf(x));
        },
      ),
    );
  });

  it('a mixture of discrete laws keeps Galois', () => {
    const p = mixture(
      [0.25, 0.75],
      [distributions.discrete.create({ probabilities: [0.5, 0.5], values: [0, 4] }), empirical([2])],
    );
    expect([0.1, 0.125, 0.126, 0.5, 0.875, 0.9].map(u => p.quantile(u))).toEqual([0, 0, 2, 2, 2, 4]);
  });
});

describe('errors', () => {
  it.each([
    [() => normal(0, 0), 'normal: expected sigma > 0, got 0'],
    [() => normal(NaN, 1), 'normal: expected a finite mean, got NaN'],
    [() => normal(0, 1).quantile(1), 'normal.quantile: expected 0 < u < 1, got 1'],
    [() => normal(0, 1).quantile(-0.5), 'expected 0 < u < 1, got -0.5'],
    [() => make('discrete', []).quantile(0), 'discrete.quantile: expected 0 < u < 1, got 0'],
    [
      () => distributions.discrete.create({ probabilities: [0.5, 0.6], values: undefined }),
      'expected probabilities to sum to 1, got 1.1',
    ],
    [
      () => distributions.discrete.create({ probabilities: [1.5, -0.5], values: undefined }),
      'expected probabilities[1] ≥ 0, got -0.5',
    ],
    [
      () => distributions.discrete.create({ probabilities: [1], values: [1, 2] }),
      'expected values as long as probabilities (1), got 2',
    ],
    [() => mixture([1], []), 'expected components as long as weights (1), got 0'],
    [() => make('uniform', [2, 1]), 'uniform: expected low < high'],
    [() => make('gamma', [-1, 1]), 'gamma: expected shape > 0, got -1'],
    [() => empirical([]), 'empirical: expected at least 1 samples, got 0'],
  ])('%#: %s', (run, message) => {
    expect(run).toThrow(UserError);
    expect(run).toThrow(message);
  });
});
