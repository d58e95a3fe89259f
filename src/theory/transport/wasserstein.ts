import { UserError } from '../../util/error.ts';
import { Random } from '../../util/random.ts';
import { alike } from '../alike.ts';
import { atCrossings, coverable } from '../charts.ts';
import { checkInteger, checkLaw, checkSameLength, checkSamples } from '../check.ts';
import type { Distribution } from '../distributions/types.ts';
import { checkPair, type Estimate, type Points } from '../divergences/estimate.ts';
import { integrateLaws } from '../expectation.ts';
import { integratePieces, type Piece } from '../quadrature.ts';

function checkOrderP(where: string, order: number): void {
  if (!(order >= 1 && order < Infinity)) {
    throw new UserError(`${where}: expected order ≥ 1, got ${order}; W_p needs p ≥ 1`);
  }
}

/** Places in increasing order, each with its mass. */
interface Weighted {
  readonly at: ArrayLike<number>;
  mass(i: number): number;
}

/** Σ mass·|x − y|^order over the increasing coupling of two sorted weighted samples. */
function coupled({ at: x, mass: p }: Weighted, { at: y, mass: q }: Weighted, order: number): number {
  let [i, j, sum] = [0, 0, 0];
  let [restX, restY] = [p(0), q(0)];
  for (;;) {
    const mass = Math.min(restX, restY);
    const gap = Math.abs(x[i] - y[j]);
    sum += mass * (order === 1 ? gap : order === 2 ? gap * gap : gap ** order);
    restX -= mass;
    restY -= mass;
    if (restX <= 0 && ++i < x.length) restX += p(i);
    if (restY <= 0 && ++j < y.length) restY += q(j);
    if (i >= x.length || j >= y.length) return sum;
  }
}

/**
 * Wasserstein distance W_p between two laws on the same values of the line, exact:
 * the increasing coupling is optimal for every convex cost.
 * @param values positions of the outcomes; default 0 … n − 1
 */
export function wassersteinDiscrete(
  p: ArrayLike<number>,
  q: ArrayLike<number>,
  values: ArrayLike<number> = Array.from(p, (_, i) => i),
  order = 1,
): number {
  checkOrderP('wassersteinDiscrete', order);
  checkLaw('wassersteinDiscrete', 'p', p);
  checkLaw('wassersteinDiscrete', 'q', q);
  checkSameLength('wassersteinDiscrete', 'p', p, 'q', q);
  checkSameLength('wassersteinDiscrete', 'p', p, 'values', values);
  const ranks = Array.from(values, (_, i) => i).sort((a, b) => values[a] - values[b]);
  const x = ranks.map(i => values[i]);
  const cost = coupled({ at: x, mass: i => p[ranks[i]] }, { at: x, mass: j => q[ranks[j]] }, order);
  return cost ** (1 / order);
}

/** Discrete laws of atoms, merged by `coupled`; densities by quadrature of the cdfs or quantiles. */
export function wasserstein(p: Distribution, q: Distribution, order = 1): number {
  checkOrderP('wasserstein', order);
  if (p.atoms && q.atoms) {
    const weighted = (law: Distribution, at: readonly number[]): Weighted => ({
      at,
      mass: i => law.density(at[i]),
    });
    return coupled(weighted(p, p.atoms), weighted(q, q.atoms), order) ** (1 / order);
  }
  if (alike(p, q)) return 0;
  if (order === 1 && [p, q].every(coverable)) return firstOrder(p, q);
  return quantileDistance(p, q, order);
}

/** W₁ = ∫ |F_p − F_q| dx, with survivals in the upper tail, where cdfs would cancel. */
function firstOrder(p: Distribution, q: Distribution): number {
  const middle = Math.max(p.quantile(0.5), q.quantile(0.5));
  const breaks = [...(p.atoms ?? []), ...(q.atoms ?? [])];
  const gap = (x: number) => (x < middle ? p.cdf(x) - q.cdf(x) : q.survival(x) - p.survival(x));
  return integrateLaws(p, q, (_a, _b, step, x) => Math.abs(gap(x)) * Math.exp(step), {
    breaks,
    tolerance: 1e-11,
    byPlace: true,
    sign: (_a, _b, _step, x) => gap(x),
  });
}

