import { describe, expect, it } from 'vitest';
import { grad } from '../../graph/grad.ts';
import { interpret } from '../../graph/interpret.ts';
import { add, mul } from '../../graph/ops/elementwise.ts';
import { constant, input } from '../../graph/ops/leaf.ts';
import { sum } from '../../graph/ops/reduce.ts';
import { mean } from '../../graph/ops/statistics.ts';
import { normal } from '../../theory/distributions/normal.ts';
import type { Law } from '../../theory/divergences/compare.ts';
import { totalVariation } from '../../theory/divergences/divergences.ts';
import { type CriterionName, criteria, type VirtualCriterion } from '../../theory/game/criteria.ts';
import { leastSquares, PEARSON_CODES, relativisticLeastSquares } from '../../theory/game/least-squares.ts';
import { Random } from '../../util/random.ts';
import { objective, parseObjective } from './index.ts';

const p = normal(0, 1);
const at = (mu: number) => normal(mu, 1.4);
const q = at(0.7);

/** A grid with a point at −1.75, where the distribution functions cross; the trapezoid rule is exact to 1e-13 for smooth integrands. */
const STEP = 0.025;
const grid = Float64Array.from({ length: 1101 }, (_, i) => -13 + i * STEP);
const masses = (law: { density(x: number): number }) => grid.map(x => law.density(x) * STEP);
const [P, Q] = [masses(p), masses(q)];

/** What D says where the theory has its best probability, level or critic. */
function bestLogits(name: CriterionName): Float64Array {
  const { optimum }: VirtualCriterion = criteria[name];
  if (!optimum) return grid.map(x => -Math.abs(x + 1.75)); // slope sign(F_q − F_p)
  const D = grid.map(x => optimum(p.density(x), q.density(x)));
  if (objective(parseObjective(name)).critic) return D;
  return grid.map(x => p.logDensity(x) - q.logDensity(x)); // logit of p/(p + q)
}

interface Judged {
  loss: number;
  /** By D(x) at each place, relative to the mass there. */
  slopes: Float64Array;
}

/** D's loss over the two laws, D being any numbers on the grid. */
function lossOnGrid(name: string, logits: Float64Array): Judged {
  const { halves } = objective(parseObjective(name));
  const s = input('s', [grid.length]);
  const half = (losses: typeof s, mass: Float64Array) => sum(mul(losses, constant(mass, [grid.length])));
  const loss = add(half(halves!.real(s), P), half(halves!.fake(s), Q));
  const [value, slopes] = interpret([loss, ...grad(loss, [s])], { s: logits });
  return { loss: value[0], slopes: slopes.map((v, i) => v / (P[i] + Q[i])) };
}

const separable = (Object.keys(criteria) as CriterionName[]).filter(
  name => objective(parseObjective(name)).halves,
);
/** The optimum is on a kink. */
const kinked = ['hinge', 'wasserstein'];
const tolerance = (name: string) => (kinked.includes(name) ? 1e-3 : 1e-9);

describe.each(separable)('%s with the best D on a grid', name => {
  const theory: VirtualCriterion = criteria[name];
  const best = bestLogits(name);

  it("D's loss is the theory's", () => {
    const expected = theory.discriminatorLoss(p, q);
    expect(Math.abs(lossOnGrid(name, best).loss - expected)).toBeLessThan(tolerance(name));
  });

  it('no other D does better, and its slope is 0 there', () => {
    const { loss, slopes } = lossOnGrid(name, best);
    if (!kinked.includes(name)) expect(Math.max(...slopes.map(Math.abs))).toBeLessThan(1e-10);
    if (name === 'wasserstein') return; // only among functions of slope 1
    const random = new Random(4, 'others');
    for (const size of [0.01, 0.3]) {
      const other = best.map(s => s + size * random.normal());
      expect(lossOnGrid(name, other).loss).toBeGreaterThan(loss + 1e-6);
    }
  });

  it("moving the generator changes G's loss as it changes the theory's criterion", () => {
    const s = input('s', [grid.length]);
    const losses = objective(parseObjective(name)).generator({ real: s, fake: s });
    const [atFake] = interpret([losses], { s: best });
    const descent = theory.held ?? theory.criterion;
    const h = 1e-3;
    const lossG = (mu: number) => masses(at(mu)).reduce((total, mass, i) => total + mass * atFake[i], 0);
    const direct = (lossG(0.7 + h) - lossG(0.7 - h)) / (2 * h);
    const virtual = (descent(p, at(0.7 + h)) - descent(p, at(0.7 - h))) / (2 * h);
    expect(Math.abs(direct - virtual)).toBeLessThan(kinked.includes(name) ? 1e-3 : 1e-6);
    expect(Math.abs(virtual)).toBeGreaterThan(0.01);
  });
});

