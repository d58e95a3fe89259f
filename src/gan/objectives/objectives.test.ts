import { describe, expect, it } from 'vitest';
import { grad } from '../../graph/grad.ts';
import { interpret } from '../../graph/interpret.ts';
import { add, mul } from '../../graph/ops/elementwise.ts';
import { input } from '../../graph/ops/leaf.ts';
import { sum } from '../../graph/ops/reduce.ts';
import { mean } from '../../graph/ops/statistics.ts';
import { equilibria } from '../../theory/game/equilibria.ts';
import { UserError } from '../../util/error.ts';
import { type ObjectiveName, objective, objectives, parseObjective } from './index.ts';
import type { Objective } from './objective.ts';

type Numbers = readonly number[];
/** Losses per sample, on plain numbers. */
interface Formulas {
  discriminator(real: Numbers, fake: Numbers): Numbers;
  generator(real: Numbers, fake: Numbers): Numbers;
  /** D's loss of a real and of a generated sample. */
  readonly halves?: readonly ((v: number) => number)[];
}

const average = (x: Numbers) => x.reduce((a, b) => a + b, 0) / x.length;
const logSigmoid = (v: number) => (v < -30 ? v - Math.exp(v) : -Math.log1p(Math.exp(-v))); // log σ(v)
const sigmoid = (v: number) => 1 / (1 + Math.exp(-v));

type F = (v: number) => number;

/** Two terms for D, one for G. */
const terms = ({ real, fake, G }: Record<'real' | 'fake' | 'G', F>): Formulas => ({
  discriminator: (x, y) => x.map((v, i) => real(v) + fake(y[i])),
  generator: (_, y) => y.map(G),
  halves: [real, fake],
});

/** Margins of pairs. */
const pairs = (f: F): Formulas => ({
  discriminator: (x, y) => x.map((v, i) => f(v - y[i])),
  generator: (x, y) => y.map((v, i) => f(v - x[i])),
});

/** As the paper writes it: f₁ of D(x) − E D(G(z)), f₂ of D(G(z)) − E D(x); G has them exchanged. */
const averages = ({ f1, f2 }: Record<'f1' | 'f2', F>): Formulas => ({
  discriminator: (x, y) => x.map((v, i) => f1(v - average(y)) + f2(y[i] - average(x))),
  generator: (x, y) => y.map((v, i) => f1(v - average(x)) + f2(x[i] - average(y))),
});

/** g_f and f* one after the other, as the paper's tables have them. */
const fGan = ({ g, conjugate, G = v => -g(v) }: { g: F; conjugate: F; G?: F }) =>
  terms({ real: v => -g(v), fake: v => conjugate(g(v)), G });

const positive = (v: number) => Math.max(0, v);
const log2 = Math.LN2;

