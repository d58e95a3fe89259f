import { checkLaw, checkSameLength, checkSamples } from '../check.ts';
import { type Distribution, law } from './types.ts';

/** First index k with sorted[k] ≥ u, or the length. */
export function lowerBound(sorted: ArrayLike<number>, u: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] >= u) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** First index k with sorted[k] > x, or the length. */
export function upperBound(sorted: ArrayLike<number>, x: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] > x) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Law on finitely many values: P(X = values[k]) = probabilities[k]; values default to 0 … n − 1.
 * Equal values are merged. `density` is the mass at a point.
 */
export function discrete(probabilities: readonly number[], values?: readonly number[]): Distribution {
  checkLaw('discrete', 'probabilities', probabilities);
  const at = values ?? probabilities.map((_, k) => k);
  checkSameLength('discrete', 'probabilities', probabilities, 'values', at);
  checkSamples('discrete', 'values', at);
  const merged = new Map<number, number>();
  at.forEach((x, k) => {
    if (probabilities[k] > 0) merged.set(x, (merged.get(x) ?? 0) + probabilities[k]);
  });
  const points = [...merged.keys()].sort((a, b) => a - b);
  const masses = points.map(x => merged.get(x)!);
  return onAtoms('discrete', points, masses);
}

/** The empirical law of a sample: mass 1/n on each observation; its quantile is the order statistic ⌈nu⌉. */
export function empirical(samples: ArrayLike<number>): Distribution {
  checkSamples('empirical', 'samples', samples);
  const sorted = Float64Array.from(samples).sort();
  const n = sorted.length;
  const { mean, variance } = moments(sorted, () => 1 / n);
  const mass = (x: number) => (upperBound(sorted, x) - lowerBound(sorted, x)) / n;
  return law({
    name: 'empirical',
    support: [sorted[0], sorted[n - 1]],
    discrete: true,
    atoms: [...new Set(sorted)],
    mean,
    variance,
    density: mass,
    logDensity: x => Math.log(mass(x)),
    cdf: x => upperBound(sorted, x) / n,
    survival: x => (n - upperBound(sorted, x)) / n,
    quantile: u => sorted[Math.min(n - 1, orderStatistic(n, u))],
  });
}

/** Smallest k with (k + 1)/n ≥ u in floating point, so that Q(u) ≤ x ⇔ u ≤ F(x) holds to the bit. */
function orderStatistic(n: number, u: number): number {
  let k = Math.ceil(n * u) - 1;
  while (k > 0 && k / n >= u) k--;
  while ((k + 1) / n < u) k++;
  return k;
}

function moments(points: ArrayLike<number>, weight: (k: number) => number) {
  let mean = 0;
  let variance = 0;
  for (let k = 0; k < points.length; k++) mean += weight(k) * points[k];
  for (let k = 0; k < points.length; k++) variance += weight(k) * (points[k] - mean) ** 2;
  return { mean, variance };
}

function onAtoms(name: string, points: number[], masses: number[]): Distribution {
  const cumulative = new Float64Array(points.length);
  const remaining = new Float64Array(points.length);
  for (let k = 0, sum = 0; k < points.length; k++) cumulative[k] = sum += masses[k];
  for (let k = points.length - 1, sum = 0; k >= 0; k--) {
    remaining[k] = sum;
    sum += masses[k];
  }
  const mass = (x: number) => {
    const k = lowerBound(points, x);
    return points[k] === x ? masses[k] : 0;
  };
  const { mean, variance } = moments(points, k => masses[k]);
  const last = points.length - 1;
  cumulative[last] = 1; // the sum may miss 1 by rounding
  return law({
    name,
    support: [points[0], points[last]],
    discrete: true,
    atoms: points,
    mean,
    variance,
    entropy: -masses.reduce((sum, m) => sum + m * Math.log(m), 0),
    density: mass,
    logDensity: x => Math.log(mass(x)),
    cdf(x) {
      const k = upperBound(points, x);
      return k === 0 ? 0 : cumulative[k - 1];
    },
    survival(x) {
      const k = upperBound(points, x);
      return k === 0 ? 1 : remaining[k - 1];
    },
    quantile: u => points[lowerBound(cumulative, u)],
  });
}
