import { UserError } from '../../util/error.ts';
import { Random } from '../../util/random.ts';
import { checkInteger, checkSamples } from '../check.ts';
import { upperBound } from '../distributions/discrete.ts';
import { countLabels } from '../information/estimate.ts';
import { digamma } from '../special/gamma.ts';
import { renyi } from './divergences.ts';
import { type FDivergenceName, fDivergences } from './family.ts';

/** An estimate from samples. A value near its floor says nothing more than p = q would. */
export interface Estimate {
  /** The estimate. */
  value: number;
  /** What the same estimator gives on average when both samples come from one law. */
  floor: number;
}

function total(where: string, name: string, counts: ArrayLike<number>): number {
  let n = 0;
  for (let i = 0; i < counts.length; i++) {
    checkInteger(where, `${name}[${i}]`, counts[i], 0);
    n += counts[i];
  }
  if (n === 0) throw new UserError(`${where}: expected samples in ${name}, got none; draw some`);
  return n;
}

/**
 * Plug-in estimate of an f-divergence from the counts of two samples over the same outcomes, with its
 * floor f″(1)/2 · (k − 1)(1/n + 1/m), k the outcomes seen: the χ² limit, good when counts exceed about 5.
 * `jensen-shannon` is 2·JSD. For total variation the floor is ½ Σ √(2/π · r(1 − r)(1/n + 1/m)), r pooled.
 * On sparse histograms (counts near 1) the value is mostly floor: see docs/theory.
 */
export function fDivergenceFromCounts(
  kind: FDivergenceName,
  p: ArrayLike<number>,
  q: ArrayLike<number>,
): Estimate {
  const n = total('fDivergenceFromCounts', 'p', p);
  const m = total('fDivergenceFromCounts', 'q', q);
  if (p.length !== q.length) {
    throw new UserError(`fDivergenceFromCounts: expected q of ${p.length} outcomes, got ${q.length}; pad it`);
  }
  const { term, curvature } = fDivergences[kind];
  const rate = 1 / n + 1 / m;
  let [value, seen, kinked] = [0, 0, 0];
  for (let i = 0; i < p.length; i++) {
    if (p[i] + q[i] === 0) continue;
    seen++;
    const pooled = (p[i] + q[i]) / (n + m);
    kinked += 0.5 * Math.sqrt((2 / Math.PI) * pooled * (1 - pooled) * rate);
    value += term(p[i] / n, q[i] / m);
  }
  return { value, floor: Number.isNaN(curvature) ? kinked : 0.5 * curvature * (seen - 1) * rate };
}

/**
 * Plug-in Rényi divergence of order α > 0 from counts, in nats; near p = q it is α/2 · χ², hence the floor
 * α/2 · (k − 1)(1/n + 1/m).
 */
export function renyiFromCounts(alpha: number, p: ArrayLike<number>, q: ArrayLike<number>): Estimate {
  const { floor } = fDivergenceFromCounts('kl', p, q);
  const frequencies = (counts: ArrayLike<number>) => {
    const n = total('renyiFromCounts', 'counts', counts);
    return Float64Array.from(counts, c => c / n);
  };
  return { value: renyi(alpha, frequencies(p), frequencies(q)), floor: alpha * floor };
}

/**
 * Plug-in estimate of an f-divergence between two samples on the line, over bins of about equal pooled
 * counts, with its floor. Merging into bins can only lower the divergence, so the truth is at least the
 * value less the floor.
 * @param bins default 2 (n + m)^{2/5}, so that counts stay well above 5
 */
export function fDivergenceFromSamples(
  kind: FDivergenceName,
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  bins = Math.ceil(2 * (x.length + y.length) ** 0.4),
): Estimate {
  checkSamples('fDivergenceFromSamples', 'x', x);
  checkSamples('fDivergenceFromSamples', 'y', y);
  checkInteger('fDivergenceFromSamples', 'bins', bins, 2);
  const pool = Float64Array.from([...Array.from(x), ...Array.from(y)]).sort();
  const edges = Float64Array.from(
    { length: bins - 1 },
    (_, k) => pool[Math.floor(((k + 1) * pool.length) / bins)],
  );
  const count = (values: ArrayLike<number>) => {
    const labels = Array.from(values, v => upperBound(edges, v));
    return countLabels(labels, bins);
  };
  return fDivergenceFromCounts(kind, count(x), count(y));
}

/** Points of dimension d, row by row: [n, d]. */
export interface Points {
  readonly values: ArrayLike<number>;
  readonly dimension: number;
}

/** Number of points; throws unless the array holds whole, finite points. */
export function checkPoints(where: string, name: string, x: Points, least: number): number {
  checkInteger(where, `${name}.dimension`, x.dimension, 1);
  checkSamples(where, `${name}.values`, x.values, least * x.dimension);
  if (x.values.length % x.dimension !== 0) {
    throw new UserError(
      `${where}: expected ${name}.values to hold whole points of ${x.dimension}, got ${x.values.length}; fix the dimension`,
    );
  }
  return x.values.length / x.dimension;
}