const formulas = {
  minimax: terms({ real: v => -logSigmoid(v), fake: v => -logSigmoid(-v), G: v => logSigmoid(-v) }),
  'non-saturating': terms({ real: v => -logSigmoid(v), fake: v => -logSigmoid(-v), G: v => -logSigmoid(v) }),
  bce: terms({ real: v => -logSigmoid(v) / 2, fake: v => -logSigmoid(-v) / 2, G: v => -logSigmoid(v) }),
  linear: terms({ real: v => -logSigmoid(v) / 2, fake: v => -logSigmoid(-v) / 2, G: v => -sigmoid(v) / 2 }),
  lsgan: terms({ real: v => (v - 1) ** 2 / 2, fake: v => v ** 2 / 2, G: v => (v - 1) ** 2 / 2 }),
  hinge: terms({ real: v => positive(1 - v), fake: v => positive(1 + v), G: v => -v }),
  wasserstein: terms({ real: v => -v, fake: v => v, G: v => -v }),
  relativistic: pairs(m => -logSigmoid(m)),
  'relativistic-ls': pairs(m => (m - 1) ** 2),
  'relativistic-hinge': pairs(m => positive(1 - m)),
  'relativistic-average': averages({ f1: m => -logSigmoid(m), f2: m => -logSigmoid(-m) }), // f₂ = −log(1 − σ(m))
  'relativistic-average-ls': averages({ f1: m => (m - 1) ** 2, f2: m => (m + 1) ** 2 }),
  'relativistic-average-hinge': averages({ f1: m => positive(1 - m), f2: m => positive(1 + m) }),
  'f-kl': fGan({ g: v => v, conjugate: t => Math.exp(t - 1) }),
  // G: −f*(g_f(v))
  'f-reverse-kl': fGan({ g: v => -Math.exp(-v), conjugate: t => -1 - Math.log(-t), G: v => 1 - v }),
  'f-pearson': fGan({ g: v => v, conjugate: t => t * t * 0.25 + t }),
  'f-hellinger': fGan({ g: v => 1 - Math.exp(-v), conjugate: t => t / (1 - t) }),
  'f-js': fGan({ g: v => log2 + logSigmoid(v), conjugate: t => -Math.log(2 - Math.exp(t)) }),
  'f-gan': fGan({ g: logSigmoid, conjugate: t => -Math.log(-Math.expm1(t)) }),
} satisfies Record<ObjectiveName, Formulas>;

/** Other numbers than the default ones, with their formulas. */
const variants: Record<string, Formulas> = {
  'lsgan:-1,1,0': terms({ real: v => (v - 1) ** 2 / 2, fake: v => (v + 1) ** 2 / 2, G: v => v ** 2 / 2 }),
  'f-kl:0': { ...formulas['f-kl'], generator: (_, y) => y.map(v => -Math.exp(v - 1)) },
  'f-reverse-kl:1': { ...formulas['f-reverse-kl'], generator: (_, y) => y.map(v => Math.exp(-v)) },
  'f-pearson:0': { ...formulas['f-pearson'], generator: (_, y) => y.map(v => -(v * v) / 4 - v) },
  'f-hellinger:0': { ...formulas['f-hellinger'], generator: (_, y) => y.map(v => 1 - Math.exp(v)) },
  'f-gan:0': { ...formulas['f-gan'], generator: formulas.minimax.generator },
  'f-gan:0.25': {
    ...formulas['f-gan'],
    generator: (_, y) => y.map(v => -0.25 * logSigmoid(v) + 0.75 * logSigmoid(-v)),
  },
};
const all: [string, Formulas][] = Object.entries({ ...formulas, ...variants });

/** Where g_f and then f* would lose all digits at ±100. */
const closed: Partial<Record<string, Formulas>> = {
  'f-hellinger': terms({ real: v => Math.expm1(-v), fake: Math.expm1, G: v => Math.expm1(-v) }),
  'f-hellinger:0': terms({ real: v => Math.expm1(-v), fake: Math.expm1, G: v => -Math.expm1(v) }),
  'f-js': terms({
    real: v => -logSigmoid(v) - log2,
    fake: v => -logSigmoid(-v) - log2,
    G: v => -logSigmoid(v) - log2,
  }),
  'f-gan': formulas['non-saturating'],
  'f-gan:0': formulas.minimax,
  'f-gan:0.25': { ...formulas.minimax, generator: variants['f-gan:0.25'].generator },
};

const players = ['discriminator', 'generator'] as const;
type Player = (typeof players)[number];

/** Logits away from the kinks of the hinges, whatever is compared with whatever. */
const REAL = [0.3, -2.1, 1.7, 0.05, 2.6];
const FAKE = [-0.6, 0.9, -1.35, 2.15, -2.8];
/** The ends of what a discriminator says, in every combination. */
const EXTREME_REAL = [100, 100, 100, 0.5, -100, -100, -100, 0.5, 0.5];
const EXTREME_FAKE = [100, 0.5, -100, 100, 100, 0.5, -100, -100, 0.5];

