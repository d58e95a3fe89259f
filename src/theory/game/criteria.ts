import { UserError } from '../../util/error.ts';
import { landmarks } from '../charts.ts';
import type { Distribution } from '../distributions/types.ts';
import { compare, type Law } from '../divergences/compare.ts';
import { fDivergence, jsd, kl, renyi, totalVariation } from '../divergences/divergences.ts';
import { type FDivergenceName, fDivergences, logMean } from '../divergences/family.ts';
import { integrate } from '../quadrature.ts';
import { wasserstein } from '../transport/wasserstein.ts';
import { leastSquares, relativisticLeastSquares, triangular } from './least-squares.ts';
import { criterion } from './value.ts';

/** What a generator minimises when D is optimal. */
export interface VirtualCriterion {
  /** The criterion in words. */
  readonly formula: string;
  /** D* from the two densities at a point; undefined when D* is not a pointwise function. */
  optimum?(p: number, q: number): number;
  /** D's own loss, per pair of one real and one fake, at its optimum. */
  discriminatorLoss(p: Law, q: Law): number;
  /** What G minimises if D* follows it; its least value is at q = p. */
  criterion(p: Law, q: Law): number;
  /** Where it differs: what G's loss descends to first order, D* being held while G moves. Also least at q = p. */
  held?(p: Law, q: Law): number;
}

function line(where: string, p: Law): Distribution {
  if (!('quantile' in p))
    throw new UserError(`${where}: expected laws on the line, got another kind; pass 1-D laws`);
  return p;
}

/** f-GAN: the bound is tight at g_f(V*) = f′(p/q), where D has the divergence. */
function fGan(name: FDivergenceName, places: Pick<VirtualCriterion, 'optimum' | 'held'>): VirtualCriterion {
  return {
    formula: fDivergences[name].formula,
    discriminatorLoss: (p, q) => -fDivergence(name, p, q),
    criterion: (p, q) => fDivergence(name, p, q),
    ...places,
  };
}

const logRatio = (p: number, q: number) => Math.log(p) - Math.log(q);
const nonSaturating = (p: Law, q: Law) => kl(q, p) - 2 * jsd(p, q);
/** KL(p‖m), m = (p + q)/2. */
const klToMixture = (p: Law, q: Law) =>
  compare('klToMixture', p, q, {
    term: (x, y) => fDivergences.kl.term(x, (x + y) / 2),
    logTerm: (s, t) => (Math.max(s, t) === -Infinity ? 0 : fDivergences.kl.logTerm(s, logMean(s, t))),
  });

/**
 * The virtual training criteria C(G) of the objectives at their optimal D, by the names and with the default numbers
 * of the objectives. `non-saturating` is Arjovsky & Bottou's: its gradient in q equals that of E_q[−log D*] with D*
 * held fixed (1701.04862, Theorem 2.5); `linear` and the `held` ones are found in the same way, by integrating G's
 * loss at D* over q. The relativistic criteria are the divergences 1 − L_D and 2 − L_D of arXiv 1901.02474.
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
    criterion: nonSaturating,
  },
  bce: {
    formula: 'KL(q‖p) − 2·JSD(p‖q)',
    optimum: (p, q) => p / (p + q),
    discriminatorLoss: (p, q) => -criterion(p, q) / 2,
    criterion: nonSaturating,
  },
  linear: {
    formula: '½ KL(p‖m), m = (p + q)/2',
    optimum: (p, q) => p / (p + q),
    discriminatorLoss: (p, q) => -criterion(p, q) / 2,
    criterion: (p, q) => klToMixture(p, q) / 2,
  },
  lsgan: {
    formula: '¼ + ⅛ ∫ (p − q)²/(p + q) for codes 0, 1, 1; a χ² for any codes',
    optimum: (p, q) => p / (p + q),
    discriminatorLoss: (p, q) => leastSquares(p, q).discriminatorLoss,
    criterion: (p, q) => leastSquares(p, q).criterion,
    held: (p, q) => klToMixture(p, q) - triangular(p, q) / 8,
  },
  hinge: {
    formula: '2·TV(p, q)',
    optimum: (p, q) => Math.sign(p - q),
    discriminatorLoss: (p, q) => 2 - 2 * totalVariation(p, q, { absolute: 1e-15 }), // 2 ∫ min(p, q)
    criterion: (p, q) => 2 * totalVariation(p, q), // E_p D* − E_q D*
  },
  wasserstein: {
    formula: 'W₁(p, q)',
    discriminatorLoss: (p, q) => -wasserstein(line('wasserstein', p), line('wasserstein', q)),
    criterion: (p, q) => wasserstein(line('wasserstein', p), line('wasserstein', q)),
  },
  'relativistic-ls': {
    formula: '2T/(1 + T), T = ½ ∫ (p − q)²/(p + q)',
    discriminatorLoss: (p, q) => relativisticLeastSquares(p, q, 'paired').discriminatorLoss,
    criterion: (p, q) => relativisticLeastSquares(p, q, 'paired').margin,
  },
  'relativistic-average-ls': {
    formula: '8T/(1 + 3T), T = ½ ∫ (p − q)²/(p + q)',
    discriminatorLoss: (p, q) => relativisticLeastSquares(p, q, 'average').discriminatorLoss,
    criterion: (p, q) => 2 * relativisticLeastSquares(p, q, 'average').margin,
  },
  'f-kl': fGan('kl', { optimum: (p, q) => 1 + logRatio(p, q), held: (p, q) => kl(q, p) }),
  'f-reverse-kl': fGan('reverse-kl', { optimum: logRatio }),
  'f-pearson': fGan('pearson', { optimum: (p, q) => 2 * (p / q - 1), held: (p, q) => 2 * kl(p, q) }),
  'f-hellinger': fGan('squared-hellinger', {
    optimum: (p, q) => logRatio(p, q) / 2,
    held: (p, q) => (2 / 3) * Math.exp(renyi(1.5, q, p) / 2), // ⅔ ∫ q^{3/2} p^{−1/2}
  }),
  'f-js': fGan('jensen-shannon', { optimum: logRatio, held: nonSaturating }),
  'f-gan': fGan('gan', { optimum: logRatio, held: nonSaturating }),
} satisfies Record<string, VirtualCriterion>;

export type CriterionName = keyof typeof criteria;

/**
 * An optimal WGAN critic on the line: 1-Lipschitz with slope sign(F_q − F_p), so that
 * E_p D − E_q D = W₁. Zero at 0.
 */
export function optimalCritic(p: Distribution, q: Distribution): (x: number) => number {
  const slope = (t: number) => Math.sign(q.cdf(t) - p.cdf(t));
  const breaks = landmarks([p, q]);
  return x => {
    const value = integrate(slope, Math.min(0, x), Math.max(0, x), { breaks, tolerance: 1e-9 });
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
