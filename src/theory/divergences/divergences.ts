import { UserError } from '../../util/error.ts';
import { checkLaw, checkSameLength, isOne } from '../check.ts';
import type { QuadratureOptions } from '../quadrature.ts';
import { deviance } from '../special/gamma.ts';
import { inUnit, type UnitOption } from '../units.ts';
import { compare, type Law } from './compare.ts';
import { type FDivergence, type FDivergenceName, fDivergences } from './family.ts';
import { areDense, logAffinity } from './renyi.ts';

/** log of the largest double. */
const LOG_LARGEST = Math.log(Number.MAX_VALUE);

/** Unit and accuracy of a divergence. */
export type DivergenceOptions = UnitOption & QuadratureOptions;

/** χ² of densities on the line from ∫ p²/q, whose bulk may lie far from both laws. */
function chiSquare(p: Law, q: Law, options?: QuadratureOptions): number {
  const log = logAffinity(2, p, q, options);
  if (log > LOG_LARGEST && log < Infinity) {
    throw new UserError(`pearson: expected a value below 1.8e308, got e^${log}; use renyi --alpha 2`);
  }
  return Math.expm1(log);
}

/** An f-divergence by name or record: Σ or ∫ of q f(p/q). */
export function fDivergence(
  kind: FDivergenceName | FDivergence,
  p: Law,
  q: Law,
  options?: QuadratureOptions,
): number {
  if (kind === 'pearson' && areDense(p, q)) return chiSquare(p, q, options);
  if (kind === 'neyman' && areDense(p, q)) return chiSquare(q, p, options);
  const record = typeof kind === 'string' ? fDivergences[kind] : kind;
  return compare(typeof kind === 'string' ? kind : 'fDivergence', p, q, record, options);
}

/**
 * Kullback-Leibler divergence KL(p‖q) = Σ p log(p/q) ≥ 0, 0 only when p = q; not symmetric, and ∞ where q
 * misses mass of p. Laws as arrays (exact) or densities (quadrature).
 * @example kl([0.5, 0.5], [0.9, 0.1]) // 0.5108...
 * @see Kullback & Leibler 1951
 */
export function kl(p: Law, q: Law, options?: DivergenceOptions): number {
  if ('length' in p && 'length' in q) return inUnit(discreteKl(p, q), options);
  return inUnit(compare('kl', p, q, fDivergences.kl, options), options);
}

/**
 * KL of arrays in one pass, since laws of a million bins want the speed: with P = Σp and Q = Σq,
 * KL(p/P ‖ q/Q) = (Σ [p log(p/q) − p + q] + P − Q)/P + log(Q/P), each bracket ≥ 0.
 */
function discreteKl(p: ArrayLike<number>, q: ArrayLike<number>): number {
  checkSameLength('kl', 'p', p, 'q', q);
  let [sum, massP, massQ] = [0, 0, 0];
  let valid = true;
  for (let i = 0; i < p.length; i++) {
    const x = p[i];
    const y = q[i];
    valid &&= x >= 0 && y >= 0;
    massP += x;
    massQ += y;
    const gap = x - y;
    if (x === 0) sum += y;
    else if (Math.abs(gap) < 0.05 * (x + y)) sum += deviance(x, y);
    else sum += x * Math.log(x / y) - gap; // ∞ at y = 0
  }
  if (!valid || !isOne(massP) || !isOne(massQ)) {
    checkLaw('kl', 'p', p);
    checkLaw('kl', 'q', q);
  }
  const excess = massQ / massP - 1;
  return Math.max(0, sum / massP - excess + Math.log1p(excess));
}

/**
 * Jensen-Shannon divergence JSD(p, q) = ½ KL(p‖m) + ½ KL(q‖m), m = (p + q)/2: symmetric, finite, at most
 * log 2 (1 bit), reached when p and q share no mass.
 * @see Lin 1991; Goodfellow et al. 2014, Theorem 1
 */
export function jsd(p: Law, q: Law, options?: DivergenceOptions): number {
  return inUnit(0.5 * compare('jsd', p, q, fDivergences['jensen-shannon'], options), options);
}

/** √JSD, a metric (Endres & Schindelin 2003); in √nats, or √bits with `bits`. */
export function jensenShannonDistance(p: Law, q: Law, options?: DivergenceOptions): number {
  return Math.sqrt(jsd(p, q, options));
}

/** Total variation ½ Σ |p − q| in [0, 1]: the largest difference in probability of any event. */
export function totalVariation(p: Law, q: Law, options?: QuadratureOptions): number {
  return fDivergence('total-variation', p, q, options);
}

/** Pearson's χ²(p‖q) = Σ (p − q)²/q, the expected relative square under q. */
export function pearson(p: Law, q: Law, options?: QuadratureOptions): number {
  return fDivergence('pearson', p, q, options);
}

/** Neyman's χ²(p‖q) = Σ (p − q)²/p = Pearson's with the laws exchanged. */
export function neyman(p: Law, q: Law, options?: QuadratureOptions): number {
  return fDivergence('neyman', p, q, options);
}

/** Squared Hellinger distance Σ (√p − √q)² in [0, 2] (some books halve it). */
export function squaredHellinger(p: Law, q: Law, options?: QuadratureOptions): number {
  return fDivergence('squared-hellinger', p, q, options);
}

/**
 * Rényi divergence of order α ≥ 0: log(Σ p^α q^{1−α})/(α − 1); KL at α = 1, −log Q(p > 0) at 0,
 * log max p/q at ∞ (arrays only for the two ends).
 * @see Rényi 1961; van Erven & Harremoës 2014, arXiv 1206.2459
 */
export function renyi(alpha: number, p: Law, q: Law, options?: DivergenceOptions): number {
  if (!(alpha >= 0)) throw new UserError(`renyi: expected alpha ≥ 0, got ${alpha}; raise it`);
  if (alpha === 1) return kl(p, q, options);
  if (alpha === Infinity || alpha === 0) return inUnit(extreme(alpha, p, q), options);
  return inUnit(logAffinity(alpha, p, q, options) / (alpha - 1), options);
}

function extreme(alpha: number, p: Law, q: Law): number {
  if (!('length' in p) || !('length' in q)) {
    throw new UserError(`renyi: expected 0 < alpha < ∞ for densities, got ${alpha}; pass arrays`);
  }
  let top = 0;
  const covered = compare('renyi', p, q, {
    term: (a, b) => {
      if (a > 0) top = Math.max(top, a / b);
      return a > 0 ? b : 0;
    },
    logTerm: () => NaN,
  });
  return alpha === 0 ? -Math.log(covered) : Math.log(top);
}