interface Evaluated {
  values: Float64Array;
  /** ∂ mean / ∂ the logits of real, then of generated samples. */
  gradient: number[];
  /** The same derivatives of ‖gradient‖². */
  second: number[];
}

/** A player's loss with its derivatives at logits, as the graph has them. */
function evaluate(chosen: Objective, player: Player, real: Numbers, fake: Numbers): Evaluated {
  const shape = [real.length];
  const logits = { real: input('real', shape), fake: input('fake', shape) };
  const losses = chosen[player](logits);
  expect(losses.shape).toEqual(shape);
  const wrt = [logits.real, logits.fake];
  const gradients = grad(mean(losses), wrt);
  const squares = gradients.map(g => sum(mul(g, g))).reduce((a, b) => add(a, b));
  const [values, ...rest] = interpret([losses, ...gradients, ...grad(squares, wrt)], { real, fake });
  const [gReal, gFake, sReal, sFake] = rest.map(x => [...x]);
  return { values, gradient: [...gReal, ...gFake], second: [...sReal, ...sFake] };
}

/**
 * ∂ mean of losses / ∂ each logit by central differences. Losses that a logit does not touch cancel exactly, so huge
 * ones do not blur the small.
 */
function differences(loss: Formulas[Player], real: Numbers, fake: Numbers, h: number): number[] {
  const moved = (x: Numbers, i: number, by: number) => x.map((v, j) => (j === i ? v + by : v));
  const slope = (up: Numbers, down: Numbers) =>
    up.reduce((total, v, i) => total + (v - down[i]), 0) / (2 * h * up.length);
  return [
    ...real.map((_, i) => slope(loss(moved(real, i, h), fake), loss(moved(real, i, -h), fake))),
    ...fake.map((_, i) => slope(loss(real, moved(fake, i, h)), loss(real, moved(fake, i, -h)))),
  ];
}

/** The same where D's loss has two terms: apart, so that an exponential does not blur the other. */
function slopes({ halves, ...formula }: Formulas, player: Player, real: Numbers, fake: Numbers, h: number) {
  if (player === 'generator' || !halves) return differences(formula[player], real, fake, h);
  const none = real.map(() => 0);
  const on = (half: (v: number) => number) => (x: Numbers) => x.map(half);
  return [
    ...differences(on(halves[0]), real, none, h).slice(0, real.length),
    ...differences(on(halves[1]), fake, none, h).slice(0, fake.length),
  ];
}

/** Differences relative to the size of what is expected, or to 1. */
function expectClose(got: ArrayLike<number>, expected: Numbers, tolerance: number): void {
  expect(got.length).toBe(expected.length);
  expected.forEach((e, i) => {
    expect(Math.abs(got[i] - e) / Math.max(1, Math.abs(e)), `${i}: ${got[i]} is not ${e}`).toBeLessThan(
      tolerance,
    );
  });
}

describe.each(all)('%s', (text, formula) => {
  const chosen = objective(parseObjective(text));

  it.each(players)('%s: value and gradient are those of the formula', player => {
    const { values, gradient } = evaluate(chosen, player, REAL, FAKE);
    expectClose(values, formula[player](REAL, FAKE), 1e-13);
    expectClose(gradient, differences(formula[player], REAL, FAKE, 1e-5), 1e-9);
  });

  it.each(players)('%s: the second-order gradient is that of finite differences', player => {
    const square = (real: Numbers, fake: Numbers) =>
      evaluate(chosen, player, real, fake).gradient.map(g => g * g * (2 * REAL.length));
    const { second } = evaluate(chosen, player, REAL, FAKE);
    expectClose(second, differences(square, REAL, FAKE, 1e-4), 1e-7);
  });

  it.each(players)('%s: exact at logits of ±100, in value and gradient', player => {
    const stable = closed[text] ?? formula;
    const got = evaluate(chosen, player, EXTREME_REAL, EXTREME_FAKE);
    expectClose(got.values, stable[player](EXTREME_REAL, EXTREME_FAKE), 1e-13);
    expectClose(got.gradient, slopes(stable, player, EXTREME_REAL, EXTREME_FAKE, 1e-4), 1e-8);
    expect(got.second.every(Number.isFinite)).toBe(true);
  });

  it('has the two halves that it says', () => {
    if (!chosen.halves) return;
    const logits = { real: input('real', [5]), fake: input('fake', [5]) };
    const parts = [chosen.halves.real(logits.real), chosen.halves.fake(logits.fake)];
    const [whole, real, fake] = interpret([chosen.discriminator(logits), ...parts], {
      real: REAL,
      fake: FAKE,
    });
    expectClose(whole, [...real.map((v, i) => v + fake[i])], 1e-15);
  });
});

