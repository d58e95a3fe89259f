import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pairOfLaws } from '../../../test/laws.ts';
import { UserError } from '../../util/error.ts';
import { Random } from '../../util/random.ts';
import { landmarks } from '../charts.ts';
import {
  type Distribution,
  empirical,
  mixture,
  multivariateNormal,
  normal,
  ring,
  studentT,
  uniform,
} from '../distributions/index.ts';
import { jsd, kl, pearson, totalVariation } from '../divergences/divergences.ts';
import { expectation } from '../expectation.ts';
import { integrate, type QuadratureOptions } from '../quadrature.ts';
import { wasserstein } from '../transport/wasserstein.ts';
import {
  type CriterionName,
  criteria,
  optimalCritic,
  smoothedDiscriminator,
  type VirtualCriterion,
  weightedDiscriminator,
} from './criteria.ts';
import { equilibria } from './equilibria.ts';
import { leastSquares, PEARSON_CODES, relativisticLeastSquares, triangular } from './least-squares.ts';
import {
  criterion,
  gameValue,
  gameValueFromLogits,
  gameValueFromSamples,
  logitGradients,
  optimalDiscriminator,
  optimalLogit,
  sigmoid,
  softplus,
} from './value.ts';

const [p, q] = [normal(0, 1), normal(0.7, 1.4)];
const LOG4 = Math.log(4);

/** ∫ f by plain quadrature over the line, shown where the laws have their mass. */
const integrateOver = (laws: Distribution[], f: (x: number) => number, options?: QuadratureOptions) =>
  integrate(f, -Infinity, Infinity, { breaks: landmarks(laws), ...options });

describe('Proposition 1 and Theorem 1', () => {
  it('N(0, 1) against N(.7, 1.4²): C(G) = −1.26280, by all four roads', () => {
    const d = optimalDiscriminator(p, q);
    expect(criterion(p, q)).toBeCloseTo(-1.2628, 5);
    expect(gameValue(d, p, q)).toBeCloseTo(criterion(p, q), 12);
    expect(gameValueFromLogits(optimalLogit(p, q), p, q)).toBeCloseTo(criterion(p, q), 12);
    const m = mixture([0.5, 0.5], [p, q]);
    expect(-LOG4 + kl(p, m) + kl(q, m)).toBeCloseTo(criterion(p, q), 11);
  });

  it('discrete: C = V(D*) ≥ V(D) for any D, and −log 4 only at q = p', () => {
    const judged = pairOfLaws(true).chain(([a, b]) =>
      fc.tuple(
        fc.constant([a, b] as const),
        fc.array(fc.double({ min: 0.01, max: 0.99, noNaN: true }), {
          minLength: a.length,
          maxLength: a.length,
        }),
      ),
    );
    fc.assert(
      fc.property(judged, ([[a, b], d]) => {
        const best = gameValue(optimalDiscriminator(a, b), a, b);
        expect(Math.abs(best - criterion(a, b))).toBeLessThan(1e-12);
        expect(gameValue(d, a, b)).toBeLessThanOrEqual(best + 1e-12);
        expect(criterion(a, b)).toBeGreaterThanOrEqual(-LOG4);
        expect(criterion(a, b)).toBeLessThanOrEqual(1e-12);
        expect(criterion(a, a)).toBe(-LOG4);
        if (a.some((x, i) => Math.abs(x - b[i]) > 1e-6)) expect(criterion(a, b)).toBeGreaterThan(-LOG4);
      }),
    );
  });

  it('in the plane, and with disjoint supports', () => {
    const [a, b] = [multivariateNormal([0, 0], [1, 0.4, 0.4, 1]), ring(4, 1.5, 0.6)];
    expect(gameValue(optimalDiscriminator(a, b), a, b)).toBeCloseTo(criterion(a, b), 8);
    expect(criterion(uniform(0, 1), uniform(2, 3))).toBeCloseTo(0, 12);
    expect(optimalDiscriminator(uniform(0, 1), uniform(2, 3))(0.5)).toBe(1);
    expect(optimalDiscriminator(uniform(0, 1), uniform(2, 3))(1.5)).toBe(0.5);
    expect(gameValue(() => 0.5, empirical([1, 2]), normal())).toBeCloseTo(-LOG4, 11);
  });

  it('convexity in q: mixing towards p never raises C above the chord', () => {
    fc.assert(
      fc.property(pairOfLaws(), fc.double({ min: 0, max: 1, noNaN: true }), ([a, b], t) => {
        const mixed = b.map((y, i) => (1 - t) * y + t * a[i]);
        expect(criterion(a, mixed)).toBeLessThanOrEqual((1 - t) * criterion(a, b) - t * LOG4 + 1e-12);
      }),
    );
  });
});

