import { checkInteger } from '../check.ts';
import type { Distribution } from '../distributions/types.ts';
import { kolmogorovSmirnov, wassersteinFromSamples } from '../transport/wasserstein.ts';

/**
 * The one increasing generator with G(Z) ~ target, G = Q_target ∘ F_z: inverse transform sampling as a GAN's G,
 * and the optimal transport map from the law of z for every convex cost. z must be continuous.
 * Any G ∘ s with s preserving the law of z is as good, so compare laws, never G pointwise.
 * @example monotoneGenerator(exponential(1), normal())(0) // log 2
 */
export function monotoneGenerator(target: Distribution, noise: Distribution): (z: number) => number {
  return z => {
    const u = noise.cdf(z);
    return u <= 0.5 ? target.quantile(clamp(u)) : target.upperQuantile(clamp(noise.survival(z)));
  };
}

const clamp = (u: number) => Math.min(1 - 2 ** -53, Math.max(Number.MIN_VALUE, u));

/** The decreasing twin, Q_target(1 − F_z): as right as the increasing one. */
export function decreasingGenerator(target: Distribution, noise: Distribution): (z: number) => number {
  return z => target.quantile(clamp(noise.survival(z)));
}

/** Density of G(Z) at G(z) for a smooth monotone G: p_z(z)/|G′(z)|. G contracts where the density is high. */
export function pushforwardDensity(noise: Distribution, slope: (z: number) => number): (z: number) => number {
  return z => noise.density(z) / Math.abs(slope(z));
}

/**
 * Kolmogorov-Smirnov distance of a law known by its quantiles at the n levels (i + ½)/n: the steps of the n values, i/n
 * and (i + 1)/n, would add 1/2n.
 */
function fromLevels(values: ArrayLike<number>, target: Distribution): number {
  const { value } = kolmogorovSmirnov(values, target);
  return target.discrete ? value : Math.max(0, value - 0.5 / values.length);
}

/** How far the law of G(Z) is from the target. */
export interface LawDistance {
  /** W₁ between n values of G and n quantiles of the target. */
  wasserstein1: number;
  /** Kolmogorov-Smirnov distance of the n values from the target's cdf. */
  kolmogorovSmirnov: number;
  /** What the target's own map scores, from the finite n alone. */
  floor: { wasserstein1: number; kolmogorovSmirnov: number };
}

/**
 * Measures a learned generator on the line in law, never pointwise: G at the n midpoint quantiles of the
 * noise (so no sampling noise), against the target.
 * @param options n values, default 10000
 */
export function distanceInLaw(
  generator: (z: number) => number,
  noise: Distribution,
  target: Distribution,
  options: { n?: number } = {},
): LawDistance {
  const { n = 10000 } = options;
  checkInteger('distanceInLaw', 'n', n, 1);
  const middle = (i: number) => (i + 0.5) / n;
  const values = Float64Array.from({ length: n }, (_, i) => generator(noise.quantile(middle(i))));
  const wanted = Float64Array.from({ length: n }, (_, i) => target.quantile(middle(i)));
  return {
    wasserstein1: wassersteinFromSamples(values, wanted).value,
    kolmogorovSmirnov: fromLevels(values, target),
    floor: { wasserstein1: 0, kolmogorovSmirnov: fromLevels(wanted, target) },
  };
}
