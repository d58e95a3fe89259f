import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { UserError } from '../util/error.ts';
import { type Distribution, discrete, mixture, normal, studentT } from './distributions/index.ts';
import { parseLaw } from './distributions/parse.ts';
import { kl, renyi, totalVariation } from './divergences/divergences.ts';
import { type Arguments, evaluate } from './functions.ts';

/** mpmath's value: a number, infinite, finite but beyond the largest double, or not settled. */
type Want = number | 'inf' | 'over' | null;
type Call = [name: string, given: Partial<Arguments>];

interface Fixture {
  laws: string[];
  rows: (Want | number)[][];
  functions: string[];
  alphas: [number, number];
  orders: number[];
  entropies: Want[];
}

const read = (stage: string): Fixture =>
  JSON.parse(
    readFileSync(new URL(`../../test/fixtures/theory-edges-${stage}.json`, import.meta.url), 'utf8'),
  );
const built = new Map<string, Distribution>();
const law = (text: string) => {
  if (!built.has(text)) built.set(text, parseLaw(text) as Distribution);
  return built.get(text)!;
};

/** The value, or 'refused'; anything thrown but a sentence for the user is a failure. */
function outcome([name, given]: Call): number | 'refused' {
  try {
    return evaluate(name, given);
  } catch (error) {
    if (error instanceof UserError) return 'refused';
    throw error;
  }
}

const relative = (got: number, want: number) => Math.abs(got - want) / (want === 0 ? 1e4 : Math.abs(want)); // 0: to 1e-4 of 1e-8

class Tally {
  points = 0;
  readonly wrong: string[] = [];
  readonly refused: string[] = [];

  add(label: string, call: Call, want: Want | number): void {
    if (want === null) return;
    this.points++;
    const got = outcome(call);
    if (got === 'refused') this.refused.push(`${label}: ${want}`);
    else if (want === 'inf' ? got !== Infinity : want === 'over' || !(relative(got, want) < 1e-8))
      this.wrong.push(`${label}: expected ${want}, got ${got}`);
  }

  /** No third outcome, and few refusals. */
  check(what: string, refusals: number): void {
    console.info(`${what}: ${this.points} points, ${this.refused.length} refused`);
    expect(this.wrong).toEqual([]);
    expect(this.refused.length, this.refused.join('\n')).toBeLessThanOrEqual(refusals);
  }
}

it('every divergence over pairs of laws meets mpmath to 1e-8 or is refused', () => {
  const { laws, rows, functions, alphas } = read('divergences');
  const call = (name: string, p: Distribution, q: Distribution): Call => {
    if (name === 'reverse') return ['kl', { p: q, q: p }];
    if (name === 'reverse-cross') return ['cross-entropy', { p: q, q: p }];
    if (name.startsWith('renyi')) return ['renyi', { p, q, alpha: alphas[name === 'renyi-low' ? 0 : 1] }];
    if (name === 'linear' || name === 'lsgan') return ['criterion', { p, q, objective: name }];
    return [name, { p, q }];
  };
  const tally = new Tally();
  for (const [i, j, ...wants] of rows) {
    const [p, q] = [laws[i as number], laws[j as number]];
    functions.forEach((name, k) => {
      tally.add(`${name} ${p} ${q}`, call(name, law(p), law(q)), wants[k]);
    });
  }
  tally.check('divergences', 20);
});

it('Wasserstein distances of orders 1 to 3 meet mpmath to 1e-8 or are refused', () => {
  const { laws, rows, orders } = read('wasserstein');
  const tally = new Tally();
  for (const [i, j, ...wants] of rows) {
    const [p, q] = [laws[i as number], laws[j as number]];
    orders.forEach((order, k) => {
      tally.add(`W${order} ${p} ${q}`, ['wasserstein', { p: law(p), q: law(q), order }], wants[k]);
    });
  }
  tally.check('wasserstein', 12);
});

it('MMD meets mpmath to 1e-8 or is refused', () => {
  const { laws, rows } = read('mmd');
  const tally = new Tally();
  for (const [i, j, bandwidth, want] of rows as number[][]) {
    tally.add(
      `mmd ${laws[i]} ${laws[j]} ${bandwidth}`,
      ['mmd', { p: law(laws[i]), q: law(laws[j]), bandwidth }],
      want,
    );
  }
  tally.check('mmd', 1);
});

it('entropies meet mpmath to 1e-10', () => {
  const { laws, entropies } = read('divergences');
  entropies.forEach((want, i) => {
    if (typeof want !== 'number') return;
    const got = evaluate('entropy', { p: law(laws[i]) });
    expect(Math.abs(got - want), laws[i]).toBeLessThan(1e-10 * Math.max(1, Math.abs(want)));
  });
});

it.each<[line: string, call: Call, want: number]>([
  [
    'a tail that x² just leaves integrable',
    ['kl', { p: law('student-t:2.01'), q: law('normal') }],
    99.46147095457,
  ],
  [
    'the same in W₂',
    ['wasserstein', { p: law('student-t:2.05'), q: law('normal'), order: 2 }],
    6.130053901712,
  ],
  ['mass below 1e-308', ['kl', { p: law('gamma:0.01,1'), q: law('exponential:1') }], 94.95579672525],
  [
    'densities that are ∞ at both ends',
    ['tv', { p: law('beta:0.5,0.5'), q: law('uniform') }],
    0.210513662353018,
  ],
  ['the same in KL', ['kl', { p: law('beta:0.5,0.5'), q: law('uniform') }], 0.2415644752704905],
])('%s', (_, call, want) => {
  const got = outcome(call);
  expect(Math.abs((got as number) - want) / want).toBeLessThan(1e-8);
});

it('keeps what lies far between two laws, and near equality', () => {
  // log ∫ p^α q^{1−α} of N(0, 1) and N(100, 1): R_α = α δ²/2, although e^{−1250} and e^{10000} leave the doubles
  expect(renyi(0.5, normal(), normal(100, 1)) / 2500).toBeCloseTo(1, 10);
  expect(renyi(2, normal(), normal(100, 1)) / 1e4).toBeCloseTo(1, 10);
  expect(() => evaluate('pearson', { p: normal(), q: normal(100, 1) })).toThrow('use renyi --alpha 2');
  expect(kl(normal(), normal(1e-6, 1)) / 5e-13).toBeCloseTo(1, 8);
  expect(renyi(0.3, normal(), normal(1e-6, 1)) / 1.5e-13).toBeCloseTo(1, 8);
});

it('finds a kink between the last node and the end of a panel', () => {
  expect(totalVariation(parseLaw('uniform:-1,2'), parseLaw('logistic:2,0.05'))).toBeCloseTo(
    0.9153767979938,
    11,
  );
});

it('says that an integral diverges, or that it cannot tell', () => {
  expect(kl(studentT(1.9), normal())).toBe(Infinity);
  expect(() => kl(studentT(2), normal())).toThrow('it may be infinite');
  const heavy = mixture([0.5, 0.5], [studentT(2.01), normal(3, 0.1)]);
  expect(kl(heavy, normal())).toBeGreaterThan(40);
});

it('atoms are summed', () => {
  const [p, q] = [discrete([0.5, 0.5]), discrete([0.9, 0.1])];
  expect(evaluate('cross-entropy', { p, q })).toBeCloseTo(
    evaluate('cross-entropy', { p: [0.5, 0.5], q: [0.9, 0.1] }),
    14,
  );
  expect(evaluate('mmd', { p, q })).toBeCloseTo(evaluate('mmd', { p: [0.5, 0.5], q: [0.9, 0.1] }), 14);
});