describe('the virtual criteria', () => {
  it.each(Object.keys(criteria) as CriterionName[])('%s: least at q = p', name => {
    const c: VirtualCriterion = criteria[name];
    for (const f of [c.criterion, c.held]) {
      if (!f) continue;
      const least = f(p, p);
      for (const other of [q, normal(0.01, 1), normal(0, 0.9)]) expect(f(p, other)).toBeGreaterThan(least);
    }
  });

  it('with heavy tails too, where the divergence is finite', () => {
    for (const name of ['minimax', 'lsgan', 'linear', 'hinge', 'wasserstein', 'relativistic-ls'] as const)
      expect(criteria[name].criterion(p, studentT(5))).toBeGreaterThan(criteria[name].criterion(p, p));
  });

  it.each(['minimax', 'lsgan', 'hinge'] as const)('%s: D* minimises the loss of D', name => {
    const losses = {
      minimax: (a: number, b: number, d: number) =>
        -a * Math.log(Math.max(d, 1e-16)) - b * Math.log(Math.max(1 - d, 1e-16)), // D* rounds to 0 and 1 in far tails
      lsgan: (a: number, b: number, d: number) => 0.5 * a * (d - 1) ** 2 + 0.5 * b * d ** 2,
      hinge: (a: number, b: number, d: number) => a * Math.max(0, 1 - d) + b * Math.max(0, 1 + d),
    };
    const c = criteria[name];
    const loss = (shift: number) =>
      integrateOver(
        [p, q],
        x => {
          const [a, b] = [p.density(x), q.density(x)];
          return a + b === 0
            ? 0
            : losses[name](a, b, c.optimum(a, b) + shift * c.optimum(a, b) * (1 - c.optimum(a, b)));
        },
        { tolerance: 1e-9 },
      );
    expect(loss(0)).toBeCloseTo(c.discriminatorLoss(p, q), 8);
    for (const shift of [-0.1, 0.1]) expect(loss(shift)).toBeGreaterThanOrEqual(loss(0) - 1e-12);
  });

  it('−log D: the gradient of E_q[−log D*] with D* fixed is that of KL(q‖p) − 2·JSD', () => {
    const h = 1e-4;
    const at = (mu: number) => normal(mu, 1.4);
    const logD = (x: number) => -softplus(-optimalLogit(p, q)(x)); // log D*
    const frozen = (mu: number) => expectation(at(mu), x => -logD(x));
    const direct = (frozen(0.7 + h) - frozen(0.7 - h)) / (2 * h);
    const c = (mu: number) => criteria['non-saturating'].criterion(p, at(mu));
    expect((c(0.7 + h) - c(0.7 - h)) / (2 * h)).toBeCloseTo(direct, 7);
    // and it pulls harder than the saturating loss
    const saturating = (mu: number) => expectation(at(mu), x => -softplus(optimalLogit(p, q)(x)));
    expect(direct).toBeGreaterThan((saturating(0.7 + h) - saturating(0.7 - h)) / (2 * h));
  });

  it('LSGAN: with the Pearson codes twice the criterion is χ²(2q‖p + q) = .22220, and not χ²(p‖q) = .3566', () => {
    const { criterion: c, meetsCondition } = leastSquares(p, q, PEARSON_CODES);
    expect(meetsCondition).toBe(true);
    expect(2 * c).toBeCloseTo(triangular(p, q), 14);
    expect(2 * c).toBeCloseTo(0.2222, 5);
    expect(pearson(p, q)).toBeCloseTo(0.3566, 4);
    expect(leastSquares(p, q).meetsCondition).toBe(false);
    expect(leastSquares(p, p).criterion * 2).toBeCloseTo(0.5, 11); // ∫ 2p (½ − 1)²
  });

  it('LSGAN: any codes minimise the same χ², as the integrals at D* = (bp + aq)/(p + q) show', () => {
    for (const [a, b, c] of [
      [0, 1, 1],
      [-1, 1, 0],
      [-2, 0.5, 3],
    ]) {
      const at = (f: (x: number, y: number, d: number) => number) =>
        integrateOver(
          [p, q],
          t => {
            const [x, y] = [p.density(t), q.density(t)];
            return x + y === 0 ? 0 : f(x, y, (b * x + a * y) / (x + y));
          },
          { tolerance: 1e-11 },
        );
      const got = leastSquares(p, q, { a, b, c });
      const lossD = at((x, y, d) => (x * (d - b) ** 2 + y * (d - a) ** 2) / 2);
      const lossG = at((x, y, d) => ((x + y) * (d - c) ** 2) / 2);
      expect(got.discriminatorLoss).toBeCloseTo(lossD, 10);
      expect(got.criterion).toBeCloseTo(lossG, 10);
    }
  });

  it.each(['paired', 'average'] as const)('relativistic least squares, %s: no other D does better', kind => {
    const [a, b] = [
      [0.2, 0.5, 0.3, 0],
      [0.4, 0.1, 0.25, 0.25],
    ];
    const loss = (d: readonly number[]) => {
      const [up, down] = [a, b].map(law => law.reduce((sum, x, i) => sum + x * d[i], 0));
      let total = 0;
      for (let i = 0; i < 4; i++) {
        if (kind === 'average') total += a[i] * (d[i] - down - 1) ** 2 + b[i] * (up - d[i] - 1) ** 2;
        else for (let j = 0; j < 4; j++) total += a[i] * b[j] * (d[i] - d[j] - 1) ** 2;
      }
      return total;
    };
    const { slope, margin, discriminatorLoss } = relativisticLeastSquares(a, b, kind);
    const best = a.map((x, i) => (slope * x) / (x + b[i]));
    expect(best.reduce((sum, d, i) => sum + (a[i] - b[i]) * d, 0)).toBeCloseTo(margin, 12);
    expect(loss(best)).toBeCloseTo(discriminatorLoss, 12);
    const random = new Random(3, 'others');
    for (let n = 0; n < 50; n++) {
      const other = best.map(d => d + 0.1 * random.normal());
      expect(loss(other)).toBeGreaterThan(discriminatorLoss);
    }
  });

  it('hinge at D*: 2 ∫ min(p, q) for D, 2·TV for G', () => {
    const sign = (x: number) => Math.sign(p.density(x) - q.density(x));
    const gap = integrateOver([p, q], x => (p.density(x) - q.density(x)) * sign(x), { tolerance: 1e-10 });
    expect(criteria.hinge.criterion(p, q)).toBeCloseTo(gap, 9);
    expect(criteria.hinge.discriminatorLoss(p, q)).toBeCloseTo(2 - 2 * totalVariation(p, q), 12);
  });

  it('WGAN: the optimal critic attains W₁ and is 1-Lipschitz', () => {
    const critic = optimalCritic(p, q);
    const n = 4000;
    let gap = 0;
    for (let i = 0; i < n; i++) {
      const u = (i + 0.5) / n;
      gap += (critic(p.quantile(u)) - critic(q.quantile(u))) / n;
    }
    expect(gap).toBeCloseTo(wasserstein(p, q), 3);
    for (const x of [-3, -0.5, 0.2, 2, 5])
      expect(Math.abs(critic(x + 0.1) - critic(x))).toBeLessThanOrEqual(0.1 + 1e-9);
  });
});

