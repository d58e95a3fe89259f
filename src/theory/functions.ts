import { UserError } from '../util/error.ts';
import { unknownName } from '../util/text.ts';
import type { Distribution } from './distributions/types.ts';
import type { Law } from './divergences/compare.ts';
import {
  fDivergence,
  jensenShannonDistance,
  jsd,
  kl,
  renyi,
  totalVariation,
} from './divergences/divergences.ts';
import { type FDivergenceName, fDivergences } from './divergences/family.ts';
import { type CriterionName, criteria } from './game/criteria.ts';
import { criterion } from './game/value.ts';
import { differentialCrossEntropy, differentialEntropy } from './information/differential.ts';
import {
  conditionalEntropy,
  crossEntropy,
  entropy,
  type Joint,
  mutualInformation,
  selfInformation,
} from './information/entropy.ts';
import { gaussianKernel, mmd, mmdDiscrete } from './kernel/mmd.ts';
import { monotoneGenerator } from './sampling/generator.ts';
import { wasserstein, wassersteinDiscrete } from './transport/wasserstein.ts';
import { inUnit } from './units.ts';

/** Arguments of a listed function; each function names the ones it takes. */
export interface Arguments {
  p: Law;
  q: Law;
  /** Joint law, rows by X. */
  joint: Joint;
  /** A place, a level in (0, 1), a probability, or a logit. */
  at: number;
  /** Order of a Rényi divergence. */
  alpha: number;
  /** Order of a Wasserstein distance. */
  order: number;
  /** Bandwidth of the Gaussian kernel. */
  bandwidth: number;
  /** An objective whose virtual criterion is asked for. */
  objective: string;
}

export type ArgumentName = keyof Arguments;

/** A function of the library as the command line and the studio list it. */
export interface ListedFunction {
  readonly summary: string;
  readonly formula: string;
  readonly takes: readonly ArgumentName[];
  /** Values of arguments that may be left out. */
  readonly defaults?: Partial<Arguments>;
  /** The result is information, so bits make sense. */
  readonly information?: boolean;
  /** What is added up at a place, for plots; p and q are densities or probabilities. */
  term?(p: number, q: number): number;
  evaluate(given: Arguments): number;
}

const isArray = (p: Law): p is ArrayLike<number> => 'length' in p;

function onLine(name: string, p: Law): Distribution {
  if (!('quantile' in p))
    throw new UserError(`${name}: expected a law on the line, got another kind; write normal:0,1`);
  return p;
}

function divergence(name: FDivergenceName, summary: string): ListedFunction {
  const { formula, term } = fDivergences[name];
  return { summary, formula, takes: ['p', 'q'], term, evaluate: ({ p, q }) => fDivergence(name, p, q) };
}

const half = (name: 'jensen-shannon') => (p: number, q: number) => 0.5 * fDivergences[name].term(p, q);
const surprise = (p: number, q: number) => (p > 0 ? -p * Math.log(q) : 0);

