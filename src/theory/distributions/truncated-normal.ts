import { UserError } from '../../util/error.ts';
import { checkFinite, checkOrder, checkPositive } from '../check.ts';
import { integrate } from '../quadrature.ts';
import { HALF_LOG_TWO_PI } from '../special/erf.ts';
import { logMass, placesWithin } from './truncated-place.ts';
import { type Distribution, law } from './types.ts';

/**
 * N(mean, sigma²) conditioned on low ≤ X ≤ high; either end may be infinite. Works in logarithms, so
 * an interval 40σ out in a tail is as good as one at the centre.
 */
export function truncatedNormal(mean = 0, sigma = 1, low = -1, high = 1): Distribution {
  checkFinite('truncated-normal', 'mean', mean);
  checkPositive('truncated-normal', 'sigma', sigma);
  checkOrder('truncated-normal', low, high);
  const [a, b] = [(low - mean) / sigma, (high - mean) / sigma];
  const logZ = logMass(a, b);
  if (!(logZ > -Infinity)) {
    throw new UserError(
      `truncated-normal: expected mass in [${low}, ${high}], got none; move it to the mean`,
    );
  }
  const peak = Math.min(b, Math.max(a, 0));
  const logPeak = -HALF_LOG_TWO_PI - Math.log(sigma) - (logZ + 0.5 * peak * peak);
  const logDensity = (x: number) => {
    const z = (x - mean) / sigma;
    return z < a || z > b ? -Infinity : logPeak - 0.5 * (z - peak) * (z + peak);
  };
  const clamp = (x: number) => Math.min(b, Math.max(a, (x - mean) / sigma));
  const placeOf = placesWithin(a, b);
  /** The place with e^{below} of the mass under it and e^{above} over it. */
  const place = (below: number, above: number) =>
    Math.min(high, Math.max(low, mean + sigma * placeOf(below, above)));
  const quantile = (u: number) => place(Math.log(u), Math.log1p(-u));
  const moments = lazyMoments(logDensity, low, high, quantile);
  return {
    ...law({
      name: 'truncated-normal',
      support: [low, high],
      breaks: [low, high].filter(Number.isFinite),
      mean: 0,
      variance: 0,
      logDensity,
      cdf: x => Math.exp(logMass(a, clamp(x)) - logZ),
      survival: x => Math.exp(logMass(clamp(x), b) - logZ),
      quantile,
      upperQuantile: s => place(Math.log1p(-s), Math.log(s)),
    }),
    get mean() {
      return moments().mean;
    },
    get variance() {
      return moments().variance;
    },
    get entropy() {
      const second = moments().variance + (moments().mean - mean) ** 2; // −E log p
      return HALF_LOG_TWO_PI + Math.log(sigma) + logZ + second / (2 * sigma * sigma);
    },
  };
}

/** By quadrature, since the textbook difference φ(a) − φ(b) cancels in a far tail. */
function lazyMoments(
  logDensity: (x: number) => number,
  low: number,
  high: number,
  quantile: (u: number) => number,
) {
  let known: { mean: number; variance: number } | undefined;
  return () => {
    if (known) return known;
    const breaks = [1e-9, 0.01, 0.5, 0.99, 1 - 1e-9].map(quantile);
    const centre = breaks[2];
    const moment = (f: (d: number) => number) =>
      integrate(x => f(x - centre) * Math.exp(logDensity(x)), low, high, { breaks });
    const offset = moment(d => d);
    known = { mean: centre + offset, variance: moment(d => (d - offset) ** 2) };
    return known;
  };
}
