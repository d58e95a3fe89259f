import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lawOf, pairOfLaws } from '../../../test/laws.ts';
import { UserError } from '../../util/error.ts';
import { Random } from '../../util/random.ts';
import {
  buildDistribution,
  buildPlanar,
  cauchy,
  type Distribution,
  discrete,
  empirical,
  exponential,
  gamma,
  mixture,
  multivariateNormal,
  normal,
  ring,
  studentT,
  uniform,
} from '../distributions/index.ts';
import { expectation } from '../expectation.ts';
import {
  fDivergence,
  jensenShannonDistance,
  jsd,
  kl,
  neyman,
  pearson,
  renyi,
  squaredHellinger,
  totalVariation,
} from './divergences.ts';
import {
  fDivergenceFromCounts,
  fDivergenceFromSamples,
  klFromSamples,
  nearestNeighbourEntropy,
  permutationFloor,
  renyiFromCounts,
} from './estimate.ts';
import { type FDivergence, type FDivergenceName, fDivergences } from './family.ts';
import {
  gaussianKl,
  gaussianPearson,
  gaussianRenyi,
  gaussianSquaredHellinger,
  gaussianTotalVariation,
  onTheLine,
} from './gaussian.ts';

const fixture = JSON.parse(
  readFileSync(new URL('../../../test/fixtures/theory-divergences.json', import.meta.url), 'utf8'),
);
const relative = (got: number, want: number) => Math.abs(got - want) / Math.abs(want);
const families = Object.entries(fDivergences) as [FDivergenceName, FDivergence][];
const named = (spec: (string | number)[]): Distribution => {
  const [name, ...p] = spec as [string, ...number[]];
  if (name === 'bimodal') return mixture([0.3, 0.7], [normal(-2, 0.5), normal(1, 1)]);
  const keys = {
    normal: ['mean', 'sigma'],
    logistic: ['mean', 'scale'],
    'student-t': ['df'],
    gamma: ['shape', 'rate'],
  }[name]!;
  return buildDistribution({ name, ...Object.fromEntries(p.map((v, i) => [keys[i], v])) });
};

it('scipy: discrete laws to 1e-11', () => {
  for (const row of fixture.discrete) {
    const { p, q } = row;
    const pairs = [
      [kl(p, q), row.kl],
      [jsd(p, q), row.jsd],
      [totalVariation(p, q), row.tv],
      [pearson(p, q), row.pearson],
      [neyman(q, p), row.pearson],
      [squaredHellinger(p, q), row.hellinger],
      [renyi(2, p, q), row.renyi2],
      [renyi(0.5, p, q), row.renyiHalf],
    ];
    for (const [got, want] of pairs) expect(relative(got, want)).toBeLessThan(1e-11);
  }
});

it('mpmath: densities on the line by quadrature to 1e-10', () => {
  for (const row of fixture.densities) {
    const [p, q] = [named(row.p), named(row.q)];
    const pairs = [
      [kl(p, q), row.kl],
      [jsd(p, q), row.jsd],
      [squaredHellinger(p, q), row.hellinger],
      [renyi(0.5, p, q), row.renyiHalf],
      ...(row.reverse === null ? [] : [[kl(q, p), row.reverse]]),
    ];
    for (const [got, want] of pairs) expect(relative(got, want), `${row.p} ${row.q}`).toBeLessThan(1e-10);
  }
});