describe('label smoothing', () => {
  it('D* = (αp + βq)/(p + q), pointwise the best for the smoothed loss', () => {
    const d = smoothedDiscriminator(p, q, { alpha: 0.9, beta: 0.1 });
    for (const x of [-2, 0, 1, 4]) {
      const [a, b] = [p.density(x), q.density(x)];
      const loss = (y: number) => -(a * 0.9 + b * 0.1) * Math.log(y) - (a * 0.1 + b * 0.9) * Math.log(1 - y);
      expect(d(x)).toBeCloseTo((0.9 * a + 0.1 * b) / (a + b), 13);
      for (const step of [-1e-3, 1e-3]) expect(loss(d(x) + step)).toBeGreaterThan(loss(d(x)));
    }
    expect(smoothedDiscriminator(p, p, { alpha: 0.9 })(1)).toBeCloseTo(0.45, 14);
    expect(weightedDiscriminator(p, p)(1)).toBeCloseTo(0.4872, 4);
  });
});

describe('equilibrium losses', () => {
  it('agree with the criteria at q = p', () => {
    expect(equilibria.minimax.discriminator).toBeCloseTo(criteria.minimax.discriminatorLoss(p, p), 11);
    expect(equilibria['lsgan:-1,1,0'].discriminator).toBeCloseTo(
      leastSquares(p, p, PEARSON_CODES).discriminatorLoss,
      11,
    );
    expect(equilibria.hinge.discriminator).toBeCloseTo(criteria.hinge.discriminatorLoss(p, p), 11);
    expect(equilibria.wasserstein.discriminator).toBeCloseTo(
      criteria.wasserstein.discriminatorLoss(p, p),
      11,
    );
    for (const name of Object.keys(criteria) as CriterionName[])
      expect(equilibria[name].discriminator, name).toBeCloseTo(criteria[name].discriminatorLoss(p, p), 11);
    expect(equilibria.bce.discriminator).toBeCloseTo(Math.LN2, 14);
    expect(equilibria['non-saturating'].generator).toBeCloseTo(Math.LN2, 14);
  });
});