/** Numbers of points of two samples; throws unless both are whole and of one dimension. */
export function checkPair(where: string, x: Points, y: Points, leastX: number, leastY = leastX) {
  const sizes = [checkPoints(where, 'x', x, leastX), checkPoints(where, 'y', y, leastY)] as const;
  if (x.dimension === y.dimension) return sizes;
  throw new UserError(`${where}: expected y of dimension ${x.dimension}, got ${y.dimension}; match them`);
}

function squaredDistance(x: Points, i: number, y: Points, j: number): number {
  let sum = 0;
  for (let c = 0; c < x.dimension; c++) {
    const d = x.values[i * x.dimension + c] - y.values[j * y.dimension + c];
    sum += d * d;
  }
  return sum;
}

/** Squared distance from point i of x to its k-th nearest point of y (itself left out when x is y). */
function nearest(x: Points, i: number, y: Points, m: number, k: number): number {
  const best = new Array<number>(k).fill(Infinity);
  for (let j = 0; j < m; j++) {
    if (x === y && i === j) continue;
    const d = squaredDistance(x, i, y, j);
    if (d >= best[k - 1]) continue;
    let at = k - 1;
    while (at > 0 && best[at - 1] > d) best[at] = best[--at];
    best[at] = d;
  }
  return best[k - 1];
}

/**
 * KL(p‖q) in nats from samples x ~ p, y ~ q by k nearest neighbours:
 * (d/n) Σ log(ν_k(i)/ρ_k(i)) + log(m/(n − 1)). Consistent for densities; O(n(n + m)d). Its bias is small
 * for a smooth law in few dimensions, so the floor is 0; the spread is about √(2/k/n) and more.
 * @param k neighbours, default 5
 * @see Wang, Kulkarni & Verdú 2009, "Divergence estimation for multidimensional densities via k-nearest-neighbor distances"
 */
export function klFromSamples(x: Points, y: Points, k = 5): Estimate {
  const [n, m] = checkPair('klFromSamples', x, y, k + 1, k);
  let sum = 0;
  for (let i = 0; i < n; i++) sum += Math.log(nearest(x, i, y, m, k) / nearest(x, i, x, n, k));
  return { value: (x.dimension / (2 * n)) * sum + Math.log(m / (n - 1)), floor: 0 };
}

/**
 * Differential entropy in nats of a sample in ℝᵈ by k nearest neighbours (Kozachenko-Leonenko):
 * ψ(n) − ψ(k) + log c_d + (d/n) Σ log ρ_k(i), c_d the volume of the unit ball.
 */
export function nearestNeighbourEntropy(x: Points, k = 5): number {
  const n = checkPoints('nearestNeighbourEntropy', 'x', x, k + 1);
  let sum = 0;
  for (let i = 0; i < n; i++) sum += Math.log(nearest(x, i, x, n, k));
  return digamma(n) - digamma(k) + Math.log(ballVolume(x.dimension)) + (x.dimension / (2 * n)) * sum;
}

/** Volume of the unit ball in ℝᵈ by V_d = V_{d−2} · 2π/d. */
function ballVolume(d: number): number {
  return d === 0 ? 1 : d === 1 ? 2 : (ballVolume(d - 2) * 2 * Math.PI) / d;
}

/**
 * Floor of any two-sample estimator by permutation: pool the points, split them at random as they came,
 * estimate, and average over `repeats`. Exact in law under p = q.
 */
export function permutationFloor(
  estimator: (x: Points, y: Points) => number,
  x: Points,
  y: Points,
  options: { seed?: number; repeats?: number } = {},
): { mean: number; high: number } {
  const { seed = 0, repeats = 20 } = options;
  const n = checkPoints('permutationFloor', 'x', x, 1);
  const m = checkPoints('permutationFloor', 'y', y, 1);
  const values = Array.from({ length: repeats }, (_, r) => {
    const order = new Random(seed, 'permutation', r).permutation(n + m);
    const pick = (from: number, to: number): Points => ({
      dimension: x.dimension,
      values: gather(x, y, n, order.subarray(from, to)),
    });
    return estimator(pick(0, n), pick(n, n + m));
  }).sort((a, b) => a - b);
  const mean = values.reduce((sum, v) => sum + v, 0) / repeats;
  return { mean, high: values[Math.ceil(0.95 * repeats) - 1] };
}

function gather(x: Points, y: Points, n: number, order: Uint32Array): Float64Array {
  const d = x.dimension;
  const out = new Float64Array(order.length * d);
  order.forEach((k, row) => {
    const [source, at] = k < n ? [x.values, k] : [y.values, k - n];
    for (let c = 0; c < d; c++) out[row * d + c] = source[at * d + c];
  });
  return out;
}