/** A gap of quantiles beyond this many gaps of the bulk is past what the quantiles of a heavy tail can follow. */
const FARTHEST = 1e140;
const SAMPLES = 64;

/**
 * W_p^p = ∫₀¹ |Q_p − Q_q|^p du in the variable t of the tails u = e^{−t}/2 and 1 − u = e^{−t}/2, where a heavy tail
 * is an exponential, with the greatest |Q_p − Q_q| u^{1/p} taken out.
 * @throws UserError when the distance is finite but leaves the doubles
 */
function quantileDistance(p: Distribution, q: Distribution, order: number): number {
  const levels = [...p.breaks, ...q.breaks, ...(p.atoms ?? []), ...(q.atoms ?? [])].flatMap(x => [
    [p.cdf(x), p.survival(x)],
    [q.cdf(x), q.survival(x)],
  ]);
  const [lower, upper] = [levels.map(l => l[0]), levels.map(l => l[1])];
  const halves = [
    half(lower, u => p.quantile(u) - q.quantile(u)),
    half(upper, u => p.upperQuantile(u) - q.upperQuantile(u)),
  ];
  const share = (gap: Piece, t: number) => Math.abs(gap.f(t)) * Math.exp(-t / order);
  const unit = Math.max(...halves.flatMap(gap => samples(gap).map(t => share(gap, t)))) || 1;
  const pieces = halves.map(gap => ({
    ...gap,
    f: (t: number) => 0.5 * (share(gap, t) / unit) ** order,
    open: true,
  }));
  const root = integratePieces(atCrossings(pieces, halves), { tolerance: 1e-10 }) ** (1 / order);
  if (root < Infinity && unit * root === Infinity) tooFar();
  return unit * root;
}

/** Q_p − Q_q in t over one half of the levels, cut where a law has a break, as far as doubles go. */
function half(tail: number[], gap: (u: number) => number): Piece {
  const f = (t: number) => gap(0.5 * Math.exp(-t));
  const bulk = Math.max(1, Math.abs(f(0)), Math.abs(f(1)));
  let end = 700;
  while (end > 1 && !(Math.abs(f(end)) < FARTHEST * bulk)) end *= 0.9;
  if (end <= 1) tooFar();
  const jumps = tail.map(u => -Math.log(2 * u)).filter(t => t > 0 && t < end);
  const cuts = [...new Set([0, 0.1, 0.5, 1, 2, 5, 10, 20, 40, 80, 160, 320, end, ...jumps])]
    .filter(t => t <= end)
    .sort((a, b) => a - b);
  return { f, cuts };
}

const samples = ({ cuts }: Piece) =>
  Array.from({ length: SAMPLES + 1 }, (_, k) => (cuts[cuts.length - 1] * k) / SAMPLES).concat(cuts);

function tooFar(): never {
  throw new UserError(
    'wasserstein: expected laws whose distance is a double, got ones too far apart; move them nearer',
  );
}

/** √(2/π) √(1/n + 1/m) ∫ √(F(1 − F)) dx over the pooled sample: the mean of W₁ when both laws are one. */
function firstOrderFloor(pool: Float64Array, n: number): number {
  const size = pool.length;
  let sum = 0;
  for (let i = 1; i < size; i++) sum += Math.sqrt((i / size) * (1 - i / size)) * (pool[i] - pool[i - 1]);
  return Math.sqrt((2 / Math.PI) * (1 / n + 1 / (size - n))) * sum;
}

/** W_p^p of one random split of the sorted pool into n and the rest: its law is the null law exactly. */
function splitCost(pool: Float64Array, n: number, order: number, random: Random): number {
  const [a, b] = [new Float64Array(n), new Float64Array(pool.length - n)];
  let [i, j] = [0, 0];
  for (let k = 0; k < pool.length; k++) {
    if (random.uniform() * (pool.length - k) < n - i) a[i++] = pool[k];
    else b[j++] = pool[k];
  }
  return sampleCost(a, b, order);
}