describe('from samples and logits', () => {
  it('estimates V, and never saturates at ±100', () => {
    const random = new Random(2, 'v');
    const n = 20000;
    const draw = (law: Distribution) =>
      Float64Array.from({ length: n }, () => optimalLogit(p, q)(law.sample(random)));
    expect(Math.abs(gameValueFromSamples(draw(p), draw(q)) - criterion(p, q))).toBeLessThan(0.015);
    expect(gameValueFromSamples([100], [-100])).toBeCloseTo(0, 15);
    expect(gameValueFromSamples([-100], [100])).toBe(-200);
    expect(gameValueFromLogits([800, -800], [1, 0], [0, 1])).toBeCloseTo(0, 15);
  });

  it('the saturating gradient vanishes where the fake is rejected, the other tends to −1', () => {
    expect(logitGradients(-100).saturating).toBeCloseTo(0, 15);
    expect(logitGradients(-100).nonSaturating).toBe(-1);
    expect(logitGradients(0)).toEqual({ saturating: -0.5, nonSaturating: -0.5 });
    fc.assert(
      fc.property(fc.double({ min: -20, max: 20, noNaN: true }), s => {
        const h = 1e-5;
        const slope = (f: (v: number) => number) => (f(s + h) - f(s - h)) / (2 * h);
        const { saturating, nonSaturating } = logitGradients(s);
        const expected = { saturating: slope(v => -softplus(v)), nonSaturating: slope(v => softplus(-v)) };
        expect(saturating).toBeCloseTo(expected.saturating, 8);
        expect(nonSaturating).toBeCloseTo(expected.nonSaturating, 8);
        expect(saturating + nonSaturating).toBeCloseTo(-1, 14);
        expect(sigmoid(s) + sigmoid(-s)).toBeCloseTo(1, 14);
      }),
    );
  });

  it('JSD is recovered from the best D: (V + log 4)/2', () => {
    expect((gameValue(optimalDiscriminator(p, q), p, q) + LOG4) / 2).toBeCloseTo(jsd(p, q), 12);
  });
});

it.each([
  [() => gameValue(() => 1.2, p, q), 'expected 0 ≤ D ≤ 1, got 1.2'],
  [() => gameValue([0.5], [0.5, 0.5], [0.5, 0.5]), 'expected d as long as p (2), got 1'],
  [() => gameValue([0.5], p, q), 'expected arrays p and q for an array D'],
  [() => smoothedDiscriminator(p, q, { alpha: 1.1 }), 'expected 0 ≤ alpha ≤ 1, got 1.1'],
  [() => criteria.wasserstein.criterion([1], [1]), 'wasserstein: expected laws on the line'],
  [() => gameValueFromSamples([], [1]), 'at least 1 realLogits, got 0'],
])('error %#', (run, message) => {
  expect(run).toThrow(UserError);
  expect(run).toThrow(message);
});