describe('normal laws: closed form, numpy and quadrature agree', () => {
  it('numpy', () => {
    for (const { p, q, kl: want } of fixture.gaussians)
      expect(relative(gaussianKl(p, q), want)).toBeLessThan(1e-11);
  });

  it('on the line', () => {
    const [p, q] = [normal(0.3, 0.8), normal(-0.5, 1.1)];
    const [a, b] = [onTheLine(p), onTheLine(q)];
    expect(relative(kl(p, q), gaussianKl(a, b))).toBeLessThan(1e-11);
    expect(relative(pearson(p, q), gaussianPearson(a, b))).toBeLessThan(1e-11);
    expect(relative(squaredHellinger(p, q), gaussianSquaredHellinger(a, b))).toBeLessThan(1e-11);
    expect(relative(renyi(0.3, p, q), gaussianRenyi(0.3, a, b))).toBeLessThan(1e-11);
    expect(gaussianPearson(onTheLine(normal(0, 2)), onTheLine(normal(0, 1)))).toBe(Infinity); // σp² ≥ 2σq²
    expect(pearson(cauchy(), normal())).toBe(Infinity);
    expect(kl(cauchy(), normal())).toBe(Infinity);
    expect(() => kl(studentT(2), normal())).toThrow('it may be infinite'); // diverges like log x
    const heavy = studentT(2.1); // E log p is known, E X² = ν/(ν − 2)
    expect(
      relative(kl(heavy, normal()), -heavy.entropy! + 0.5 * Math.log(2 * Math.PI) + 0.5 * heavy.variance),
    ).toBeLessThan(1e-9);
  });

  it('survives where densities underflow: KL(N(0, 1)‖N(0, .01²)) = ½(10⁴ − 1) − log 100', () => {
    expect(relative(kl(normal(0, 1), normal(0, 0.01)), 0.5 * (1e4 - 1) - Math.log(100))).toBeLessThan(1e-11);
  });

  it('in the plane, to 1e-8', () => {
    const p = multivariateNormal([0.2, -0.1], [1, 0.3, 0.3, 0.5]);
    const q = multivariateNormal([-0.5, 0.6], [1.2, -0.4, -0.4, 0.9]);
    expect(relative(kl(p, q), gaussianKl(p, q))).toBeLessThan(1e-8);
    expect(relative(squaredHellinger(p, q), gaussianSquaredHellinger(p, q))).toBeLessThan(1e-8);
    expect(relative(renyi(0.5, p, q), gaussianRenyi(0.5, p, q))).toBeLessThan(1e-8);
  });

  it('modes far apart: a ring that lost half its modes has KL = log 2, JSD from the mixture', () => {
    const [p, q] = [ring(2, 1, 0.05), ring(1, 1, 0.05)];
    expect(kl(q, p)).toBeCloseTo(Math.LN2, 8);
    // m = ¾ of one mode and ¼ of the other
    expect(jsd(p, q)).toBeCloseTo(0.5 * (0.5 * Math.log(2 / 3) + 0.5 * Math.log(2) + Math.log(4 / 3)), 8);
    const [board, other] = [buildPlanar({ name: 'ring', modes: 8, sigma: 0.01 }), ring(8, 1, 0.02)];
    const one = gaussianKl(
      { mean: [0, 0], covariance: [1e-4, 0, 0, 1e-4] },
      { mean: [0, 0], covariance: [4e-4, 0, 0, 4e-4] },
    );
    expect(kl(board, other)).toBeCloseTo(one, 7); // modes do not overlap, so each is compared with its own
  });
});

describe('other closed forms', () => {
  const close = (got: number, want: number) => expect(relative(got, want)).toBeLessThan(1e-10);

  it('KL of exponentials, gammas, uniforms, Cauchys and logistics', () => {
    const [a, b] = [2, 0.7];
    close(kl(exponential(a), exponential(b)), Math.log(a / b) + b / a - 1);
    // gammas of one shape k: k (log a/b + b/a − 1)
    close(kl(gamma(3.5, a), gamma(3.5, b)), 3.5 * (Math.log(a / b) + b / a - 1));
    close(kl(uniform(1, 2), uniform(0, 5)), Math.log(5));
    // Chyzak & Nielsen 2019
    close(kl(cauchy(0, 1), cauchy(2, 3)), Math.log(((1 + 3) ** 2 + 4) / (4 * 3)));
    close(totalVariation(uniform(0, 1), uniform(0.25, 1.25)), 0.25);
    close(squaredHellinger(exponential(a), exponential(b)), 2 * (1 - (2 * Math.sqrt(a * b)) / (a + b)));
    close(pearson(exponential(a), exponential(b)), a ** 2 / (b * (2 * a - b)) - 1);
  });

  it('TV of normals with one covariance, on the line and in the plane', () => {
    const [p, q] = [normal(0, 2), normal(1.5, 2)];
    close(totalVariation(p, q), gaussianTotalVariation(onTheLine(p), onTheLine(q)));
    const covariance = [1, 0.3, 0.3, 1];
    const [a, b] = [multivariateNormal([0, 0], covariance), multivariateNormal([1, 0], covariance)];
    expect(relative(totalVariation(a, b, { tolerance: 1e-6 }), gaussianTotalVariation(a, b))).toBeLessThan(
      1e-5,
    );
    expect(() => gaussianTotalVariation(onTheLine(p), onTheLine(normal()))).toThrow(
      'expected equal covariances, got 4 and 1',
    );
  });
});

