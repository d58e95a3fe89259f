import type { Random } from '../../util/random.ts';
import { checkUnit } from '../check.ts';

/** A law on the real line. All logarithms are natural. */
export interface Distribution {
  /** Family, such as `normal`. */
  readonly name: string;
  /** Smallest closed interval that holds the whole mass; ends may be infinite. */
  readonly support: readonly [low: number, high: number];
  /** True when the law sits on atoms; `density` is then the probability mass at a point. */
  readonly discrete: boolean;
  /** The atoms in increasing order, when `discrete`. */
  readonly atoms?: readonly number[];
  /** Points where the density jumps or has a kink, for quadrature. */
  readonly breaks: readonly number[];
  /** Expectation; NaN where it does not exist. */
  readonly mean: number;
  /** Variance; ∞ or NaN where it does not exist. */
  readonly variance: number;
  /** Differential entropy −∫ p log p in nats (Shannon entropy when `discrete`), where a closed form is known. */
  readonly entropy?: number;
  density(x: number): number;
  logDensity(x: number): number;
  /** F(x) = P(X ≤ x). */
  cdf(x: number): number;
  /** P(X > x), accurate in the upper tail where 1 − F(x) is not. */
  survival(x: number): number;
  /** Q(u) = inf {x : F(x) ≥ u}; throws UserError unless 0 < u < 1. */
  quantile(u: number): number;
  /** One draw by inverse transform: Q(U). */
  sample(random: Random): number;
}

/** A law on ℝᵈ. */
export interface MultivariateDistribution {
  readonly name: string;
  readonly dimension: number;
  /** [d] */
  readonly mean: Float64Array;
  /** [d, d], row by row */
  readonly covariance: Float64Array;
  density(x: ArrayLike<number>): number;
  logDensity(x: ArrayLike<number>): number;
  /** Writes one draw into the first d entries of `out`. */
  draw(random: Random, out: Float64Array): void;
  /**
   * Law of the coordinate after `prefix` given the coordinates in `prefix` (its marginal when empty),
   * where it is known: what the Knothe-Rosenblatt rearrangement needs.
   */
  conditional?(prefix: ArrayLike<number>): Distribution;
}

/** A law that is a mixture of equal, isotropic normals: what mode-coverage metrics are defined on. */
export interface ModeDistribution extends MultivariateDistribution {
  /** Means of the modes, each of length d. */
  readonly modes: readonly Float64Array[];
  /** Standard deviation of every mode. */
  readonly sigma: number;
}

type Given = 'name' | 'support' | 'logDensity' | 'cdf' | 'mean' | 'variance' | 'quantile';

/** Completes a law from its essential parts. */
export function law(parts: Pick<Distribution, Given> & Partial<Distribution>): Distribution {
  const { quantile } = parts;
  const whole: Distribution = {
    discrete: false,
    breaks: [],
    density: x => Math.exp(parts.logDensity(x)),
    survival: x => 1 - parts.cdf(x),
    sample: random => quantile(random.uniform()),
    ...parts,
    quantile(u) {
      checkUnit(`${parts.name}.quantile`, 'u', u);
      return quantile(u);
    },
  };
  return whole;
}