describe('where p = q', () => {
  const constant = (level: number) => Array.from({ length: 4 }, () => level);
  const level = (text: string) => {
    const { undecided = 0 } = objective(parseObjective(text));
    return undecided === 'midpoint' ? 0 : undecided;
  };

  it('the theory knows the losses of all objectives', () => {
    expect(Object.keys(equilibria)).toEqual(expect.arrayContaining(Object.keys(objectives)));
  });

  it.each(Object.keys(equilibria))('%s: an undecided D is at rest, with the losses of the theory', text => {
    const s = constant(level(text));
    const known = equilibria[text as keyof typeof equilibria];
    const D = evaluate(objective(parseObjective(text)), 'discriminator', s, s);
    expectClose(D.values, constant(known.discriminator), 1e-14);
    // Where p = q each place is seen as often as real and as generated.
    const slopes = D.gradient.slice(0, 4).map((g, i) => g + D.gradient[4 + i]);
    expectClose(slopes, constant(0), 1e-15);
    const G = evaluate(objective(parseObjective(text)), 'generator', s, s);
    expectClose(G.values, constant(known.generator), 1e-14);
  });

  it.each(Object.keys(objectives))('%s: G wants D to say more', text => {
    const s = constant(level(text));
    const { gradient } = evaluate(objective(parseObjective(text)), 'generator', s, s);
    for (const slope of gradient.slice(4)) expect(slope).toBeLessThan(-0.01);
  });
});

describe('a constant added to D', () => {
  const relative = Object.keys(objectives).filter(
    name => objective(parseObjective(name)).undecided === 'midpoint',
  );
  const shifted = (x: Numbers) => x.map(v => v + 3);

  it.each(relative)('%s: changes no loss of D', text => {
    const before = evaluate(objective(parseObjective(text)), 'discriminator', REAL, FAKE);
    const after = evaluate(objective(parseObjective(text)), 'discriminator', shifted(REAL), shifted(FAKE));
    expect(average([...after.values])).toBeCloseTo(average([...before.values]), 13);
    expectClose(after.gradient, before.gradient, 1e-13);
  });

  it.each(Object.keys(objectives).filter(name => !relative.includes(name)))('%s: does', text => {
    const before = evaluate(objective(parseObjective(text)), 'discriminator', REAL, FAKE);
    const after = evaluate(objective(parseObjective(text)), 'discriminator', shifted(REAL), shifted(FAKE));
    expect(Math.abs(average([...after.values]) - average([...before.values]))).toBeGreaterThan(0.01);
  });
});

it.each([
  ['lsgan:1,1,0', 'expected fake < real, so that high means real, got 1 and 1'],
  ['lsgan:0,1,1,1', "at most 3 as in 'lsgan:0,1,1'"],
  ['lsgan:x', "expected fake (what D says of generated samples) to be a number, got 'x'; the default is 0"],
  ['f-kl:2', "from 0 to 1, got '2'; the default is 1 (Nowozin"],
  ['hinge:1', 'expected no numbers after its name'],
  ['relativistic-averag', "did you mean 'relativistic-average'?"],
])('%s: refused with the reason', (text, message) => {
  expect(() => objective(parseObjective(text))).toThrow(UserError);
  expect(() => objective(parseObjective(text))).toThrow(message);
});
