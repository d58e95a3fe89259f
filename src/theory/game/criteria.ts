import { UserError } from '../../util/error.ts';
import type { Distribution } from '../distributions/types.ts';
import { compare, type Law } from '../divergences/compare.ts';
import { jsd, kl, totalVariation } from '../divergences/divergences.ts';
import { integrateLaws } from '../expectation.ts';
import { wasserstein } from '../transport/wasserstein.ts';
import { criterion } from './value.ts';

/** Codes of LSGAN: fakes a, reals b for D; c is what G wants D to say. */
export interface LeastSquaresCodes {
  a: number;
  b: number;
  c: number;
}

/** The codes with b − c = 1 and b − a = 2, for which LSGAN minimises a Pearson χ². */
export const PEARSON_CODES: LeastSquaresCodes = { a: -1, b: 1, c: 0 };

/** What a generator minimises when D is optimal. */
export interface VirtualCriterion {
  /** The criterion in words. */
  readonly formula: string;
  /** D* from the two densities at a point; undefined when D* is not a pointwise function. */
  optimum?(p: number, q: number): number;
  /** D's own loss, per pair of one real and one fake, at its optimum. */
  discriminatorLoss(p: Law, q: Law): number;
  /** What G then minimises; its least value is at q = p. */
  criterion(p: Law, q: Law): number;
}

function line(where: string, p: Law): Distribution {
  if (!('quantile' in p))
    throw new UserError(`${where}: expected laws on the line, got another kind; pass 1-D laws`);
  return p;
}

/**
 * The virtual training criteria C(G) of the objectives at their optimal D. `non-saturating` is Arjovsky &
 * Bottou's: its gradient in q equals that of E_q[−log D*] with D* held fixed (1701.04862, Theorem 2.5).
 */
export const criteria = {
  minimax: {
    formula: '−log 4 + 2·JSD(p‖q)',
    optimum: (p, q) => p / (p + q),
    discriminatorLoss: (p, q) => -criterion(p, q),
    criterion,
  },
  'non-saturating': {
    formula: 'KL(q‖p) − 2·JSD(p‖q)',
    optimum: (p, q) => p / (p + q),
    discriminatorLoss: (p, q) => -criterion(p, q),
    criterion: (p, q) => kl(q, p) - 2 * jsd(p, q),
  },
  lsgan: {
    formula: 'χ²: ∫ (p − q)²/(p + q), half of it, for codes (−1, 1, 0)',
    optimum: (p, q) => (p - q) / (p + q),
    discriminatorLoss: (p, q) => leastSquares(p, q, PEARSON_CODES).discriminatorLoss,
    criterion: (p, q) => leastSquares(p, q, PEARSON_CODES).criterion,
  },
  hinge: {
    formula: '2·TV(p, q)',
    optimum: (p, q) => Math.sign(p - q),
    discriminatorLoss: (p, q) => 2 - 2 * totalVariation(p, q), // 2 ∫ min(p, q)
    criterion: (p, q) => 2 * totalVariation(p, q), // E_p D* − E_q D*
  },
  wgan: {
    formula: 'W₁(p, q)',
    discriminatorLoss: (p, q) => -wasserstein(line('wgan', p), line('wgan', q)),
    criterion: (p, q) => wasserstein(line('wgan', p), line('wgan', q)),
  },
} satisfies Record<string, VirtualCriterion>;

export type CriterionName = keyof typeof criteria;

/**
 * LSGAN at its optimal D* = (bp + aq)/(p + q): D's loss ½E_p(D − b)² + ½E_q(D − a)² and G's
 * ½E_p(D* − c)² + ½E_q(D* − c)² (the first term does not depend on G when D is held fixed). With b − c = 1 and
 * b − a = 2 twice the criterion is ∫ (p − q)²/(p + q) = χ²_Pearson(2q ‖ p + q), which is not χ²(p‖q); the common
 * codes 0, 1, 1 do not meet the condition.
 * @see Mao et al. 2017, arXiv 1611.04076, section 3.2
 */