/** Every function that `saddle theory` offers, results in nats where they are information. */
export const functions = {
  'self-information': {
    summary: 'surprise of one event of probability --at',
    formula: 'I = −log p',
    takes: ['at'],
    information: true,
    evaluate: ({ at }) => selfInformation(at),
  },
  entropy: {
    summary: 'Shannon entropy, or differential entropy of a density',
    formula: 'H(p) = −Σ p log p',
    takes: ['p'],
    information: true,
    evaluate: ({ p }) => {
      if (isArray(p)) return entropy(p);
      if ('quantile' in p && p.atoms) return entropy(p.atoms.map(x => p.density(x)));
      return differentialEntropy(onLine('entropy', p));
    },
  },
  'cross-entropy': {
    summary: 'mean surprise under q of outcomes from p',
    formula: 'H(p, q) = −Σ p log q = H(p) + KL(p‖q)',
    takes: ['p', 'q'],
    information: true,
    term: surprise,
    evaluate: ({ p, q }) => {
      if (isArray(p) && isArray(q)) return crossEntropy(p, q);
      const [a, b] = [onLine('cross-entropy', p), onLine('cross-entropy', q)];
      if (a.atoms && b.atoms)
        return a.atoms.reduce((sum, x) => sum + surprise(a.density(x), b.density(x)), 0);
      return differentialCrossEntropy(a, b);
    },
  },
  'conditional-entropy': {
    summary: 'what the row leaves unknown of the column',
    formula: 'H(Y | X) = H(X, Y) − H(X)',
    takes: ['joint'],
    information: true,
    evaluate: ({ joint }) => conditionalEntropy(joint),
  },
  'mutual-information': {
    summary: 'what row and column tell of each other',
    formula: 'I(X; Y) = KL(p(x, y) ‖ p(x) p(y))',
    takes: ['joint'],
    information: true,
    evaluate: ({ joint }) => mutualInformation(joint),
  },
  kl: {
    ...divergence('kl', 'Kullback-Leibler divergence'),
    information: true,
    evaluate: ({ p, q }) => kl(p, q),
  },
  jsd: {
    summary: 'Jensen-Shannon divergence, at most log 2',
    formula: 'JSD(p, q) = ½ KL(p‖m) + ½ KL(q‖m), m = (p + q)/2',
    takes: ['p', 'q'],
    information: true,
    term: half('jensen-shannon'),
    evaluate: ({ p, q }) => jsd(p, q),
  },
  'js-distance': {
    summary: 'Jensen-Shannon distance, a metric',
    formula: '√JSD(p, q)',
    takes: ['p', 'q'],
    term: half('jensen-shannon'),
    evaluate: ({ p, q }) => jensenShannonDistance(p, q),
  },
  tv: { ...divergence('total-variation', 'total variation'), evaluate: ({ p, q }) => totalVariation(p, q) },
  pearson: divergence('pearson', "Pearson's χ²"),
  neyman: divergence('neyman', "Neyman's χ²"),
  hellinger: divergence('squared-hellinger', 'squared Hellinger distance'),
  renyi: {
    summary: 'Rényi divergence of order --alpha',
    formula: 'log(Σ p^α q^{1−α}) / (α − 1)',
    takes: ['p', 'q', 'alpha'],
    defaults: { alpha: 0.5 },
    information: true,
    evaluate: ({ p, q, alpha }) => renyi(alpha, p, q),
  },
  wasserstein: {
    summary: 'Wasserstein distance of order --order on the line',
    formula: 'W_r = (∫₀¹ |Q_p − Q_q|^r du)^{1/r}',
    takes: ['p', 'q', 'order'],
    defaults: { order: 1 },
    evaluate: ({ p, q, order }) =>
      isArray(p) && isArray(q)
        ? wassersteinDiscrete(p, q, undefined, order)
        : wasserstein(onLine('wasserstein', p), onLine('wasserstein', q), order),
  },
  mmd: {
    summary: 'squared maximum mean discrepancy, Gaussian kernel',
    formula: 'E k(X, X′) + E k(Y, Y′) − 2 E k(X, Y)',
    takes: ['p', 'q', 'bandwidth'],
    defaults: { bandwidth: 1 },
    evaluate: ({ p, q, bandwidth }) => {
      const kernel = gaussianKernel(bandwidth);
      if (isArray(p) && isArray(q)) return mmdDiscrete(p, q, [...Array(p.length).keys()], kernel);
      return mmd(onLine('mmd', p), onLine('mmd', q), kernel);
    },
  },
  density: {
    summary: 'density of p at --at',
    formula: 'p(x)',
    takes: ['p', 'at'],
    evaluate: ({ p, at }) => onLine('density', p).density(at),
  },
  cdf: {
    summary: 'P(X ≤ --at)',
    formula: 'F(x) = P(X ≤ x)',
    takes: ['p', 'at'],
    evaluate: ({ p, at }) => onLine('cdf', p).cdf(at),
  },
  quantile: {
    summary: 'quantile of p at the level --at',
    formula: 'Q(u) = inf {x : F(x) ≥ u}',
    takes: ['p', 'at'],
    evaluate: ({ p, at }) => onLine('quantile', p).quantile(at),
  },
  generator: {
    summary: 'the increasing generator from noise q to data p, at z = --at',
    formula: 'G(z) = Q_p(F_q(z))',
    takes: ['p', 'q', 'at'],
    evaluate: ({ p, q, at }) => monotoneGenerator(onLine('generator', p), onLine('generator', q))(at),
  },
  optimum: {
    summary: 'value of the game at the optimal discriminator',
    formula: 'C(G) = max_D V(D, G) = −log 4 + 2·JSD(p‖q), D* = p/(p + q)',
    takes: ['p', 'q'],
    information: true,
    term: (p, q) => (p > 0 ? p * Math.log(p / (p + q)) : 0) + (q > 0 ? q * Math.log(q / (p + q)) : 0),
    evaluate: ({ p, q }) => criterion(p, q),
  },
  criterion: {
    summary:
      'what the generator of --objective minimises at the optimal D (a name of saddle train --objective)',
    formula: 'see docs/theory/other-objectives.md for what each objective comes to',
    takes: ['p', 'q', 'objective'],
    defaults: { objective: 'minimax' },
    evaluate: ({ p, q, objective }) => {
      if (!Object.hasOwn(criteria, objective))
        throw new UserError(unknownName('objective', objective, Object.keys(criteria)));
      return criteria[objective as CriterionName].criterion(p, q);
    },
  },
} satisfies Record<string, ListedFunction>;

export type FunctionName = keyof typeof functions;

/** The listed function of a name. */
export function listedFunction(name: string): ListedFunction {
  if (!Object.hasOwn(functions, name))
    throw new UserError(unknownName('function', name, Object.keys(functions)));
  return functions[name as FunctionName];
}

/** Evaluates a listed function on the arguments given; throws when one is missing or not taken. */
export function evaluate(name: string, given: Partial<Arguments>, options: { bits?: boolean } = {}): number {
  const f = listedFunction(name);
  const whole = { ...f.defaults, ...given };
  for (const key of f.takes) {
    if (whole[key] === undefined) throw new UserError(`${name}: expected --${key}, got none; add it`);
  }
  for (const key of Object.keys(given) as ArgumentName[]) {
    if (!f.takes.includes(key)) {
      throw new UserError(
        `${name}: expected only ${f.takes.map(k => `--${k}`).join(', ')}, got --${key}; leave it out`,
      );
    }
  }
  if (options.bits && !f.information)
    throw new UserError(`${name}: expected no --bits, since it is not information; leave it out`);
  return inUnit(f.evaluate(whole as Arguments), options);
}