describe('disjoint and mixed supports', () => {
  it('reach the bounds', () => {
    const [p, q] = [uniform(0, 1), uniform(2, 3)];
    expect(kl(p, q)).toBe(Infinity);
    expect(jsd(p, q)).toBeCloseTo(Math.LN2, 12);
    expect(jsd(p, q, { bits: true })).toBeCloseTo(1, 12);
    expect(totalVariation(p, q)).toBeCloseTo(1, 12);
    expect(squaredHellinger(p, q)).toBeCloseTo(2, 12);
    expect(jsd(empirical([0, 1]), normal())).toBeCloseTo(Math.LN2, 15); // atoms against a density
    expect(kl(discrete([0.5, 0.5]), discrete([0.9, 0.1]))).toBeCloseTo(kl([0.5, 0.5], [0.9, 0.1]), 15);
    expect(kl([1, 0], [0, 1])).toBe(Infinity);
    expect(kl([0, 1], [0.5, 0.5])).toBeCloseTo(Math.LN2, 15);
  });
});

describe('identities over random laws', () => {
  it('KL ≥ 0, and 0 only at equality', () => {
    fc.assert(
      fc.property(pairOfLaws(true), ([p, q]) => {
        expect(kl(p, p)).toBe(0);
        if (p.some((x, i) => Math.abs(x - q[i]) > 1e-12)) expect(kl(p, q)).toBeGreaterThan(0);
        expect(kl(p, q)).toBeGreaterThanOrEqual(2 * totalVariation(p, q) ** 2 - 1e-13); // Pinsker
      }),
    );
  });

  it('JSD is symmetric, at most log 2, and its root obeys the triangle inequality', () => {
    const triple = fc
      .integer({ min: 1, max: 8 })
      .chain(n => fc.tuple(lawOf(n, true), lawOf(n, true), lawOf(n, true)));
    fc.assert(
      fc.property(triple, ([p, q, r]) => {
        expect(jsd(p, q)).toBeCloseTo(jsd(q, p), 13);
        expect(jsd(p, q)).toBeLessThanOrEqual(Math.LN2 + 1e-13);
        expect(jensenShannonDistance(p, r)).toBeLessThanOrEqual(
          jensenShannonDistance(p, q) + jensenShannonDistance(q, r) + 1e-7,
        );
      }),
    );
  });

  it('data processing: merging outcomes never increases an f-divergence', () => {
    fc.assert(
      fc.property(pairOfLaws(), fc.integer({ min: 1, max: 4 }), ([p, q], cells) => {
        const coarse = (law: number[]) =>
          Array.from({ length: cells }, (_, c) =>
            law.reduce((sum, x, i) => (i % cells === c ? sum + x : sum), 0),
          );
        for (const [name] of families) {
          expect(fDivergence(name, coarse(p), coarse(q))).toBeLessThanOrEqual(fDivergence(name, p, q) + 1e-8);
        }
      }),
    );
  });

  it('Rényi grows with its order, with KL in place at 1', () => {
    fc.assert(
      fc.property(pairOfLaws(), ([p, q]) => {
        const values = [0, 0.2, 0.999999, 1, 1.000001, 2, 30, Infinity].map(a => renyi(a, p, q));
        values.slice(1).forEach((v, i) => {
          expect(v).toBeGreaterThanOrEqual(values[i] - 1e-9 * (1 + v));
        });
        expect(values[2]).toBeCloseTo(values[3], 3);
      }),
    );
  });
});