describe('where G plays the same game', () => {
  it.each(['f-kl:0', 'f-reverse-kl:0', 'f-pearson:0', 'f-hellinger:0', 'f-js:0', 'f-gan:0'] as const)(
    '%s: G descends the divergence itself',
    text => {
      const name = text.slice(0, -2) as CriterionName;
      const s = input('s', [grid.length]);
      const losses = objective(parseObjective(text)).generator({ real: s, fake: s });
      const [atFake] = interpret([losses], { s: bestLogits(name) });
      const h = 1e-3;
      const slope = (f: (mu: number) => number) => (f(0.7 + h) - f(0.7 - h)) / (2 * h);
      const lossG = (mu: number) => masses(at(mu)).reduce((total, mass, i) => total + mass * atFake[i], 0);
      const divergence = slope(mu => criteria[name].criterion(p, at(mu)));
      expect(slope(lossG)).toBeCloseTo(divergence, 6);
    },
  );
});

describe('lsgan with the codes of the paper', () => {
  const best = grid.map(x => (p.density(x) - q.density(x)) / (p.density(x) + q.density(x)));

  it('has the χ² of the paper', () => {
    const theory = leastSquares(p, q, PEARSON_CODES);
    expect(lossOnGrid('lsgan:-1,1,0', best).loss).toBeCloseTo(theory.discriminatorLoss, 9);
    const s = input('s', [grid.length]);
    const { generator } = objective({ kind: 'lsgan', fake: -1, real: 1, target: 0 });
    const [losses] = interpret([generator({ real: s, fake: s })], { s: best });
    expect(losses.reduce((total, v, i) => total + v * (P[i] + Q[i]), 0)).toBeCloseTo(theory.criterion, 9);
  });

  it('gives G the wrong sign where it visits too little, unlike the codes 0, 1, 1', () => {
    const slopeAt = (text: string, D: number) => {
      const s = input('s', [1]);
      const [slope] = grad(sum(objective(parseObjective(text)).generator({ real: s, fake: s })), [s]);
      return interpret([slope], { s: [D] })[0][0];
    };
    const missing = 0.5; // (p − q)/(p + q)
    expect(slopeAt('lsgan:-1,1,0', missing)).toBe(0.5); // G leaves the place
    expect(slopeAt('lsgan', (1 + missing) / 2)).toBe(-0.25); // G comes
  });
});