export function leastSquares(
  p: Law,
  q: Law,
  { a, b, c }: LeastSquaresCodes = PEARSON_CODES,
): { discriminatorLoss: number; criterion: number; meetsCondition: boolean } {
  const both = (f: (x: number, y: number, d: number) => number) => {
    const term = (x: number, y: number) => (x + y === 0 ? 0 : f(x, y, (b * x + a * y) / (x + y)));
    return compare('leastSquares', p, q, { term, logTerm: (s, t) => term(Math.exp(s), Math.exp(t)) });
  };
  return {
    discriminatorLoss: 0.5 * both((x, y, d) => x * (d - b) ** 2 + y * (d - a) ** 2),
    criterion: 0.5 * both((x, y, d) => (x + y) * (d - c) ** 2),
    meetsCondition: b - c === 1 && b - a === 2,
  };
}

/**
 * An optimal WGAN critic on the line: 1-Lipschitz with slope sign(F_q − F_p), so that
 * E_p D − E_q D = W₁. Zero at 0.
 */
export function optimalCritic(p: Distribution, q: Distribution): (x: number) => number {
  const slope = (t: number) => Math.sign(q.cdf(t) - p.cdf(t));
  return x => {
    const value = integrateLaws([p, q], t => (t >= Math.min(0, x) && t <= Math.max(0, x) ? slope(t) : 0), {
      breaks: [0, x],
      tolerance: 1e-9,
    });
    return x < 0 ? -value : value;
  };
}

/** Targets of label smoothing. */
export interface Smoothing {
  /** Target for reals. Default 1. */
  alpha?: number;
  /** Target for fakes; above 0 it rewards G's own errors. Default 0. */
  beta?: number;
}

/**
 * Optimum under label smoothing, D* = (αp + βq)/(p + q); α/2 at equilibrium when β = 0.
 * @see Salimans et al. 2016, arXiv 1606.03498, section 3.4
 */
export function smoothedDiscriminator(
  p: Distribution,
  q: Distribution,
  { alpha = 1, beta = 0 }: Smoothing = {},
): (x: number) => number {
  for (const [name, value] of Object.entries({ alpha, beta })) {
    if (!(value >= 0 && value <= 1)) {
      throw new UserError(
        `smoothedDiscriminator: expected 0 ≤ ${name} ≤ 1, got ${value}; pass a target probability`,
      );
    }
  }
  return x => {
    const r = 1 / (1 + Math.exp(q.logDensity(x) - p.logDensity(x)));
    return alpha * r + beta * (1 - r);
  };
}

/**
 * Optimum when log D on reals is weighted by w without its complement (GAN Lab's smoothing):
 * D* = wp/(wp + q), w/(1 + w) at equilibrium.
 */
export function weightedDiscriminator(
  p: Distribution,
  q: Distribution,
  weight = 0.95,
): (x: number) => number {
  return x => 1 / (1 + Math.exp(q.logDensity(x) - p.logDensity(x)) / weight);
}

/** Losses that a training run shows when q = p and D is optimal. */
export interface Equilibrium {
  /** The objective and how it counts. */
  readonly convention: string;
  discriminator: number;
  generator: number;
}

/** Equilibrium losses in every convention that the objectives use: what a healthy run's curves approach. */
export const equilibria = {
  minimax: {
    convention: 'Algorithm 1: −E log D − E log(1 − D); G: E log(1 − D)',
    discriminator: Math.log(4),
    generator: -Math.LN2,
  },
  halved: {
    convention: "the 2014 code: D's two terms times ½; G: −E log D",
    discriminator: Math.LN2,
    generator: Math.LN2,
  },
  'non-saturating': {
    convention: 'D as Algorithm 1; G: −E log D',
    discriminator: Math.log(4),
    generator: Math.LN2,
  },
  lsgan: { convention: 'codes 0, 1, 1 with ½: D* = ½', discriminator: 0.25, generator: 0.125 },
  'lsgan-pearson': { convention: 'codes −1, 1, 0 with ½: D* = 0', discriminator: 1, generator: 0 },
  hinge: { convention: 'any constant D in [−1, 1]; G loss −D, 0 at D = 0', discriminator: 2, generator: 0 },
  wgan: { convention: 'any constant critic; G loss −D up to that constant', discriminator: 0, generator: 0 },
  relativistic: {
    convention: 'softplus of paired differences: any constant D',
    discriminator: Math.LN2,
    generator: Math.LN2,
  },
} satisfies Record<string, Equilibrium>;
