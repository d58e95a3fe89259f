import { compare, type Law } from '../divergences/compare.ts';
import type { QuadratureOptions } from '../quadrature.ts';

/** Codes of LSGAN: fakes a, reals b for D; c is what G wants D to say. */
export interface LeastSquaresCodes {
  a: number;
  b: number;
  c: number;
}

/** The codes in common use. */
export const COMMON_CODES: LeastSquaresCodes = { a: 0, b: 1, c: 1 };
/** The codes with b − c = 1 and b − a = 2, for which the criterion is a Pearson χ² and nothing more. */
export const PEARSON_CODES: LeastSquaresCodes = { a: -1, b: 1, c: 0 };

/** (p − q)²/(p + q) over the larger, from the ratio of the smaller to it and what that misses of 1. */
const triangle = (ratio: number, gap: number) => (gap * gap) / (1 + ratio);

/**
 * Triangular discrimination Δ = ∫ (p − q)²/(p + q) = χ²_Pearson(p + q ‖ 2q) in the notation that names the divisor
 * last, between 0 and 2.
 */
export function triangular(p: Law, q: Law, options?: QuadratureOptions): number {
  const term = (x: number, y: number) => (x + y === 0 ? 0 : (x - y) ** 2 / (x + y));
  const logTerm = (s: number, t: number) =>
    s === t
      ? 0
      : Math.exp(Math.max(s, t)) * triangle(Math.exp(-Math.abs(s - t)), -Math.expm1(-Math.abs(s - t)));
  return compare('triangular', p, q, { term, logTerm }, options);
}

/**
 * LSGAN at its optimal D* = (bp + aq)/(p + q). D's loss ½E_p(D* − b)² + ½E_q(D* − a)² is (b − a)²(2 − Δ)/8; the
 * criterion ½E_p(D* − c)² + ½E_q(D* − c)² (its first term does not depend on G when D is held fixed) is
 * ((a + b − 2c)²·2 + (b − a)²·Δ)/8: with any codes an increasing function of Δ = {@link triangular}. The paper's
 * condition b − c = 1, b − a = 2 makes it Δ/2.
 * @see Mao et al. 2017, arXiv 1611.04076, section 3.2
 */
export function leastSquares(
  p: Law,
  q: Law,
  { a, b, c }: LeastSquaresCodes = COMMON_CODES,
): { discriminatorLoss: number; criterion: number; meetsCondition: boolean } {
  const [gap, offset] = [(b - a) ** 2, (a + b - 2 * c) ** 2];
  const delta = triangular(p, q, { absolute: gap > 0 ? (1e-15 * offset) / gap : 0 });
  return {
    discriminatorLoss: (gap * (2 - delta)) / 8,
    criterion: (2 * offset + gap * delta) / 8,
    meetsCondition: b - c === 1 && b - a === 2,
  };
}

/** The optimum of a relativistic least-squares discriminator. */
export interface RelativisticOptimum {
  /** D*(x) = slope · p/(p + q), up to a constant. */
  slope: number;
  /** E_p D* − E_q D*. */
  margin: number;
  /** D's loss at D*. */
  discriminatorLoss: number;
}

/**
 * The relativistic least-squares GANs at their optimum, with T = Δ/2 = E_p r − E_q r, r = p/(p + q). In pairs,
 * E(D(x) − D(G(z)) − 1)²: D* = (2 − m)·r with the margin m = 2T/(1 + T), and the loss is 1 − m. Against averages,
 * E(D(x) − E D(G(z)) − 1)² + E(E D(x) − D(G(z)) − 1)²: D* = (4 − 3m)·r, m = 4T/(1 + 3T), and the loss is 2 − 2m.
 * @see Jolicoeur-Martineau 2019, arXiv 1901.02474, for the losses; the optima are ours, by setting ∂/∂D(x) to 0
 */
export function relativisticLeastSquares(p: Law, q: Law, kind: 'paired' | 'average'): RelativisticOptimum {
  const T = triangular(p, q) / 2;
  if (kind === 'paired') {
    const margin = (2 * T) / (1 + T);
    return { slope: 2 - margin, margin, discriminatorLoss: 1 - margin };
  }
  const margin = (4 * T) / (1 + 3 * T);
  return { slope: 4 - 3 * margin, margin, discriminatorLoss: 2 - 2 * margin };
}
