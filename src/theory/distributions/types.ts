import type { Random } from '../../util/random.ts';
import { checkUnit } from '../check.ts';
import { bracketTail, solveTail } from './solve.ts';

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
  /**
   * log p(from + side·e^logStep), also where that place itself would round to an end of the support or
   * overflow: `from` is an end of the support or any other number, `logStep` any number.
   */
  logDensityAt(from: number, side: 1 | -1, logStep: number): number;
  /** The components of a mixture, and their weights. */
  readonly parts?: readonly Distribution[];
  readonly weights?: readonly number[];
  /** F(x) = P(X ≤ x). */
  cdf(x: number): number;
  /** P(X > x), accurate in the upper tail where 1 − F(x) is not. */
  survival(x: number): number;
  /** Q(u) = inf {x : F(x) ≥ u}; throws UserError unless 0 < u < 1. */
  quantile(u: number): number;
  /** Q(1 − s), also for an s so small that 1 − s rounds to 1; throws UserError unless 0 < s < 1. */
  upperQuantile(s: number): number;
  /** One draw by inverse transform: Q(U). */
  sample(random: Random): number;
}

/** What a law on ℝᵈ is made of, where its draws tell it. */
export interface Components {
  readonly count: number;
  /** The same draw as that of the law, and which component it came from. */
  draw(random: Random, out: Float64Array): number;
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
  /** Of a mixture. */
  readonly components?: Components;
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

/** log p(from + side·e^logStep) of a law whose density is tame near `from`; beyond an end there is none, however near. */
function logDensityAt({ support, logDensity }: Pick<Distribution, Given>) {
  return (from: number, side: 1 | -1, logStep: number) =>
    (side === 1 ? from >= support[1] : from <= support[0])
      ? -Infinity
      : logDensity(from + side * Math.exp(logStep));
}

/** Q(1 − s) of a law that knows no better way: from Q(1 − 2⁻⁵³) on by the survival function. */
function fromAbove(p: Pick<Distribution, Given | 'survival'>, s: number): number {
  const first = p.quantile(Math.min(1 - 2 ** -53, 1 - s));
  if (s > 1e-9 || !(p.survival(first) > s)) return first;
  const tails = { lower: p.cdf, upper: p.survival };
  const [low, high] = bracketTail(tails, true, s, first, 1 + 0.1 * Math.abs(first));
  return solveTail(tails, true, s, Math.max(first, low), Math.min(high, p.support[1]));
}

/** Completes a law from its essential parts. */
export function law(parts: Pick<Distribution, Given> & Partial<Distribution>): Distribution {
  const { quantile } = parts;
  const survival = parts.survival ?? ((x: number) => 1 - parts.cdf(x));
  const upperQuantile = parts.upperQuantile ?? ((s: number) => fromAbove({ ...parts, survival }, s));
  const whole: Distribution = {
    discrete: false,
    breaks: [],
    density: x => Math.exp(parts.logDensity(x)),
    logDensityAt: logDensityAt(parts),
    survival,
    sample: random => quantile(random.uniform()),
    ...parts,
    quantile(u) {
      checkUnit(`${parts.name}.quantile`, 'u', u);
      return quantile(u);
    },
    upperQuantile(s) {
      checkUnit(`${parts.name}.upperQuantile`, 's', s);
      return upperQuantile(s);
    },
  };
  return whole;
}
