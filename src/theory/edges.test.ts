import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { UserError } from '../util/error.ts';
import { type Distribution, discrete, mixture, normal, studentT } from './distributions/index.ts';
import { parseLaw } from './distributions/parse.ts';
import { kl, renyi, totalVariation } from './divergences/divergences.ts';
import { type Arguments, evaluate } from './functions.ts';
import { criteria } from './game/criteria.ts';

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

const relative = (got: number, want: number) => Math.abs(got - want) / (want === 0 ? 1e-4 : Math.abs(want)); // 0: to 1e-12

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

/** Laws written in two ways, or twice in the same. */
const spellings: [string, string][] = [
  ['gamma:1,1', 'exponential:1'],
  ['gamma:1,3.3', 'exponential:3.3'],
  ['gamma:1,0.007', 'exponential:0.007'],
  ['student-t:1', 'cauchy'],
  ['student-t:1,2,0.3', 'cauchy:2,0.3'],
  ['beta:1,1', 'uniform'],
  ...[
    ...[
      'normal:0.3,1.7',
      'logistic:1,2',
      'cauchy',
      'student-t:3',
      'student-t:2.01',
      'exponential:0.2',
      'gamma:0.01,1',
    ],
    ...['gamma:2.5,3', 'beta:0.5,0.5', 'beta:2,3', 'uniform:-1,7', 'truncated-normal:0,1,-1,2'],
  ].map(text => [text, text] as [string, string]),
];
const mixed = (w: number[], laws: string[]) => mixture(w, laws.map(law));
const equal: [string, Distribution, Distribution][] = [
  ...spellings.map(([a, b]): [string, Distribution, Distribution] => [
    `${a} ${b}`,
    parseLaw(a) as Distribution,
    parseLaw(b) as Distribution,
  ]),
  ['mixture of one law', mixed([0.3, 0.7], ['normal', 'normal']), normal()],
  ['mixture turned round', mixed([0.3, 0.7], ['normal', 'cauchy']), mixed([0.7, 0.3], ['cauchy', 'normal'])],
];

it.each(equal)('equal laws are at no distance: %s', (_, p, q) => {
  for (const [a, b] of [
    [p, q],
    [q, p],
  ]) {
    for (const [name, more] of [
      ...['kl', 'jsd', 'js-distance', 'tv', 'pearson', 'neyman', 'hellinger', 'wasserstein', 'mmd'].map(n => [
        n,
        {},
      ]),
      ...[0.5, 1, 2].map(alpha => ['renyi', { alpha }]),
      ['wasserstein', { order: 2 }],
    ] as [string, Partial<Arguments>][]) {
      expect(Math.abs(evaluate(name, { p: a, q: b, ...more })), name).toBeLessThanOrEqual(1e-12);
    }
    expect(evaluate('cross-entropy', { p: a, q: b })).toBeCloseTo(evaluate('entropy', { p: a }), 12);
    expect(evaluate('optimum', { p: a, q: b })).toBeCloseTo(-Math.log(4), 12);
    const coin = [0.5, 0.5];
    for (const objective of Object.keys(criteria)) {
      const want = objective === 'wasserstein' ? 0 : evaluate('criterion', { p: coin, q: coin, objective });
      expect(evaluate('criterion', { p: a, q: b, objective }), objective).toBeCloseTo(want, 12);
    }
  }
});

it('laws near each other are answered, to 1e-8 of mpmath', () => {
  const { functions, rows } = JSON.parse(
    readFileSync(new URL('../../test/fixtures/theory-near.json', import.meta.url), 'utf8'),
  ) as { functions: string[]; rows: [string, string, ...(number | null)[]][] };
  const tally = new Tally();
  for (const [p, q, ...wants] of rows) {
    functions.forEach((name, k) => {
      tally.add(`${name} ${p} ${q}`, [name, { p: law(p), q: law(q) }], wants[k] as number | null);
    });
  }
  tally.check('near', 0);
});

it('a sum keeps what a term below rounding would have refused', () => {
  const [p, q] = [law('normal'), law('normal:1e-9,1')];
  expect(evaluate('cross-entropy', { p, q })).toBeCloseTo(evaluate('entropy', { p }), 14);
  expect(evaluate('optimum', { p, q })).toBeCloseTo(-Math.log(4), 14);
  expect(() => evaluate('mmd', { p, q: law('normal:1e-9,1') })).toThrow('lost in rounding');
});

it.each<[order: number, p: string, q: string, want: number]>([
  [1, 'normal', 'normal:1e150,1', 1e150],
  [2, 'normal', 'normal:1e200,1', 1e200],
  [2, 'uniform:0,1', 'uniform:1e145,1e146', 1e146 * Math.sqrt(0.37)],
  [1, 'normal', 'normal:0,1e150', 1e150 * Math.sqrt(2 / Math.PI)],
  [300, 'normal', 'normal:0,1.5', 5.258776400163808],
])('W%d of %s and %s', (order, p, q, want) => {
  expect(evaluate('wasserstein', { p: law(p), q: law(q), order }) / want).toBeCloseTo(1, 9);
});

it('laws beyond the doubles, or narrower than their gaps, are refused', () => {
  const far = { p: law('normal:-1.5e308,1'), q: law('normal:1.5e308,1') };
  for (const order of [1, 2])
    expect(() => evaluate('wasserstein', { ...far, order })).toThrow('too far apart');
  for (const name of ['kl', 'tv', 'jsd', 'renyi', 'pearson', 'mmd'])
    expect(() => evaluate(name, { p: law('normal'), q: law('normal:1e80,1') }), name).toThrow(
      'wider than the gaps',
    );
});

it('atoms are summed', () => {
  const [p, q] = [discrete([0.5, 0.5]), discrete([0.9, 0.1])];
  expect(evaluate('cross-entropy', { p, q })).toBeCloseTo(
    evaluate('cross-entropy', { p: [0.5, 0.5], q: [0.9, 0.1] }),
    14,
  );
  expect(evaluate('mmd', { p, q })).toBeCloseTo(evaluate('mmd', { p: [0.5, 0.5], q: [0.9, 0.1] }), 14);
});