describe.each(families)('f-divergence %s', (name, d) => {
  const ratios = [0.05, 0.4, 0.9, 1, 1.1, 3, 20];

  it('is Σ q f(p/q), term by term up to what sums to 0', () => {
    fc.assert(
      fc.property(pairOfLaws(), ([p, q]) => {
        const direct = q.reduce((sum, x, i) => sum + x * d.f(p[i] / x), 0);
        expect(Math.abs(fDivergence(name, p, q) - direct) / (1 + Math.abs(direct))).toBeLessThan(1e-10);
      }),
    );
  });

  it('f* is the supremum, f′ the maximiser, and Fenchel-Young is tight there', () => {
    for (const u of ratios) {
      const t = d.slope(u);
      if (name === 'total-variation' && u === 1) continue; // any t in the subdifferential
      expect(u * t - d.conjugate(t)).toBeCloseTo(d.f(u), 10);
      for (const v of ratios) expect(v * t - d.conjugate(t)).toBeLessThanOrEqual(d.f(v) + 1e-12);
    }
    const h = 1e-4; // second difference for the curvature
    if (!Number.isNaN(d.curvature))
      expect((d.f(1 + h) - 2 * d.f(1) + d.f(1 - h)) / (h * h)).toBeCloseTo(d.curvature, 4);
  });

  it('activation increases into the domain, and f*(g_f(v)) is what it says', () => {
    let previous = -Infinity;
    for (const v of [-30, -3, -1, -0.1, 0, 0.1, 1, 3, 15]) {
      const t = d.activation(v);
      expect(t).toBeGreaterThanOrEqual(d.domain[0]);
      expect(t).toBeLessThanOrEqual(d.domain[1]);
      expect(t).toBeGreaterThan(previous);
      previous = t;
      if (v <= 3) expect(relative(d.conjugateOfActivation(v) + 3, d.conjugate(t) + 3)).toBeLessThan(1e-9);
    }
  });

  it('the variational bound E_P[T] − E_Q[f*(T)] is tight at T* and below elsewhere', () => {
    fc.assert(
      fc.property(pairOfLaws(), fc.double({ min: 0.3, max: 3, noNaN: true }), ([p, q], wrong) => {
        const bound = (ratio: (i: number) => number) =>
          p.reduce((sum, x, i) => sum + x * d.slope(ratio(i)) - q[i] * d.conjugate(d.slope(ratio(i))), 0);
        const best = fDivergence(name, p, q);
        const slack = 1e-9 * (1 + Math.abs(best));
        if (name !== 'total-variation' || p.every((x, i) => Math.abs(x - q[i]) > 1e-9)) {
          expect(Math.abs(bound(i => p[i] / q[i]) - best)).toBeLessThan(slack);
        }
        expect(bound(i => (wrong * p[i]) / q[i])).toBeLessThanOrEqual(best + slack);
      }),
    );
  });

  it('term and logTerm agree, on the axes too', () => {
    for (const [p, q] of [
      [0.3, 0.2],
      [0.2, 0.2],
      [1e-9, 0.7],
      [0.7, 1e-9],
      [0, 0.4],
      [0.4, 0],
      [0, 0],
    ]) {
      const [a, b] = [d.term(p, q), d.logTerm(Math.log(p), Math.log(q))];
      expect(a === b || Math.abs(a - b) < 1e-12 * (1 + Math.abs(a)), `${p}, ${q}: ${a} ${b}`).toBe(true);
    }
  });
});