describe('relativistic, on laws whose pairs can be counted', () => {
  const outcomes = [0, 1, 2, 3];
  const a = [0.25, 0.5, 0.2, 0.05];
  const b = [0.4, 0.1, 0.25, 0.25];
  const samples = (law: readonly number[]) =>
    outcomes.flatMap(i => Array.from({ length: 20 * law[i] + 0.5 }, () => i));
  const names = [
    'relativistic',
    'relativistic-ls',
    'relativistic-hinge',
    'relativistic-average',
    'relativistic-average-ls',
    'relativistic-average-hinge',
  ];

  /** Mean loss of a player on all pairs of samples, with its slopes by D of each outcome where it is generated, and in all. */
  function loss(
    name: string,
    player: 'discriminator' | 'generator',
    D: readonly number[],
    real = a,
    fake = b,
  ) {
    const [x, y] = [samples(real), samples(fake)];
    const pairs = x.flatMap(i => y.map(j => [i, j]));
    const n = pairs.length;
    const logits = { real: input('real', [n]), fake: input('fake', [n]) };
    const value = mean(objective(parseObjective(name))[player](logits));
    const given = { real: pairs.map(([i]) => D[i]), fake: pairs.map(([, j]) => D[j]) };
    const slopes = grad(value, [logits.real, logits.fake]);
    const [v, dReal, dFake] = interpret([value, ...slopes], given);
    const at = (slopes: Float64Array, side: 0 | 1) =>
      outcomes.map(k => pairs.reduce((total, pair, i) => total + (pair[side] === k ? slopes[i] : 0), 0));
    const onFake = at(dFake, 1);
    return { value: v[0], onFake, total: at(dReal, 0).map((g, k) => g + onFake[k]) };
  }

  /** Descends D's loss from D = 0. */
  function train(name: string, steps: number, rate: number): number[] {
    let D = outcomes.map(() => 0);
    for (let n = 0; n < steps; n++) {
      const { total } = loss(name, 'discriminator', D);
      D = D.map((d, k) => d - rate * total[k]);
    }
    return D;
  }

  it.each([
    ['relativistic-ls', 'paired'],
    ['relativistic-average-ls', 'average'],
  ] as const)("%s: the best D and its loss are the theory's", (name, kind) => {
    const { slope } = relativisticLeastSquares(a, b, kind);
    const best = outcomes.map(k => (slope * a[k]) / (a[k] + b[k]));
    const { value, total } = loss(name, 'discriminator', best);
    expect(value).toBeCloseTo(criteria[name].discriminatorLoss(a, b), 12);
    for (const g of total) expect(Math.abs(g)).toBeLessThan(1e-14);
    const least = loss(name, 'discriminator', [0, 0, 0, 0]).value;
    expect(least - value).toBeCloseTo(criteria[name].criterion(a, b), 12);
  });

  it.each(['relativistic', 'relativistic-average'])('%s: D orders places by p/q, and G follows', name => {
    const D = train(name, 400, 1.5);
    const { value, total } = loss(name, 'discriminator', D);
    expect(value).toBeLessThan(loss(name, 'discriminator', [0, 0, 0, 0]).value - 0.05);
    for (const g of total) expect(Math.abs(g)).toBeLessThan(1e-3);
    const order = (x: readonly number[]) => [...outcomes].sort((i, j) => x[i] - x[j]);
    expect(order(D)).toEqual(order(outcomes.map(k => a[k] / b[k])));
    const { onFake } = loss(name, 'generator', D);
    for (const g of onFake) expect(g).toBeLessThan(0);
  });

  it('relativistic-hinge: D = ½ sign(p − q) has the loss 1 − TV', () => {
    const D = outcomes.map(k => Math.sign(a[k] - b[k]) / 2);
    expect(loss('relativistic-hinge', 'discriminator', D).value).toBeCloseTo(1 - totalVariation(a, b), 12);
  });

  it.each(names)('%s: where p = q no D gets below the loss of a constant one', name => {
    const even = loss(name, 'discriminator', [0, 0, 0, 0], a, a).value;
    const random = new Random(5, name);
    for (let n = 0; n < 20; n++) {
      const D = outcomes.map(() => 2 * random.normal());
      expect(loss(name, 'discriminator', D, a, a).value).toBeGreaterThan(even - 1e-12);
    }
  });

  it.each(names)('%s: elsewhere one does', name => {
    const { value, total } = loss(name, 'discriminator', [0, 0, 0, 0]);
    const D = total.map(g => -0.1 * g);
    expect(loss(name, 'discriminator', D).value).toBeLessThan(value - 1e-3);
  });
});

it('the laws are those of the theory', () => {
  const total = (mass: Float64Array) => mass.reduce((s, m) => s + m, 0);
  expect(total(P)).toBeCloseTo(1, 12);
  expect(total(Q)).toBeCloseTo(1, 12);
  const law: Law = q;
  expect(criteria['f-gan'].criterion(p, law)).toBeCloseTo(criteria.minimax.criterion(p, law), 12);
});