const sampleCost = (a: Float64Array, b: Float64Array, order: number) =>
  coupled({ at: a, mass: () => b.length }, { at: b, mass: () => a.length }, order) / (a.length * b.length);

/**
 * W_p between two samples on the line, exact for the empirical laws. Floor for p = 1:
 * √(2/π) √(1/n + 1/m) ∫ √(F(1 − F)) dx; for other orders the root mean over 32 random splits of the pool (good to about 10%).
 * @see Bobkov & Ledoux 2019, "One-dimensional empirical measures, order statistics and Kantorovich transport distances"
 */
export function wassersteinFromSamples(x: ArrayLike<number>, y: ArrayLike<number>, order = 1): Estimate {
  checkOrderP('wassersteinFromSamples', order);
  checkSamples('wassersteinFromSamples', 'x', x);
  checkSamples('wassersteinFromSamples', 'y', y);
  const [a, b] = [Float64Array.from(x).sort(), Float64Array.from(y).sort()];
  const value = sampleCost(a, b, order) ** (1 / order);
  const pool = merge(a, b);
  if (order === 1) return { value, floor: firstOrderFloor(pool, a.length) };
  let sum = 0;
  for (let k = 0; k < 32; k++) sum += splitCost(pool, a.length, order, new Random(0, 'split', k));
  return { value, floor: (sum / 32) ** (1 / order) };
}

function merge(a: Float64Array, b: Float64Array): Float64Array {
  const all = new Float64Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all.sort();
}

/** Kolmogorov-Smirnov distance sup |F_n − F| of a sample from a law, atoms allowed. */
export function kolmogorovSmirnov(samples: ArrayLike<number>, law: Distribution): Estimate {
  checkSamples('kolmogorovSmirnov', 'samples', samples);
  const x = Float64Array.from(samples).sort();
  const n = x.length;
  let value = 0;
  for (let i = 0; i < n; i++) {
    const atom = law.discrete ? law.density(x[i]) : 0;
    const [below, at] = [law.cdf(x[i]) - atom, law.cdf(x[i])]; // F(x−) and F(x)
    if (i === 0 || x[i] > x[i - 1]) value = Math.max(value, Math.abs(below - i / n));
    if (i === n - 1 || x[i] < x[i + 1]) value = Math.max(value, Math.abs(at - (i + 1) / n));
  }
  return { value, floor: 0.8687 / Math.sqrt(n) }; // √(π/2) log 2, the mean of Kolmogorov's law
}

/**
 * Sliced Wasserstein distance: the root mean p-th power of W_p between projections of two samples in ℝᵈ
 * onto random directions; floor from random splits of the pooled projections.
 * @param options projections, default 128; order 1 or 2, default 2; seed, default 0
 * @see Bonneel et al. 2015, "Sliced and Radon Wasserstein barycenters of measures"
 */
export function slicedWasserstein(
  x: Points,
  y: Points,
  options: { projections?: number; order?: number; seed?: number } = {},
): Estimate {
  const { projections = 128, order = 2, seed = 0 } = options;
  checkInteger('slicedWasserstein', 'projections', projections, 1);
  const [n, m] = checkPair('slicedWasserstein', x, y, 1);
  const random = new Random(seed, 'projection');
  const direction = new Float64Array(x.dimension);
  let [sum, floor] = [0, 0];
  for (let k = 0; k < projections; k++) {
    random.normals(direction);
    const length = Math.hypot(...direction);
    const [a, b] = [project(x, n, direction, length), project(y, m, direction, length)];
    sum += sampleCost(a.sort(), b.sort(), order);
    floor += splitCost(merge(a, b), n, order, new Random(seed, 'split', k));
  }
  return { value: (sum / projections) ** (1 / order), floor: (floor / projections) ** (1 / order) };
}

function project(x: Points, n: number, direction: Float64Array, length: number): Float64Array {
  const out = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < x.dimension; c++) out[i] += (x.values[i * x.dimension + c] * direction[c]) / length;
  }
  return out;
}