describe('from samples', () => {
  const draw = (p: Distribution, n: number, step: number) => {
    const random = new Random(4, 'x', step);
    return Float64Array.from({ length: n }, () => p.sample(random));
  };

  it('floors of counts match the mean under equality', () => {
    const [k, n, m, repeats] = [20, 400, 700, 200];
    for (const name of ['kl', 'jensen-shannon', 'pearson', 'squared-hellinger', 'total-variation'] as const) {
      let [value, floor] = [0, 0];
      for (let r = 0; r < repeats; r++) {
        const random = new Random(6, 'counts', r);
        const count = (size: number) => {
          const counts = new Float64Array(k);
          for (let i = 0; i < size; i++) counts[random.integer(k)]++;
          return counts;
        };
        const estimate = fDivergenceFromCounts(name, count(n), count(m));
        value += estimate.value / repeats;
        floor += estimate.floor / repeats;
      }
      expect(value / floor).toBeGreaterThan(0.9);
      expect(value / floor).toBeLessThan(1.15);
    }
  });

  it('binned samples find JSD to within bias and floor, and see nothing under equality', () => {
    const [p, q] = [normal(0, 1), normal(0.7, 1.4)];
    const n = 20000;
    const { value, floor } = fDivergenceFromSamples('jensen-shannon', draw(p, n, 10), draw(q, n, 11));
    expect(Math.abs((value - floor) / 2 - jsd(p, q))).toBeLessThan(0.006);
    const same = fDivergenceFromSamples('jensen-shannon', draw(p, n, 12), draw(p, n, 13));
    expect(same.value).toBeLessThan(2 * same.floor);
  });

  it('Rényi of order 2 from counts has twice the floor of KL', () => {
    const [a, b] = [
      [30, 50, 20],
      [33, 44, 23],
    ];
    expect(renyiFromCounts(2, a, b).floor).toBeCloseTo(2 * fDivergenceFromCounts('kl', a, b).floor, 15);
    expect(renyiFromCounts(1, a, b).value).toBeCloseTo(fDivergenceFromCounts('kl', a, b).value, 14);
  });

  it('a sparse histogram reads as a large JSD although the laws are equal', () => {
    const counts = (step: number) => {
      const random = new Random(8, 'sparse', step);
      const out = new Float64Array(1024);
      for (let i = 0; i < 500; i++) out[random.integer(1024)]++;
      return out;
    };
    const { value } = fDivergenceFromCounts('jensen-shannon', counts(0), counts(1));
    expect(value / 2).toBeGreaterThan(0.4); // of at most log 2 = .693
  });

  it('KL by nearest neighbours finds the closed form', () => {
    const [p, q] = [normal(0, 1), normal(0.7, 1.4)];
    const x = { values: draw(p, 1500, 0), dimension: 1 };
    const y = { values: draw(q, 1500, 1), dimension: 1 };
    expect(Math.abs(klFromSamples(x, y).value - kl(p, q))).toBeLessThan(0.08);
    expect(Math.abs(nearestNeighbourEntropy(x) - p.entropy!)).toBeLessThan(0.07);
    const same = permutationFloor(
      (a, b) => klFromSamples(a, b).value,
      { values: draw(p, 300, 2), dimension: 1 },
      { values: draw(p, 300, 3), dimension: 1 },
      { repeats: 10 },
    );
    expect(Math.abs(same.mean)).toBeLessThan(0.1);
    expect(same.high).toBeGreaterThan(same.mean);
  });
});

describe('errors', () => {
  it.each([
    [() => kl([0.5, 0.5], [0.5, 0.4]), 'kl: expected q to sum to 1, got 0.9'],
    [() => jsd([0.5, 0.5], [1]), 'jsd: expected q as long as p (2), got 1'],
    [() => kl([0.5, 0.5], normal()), 'kl: expected p and q of one kind'],
    [() => renyi(-1, [1], [1]), 'renyi: expected alpha ≥ 0, got -1'],
    [() => renyi(Infinity, normal(), normal()), 'expected 0 < alpha < ∞ for densities'],
    [() => gaussianKl({ mean: [0], covariance: [0] }, { mean: [0], covariance: [1] }), 'regular covariances'],
    [
      () => gaussianKl({ mean: [0], covariance: [1] }, { mean: [0, 0], covariance: [1, 0, 0, 1] }),
      'dimension 1 like p, got 2',
    ],
    [() => fDivergenceFromCounts('kl', [1], [1, 2]), 'expected q of 1 outcomes, got 2'],
  ])('%#', (run, message) => {
    expect(run).toThrow(UserError);
    expect(run).toThrow(message);
  });
});

it('quadrature honours narrow laws far away (no mass missed)', () => {
  const p = normal(1000, 1e-3);
  // x − 1000 keeps 10 digits of a deviation of 1e-3
  expect(expectation(mixture([0.5, 0.5], [p, normal()]), x => (x > 500 ? 1 : 0))).toBeCloseTo(0.5, 9);
});
