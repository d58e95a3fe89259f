import { UserError } from '../../util/error.ts';
import { checkFinite, checkOrder } from '../check.ts';
import { bracket, solveQuantile } from '../distributions/solve.ts';
import { type Distribution, law } from '../distributions/types.ts';
import { integrate } from '../quadrature.ts';

/** A law given by its cdf alone. */
export interface FromCdf {
  /** F, nondecreasing from 0 to 1. */
  cdf(x: number): number;
  /** 1 − F where it can be had without cancellation. Default 1 − cdf. */
  survival?(x: number): number;
  /** F′, for Newton steps; by default a central difference of the cdf. */
  density?(x: number): number;
  /** Default (−∞, ∞). */
  support?: readonly [low: number, high: number];
  name?: string;
}

/**
 * A law from its cdf: Q(u) by bracketed root finding, so X = Q(U) samples it. Jumps of F are allowed
 * (Q then returns the point of the jump). Moments by quadrature of the tails, on first use.
 */
export function fromCdf(options: FromCdf): Distribution {
  const { cdf, support = [-Infinity, Infinity], name = 'from-cdf' } = options;
  checkOrder(name, support[0], support[1]);
  const survival = options.survival ?? (x => 1 - cdf(x));
  const tails = { lower: cdf, upper: survival, slope: options.density };
  const slope = options.density ?? ((x: number) => centralDifference(cdf, x));
  const quantile = (u: number) => {
    if (support.every(Number.isFinite)) return solveQuantile(tails, u, support[0], support[1]);
    const start = Number.isFinite(support[0])
      ? support[0] + 1
      : Number.isFinite(support[1])
        ? support[1] - 1
        : 0;
    const [low, high] = bracket(tails, u, start, 1);
    return solveQuantile(tails, u, Math.max(low, support[0]), Math.min(high, support[1]));
  };
  return withMoments(
    law({
      name,
      support,
      breaks: support.filter(Number.isFinite),
      mean: NaN,
      variance: NaN,
      cdf,
      survival,
      density: slope,
      logDensity: x => Math.log(slope(x)),
      quantile,
    }),
  );
}

function centralDifference(f: (x: number) => number, x: number): number {
  const h = 6e-6 * Math.max(1, Math.abs(x)); // ∛ε: error about 1e-11
  return Math.max(0, (f(x + h) - f(x - h)) / (2 * h));
}

/** Mean and variance as ∫₀¹ Q du and ∫₀¹ (Q − mean)² du, computed when asked for. */
function withMoments(p: Distribution): Distribution {
  const cuts = [1e-6, 1e-3, 0.05, 0.25, 0.5, 0.75, 0.95, 0.999, 1 - 1e-6];
  const average = (f: (x: number) => number) =>
    integrate(u => f(p.quantile(Math.min(1 - 2 ** -53, Math.max(1e-300, u)))), 0, 1, {
      breaks: cuts,
      tolerance: 1e-9,
    });
  let mean: number | undefined;
  return Object.defineProperties(p, {
    mean: { get: () => (mean ??= average(x => x)), enumerable: true },
    variance: { get: () => average(x => (x - p.mean) ** 2), enumerable: true },
  });
}

/** How to tabulate a density. */
export interface Tabulation {
  low: number;
  high: number;
  /** Equal cells of the table. Default 1024. */
  cells?: number;
}

/**
 * A law whose density is known only up to a constant on [low, high]: cell masses by 7-15 Gauss-Kronrod,
 * the cdf between nodes by monotone cubic interpolation with the known slopes (Fritsch-Carlson limits), its
 * inverse by root finding in the cell. With 1024 cells a smooth density is met to about 1e-9.
 * @param weight density × any constant, ≥ 0
 */
export function fromDensity(
  weight: (x: number) => number,
  { low, high, cells = 1024 }: Tabulation,
): Distribution {
  checkFinite('fromDensity', 'low', low);
  checkFinite('fromDensity', 'high', high);
  checkOrder('fromDensity', low, high);
  const nodes = Float64Array.from({ length: cells + 1 }, (_, i) => low + ((high - low) * i) / cells);
  const heights = nodes.map(x => {
    const w = weight(x);
    if (!(w >= 0 && w < Infinity)) {
      throw new UserError(`fromDensity: expected a finite weight ≥ 0, got ${w} at ${x}; mend the density`);
    }
    return w;
  });
  const masses = Float64Array.from({ length: cells }, (_, i) =>
    integrate(weight, nodes[i], nodes[i + 1], { tolerance: 1e-9, absolute: 0, panels: 64 }),
  );
  return tabulated('from-density', nodes, heights, masses, hermite, hermiteSlope);
}

/**
 * A law drawn by hand: piecewise linear through the points (xs[i], heights[i]), any scale. Its cdf is
 * piecewise quadratic, so quantiles are exact.
 */
export function drawn(xs: ArrayLike<number>, heights: ArrayLike<number>): Distribution {
  if (xs.length < 2 || xs.length !== heights.length) {
    throw new UserError(
      `drawn: expected at least 2 points with one height each, got ${xs.length} and ${heights.length}; add points`,
    );
  }
  for (let i = 0; i < xs.length; i++) {
    if (i > 0) checkOrder('drawn', xs[i - 1], xs[i]);
    if (!(heights[i] >= 0)) {
      throw new UserError(
        `drawn: expected heights[${i}] ≥ 0, got ${heights[i]}; a density is never negative`,
      );
    }
  }
  const nodes = Float64Array.from(xs);
  const masses = Float64Array.from(
    { length: nodes.length - 1 },
    (_, i) => 0.5 * (heights[i] + heights[i + 1]) * (nodes[i + 1] - nodes[i]),
  );
  return tabulated('drawn', nodes, Float64Array.from(heights), masses, quadratic, linear);
}

/** Share of a cell's mass left of t in [0, 1], from the densities at its ends relative to its mean density. */
type Share = (t: number, a: number, b: number) => number;

const quadratic: Share = (t, a, b) => t * (a + 0.5 * (b - a) * t);
const linear: Share = (t, a, b) => a + (b - a) * t;

/** Cubic with share 0 and 1 and slopes a, b at the ends; monotone while a, b ≤ 3 (Fritsch & Carlson 1980). */
const hermite: Share = (t, a, b) => t * (a + t * (3 - 2 * a - b + t * (a + b - 2)));
const hermiteSlope: Share = (t, a, b) => a + t * (2 * (3 - 2 * a - b) + 3 * t * (a + b - 2));

function tabulated(
  name: string,
  nodes: Float64Array,
  heights: Float64Array,
  masses: Float64Array,
  share: Share,
  shareSlope: Share,
): Distribution {
  const cells = masses.length;
  const cumulative = new Float64Array(cells + 1);
  const remaining = new Float64Array(cells + 1);
  for (let i = 0; i < cells; i++) cumulative[i + 1] = cumulative[i] + masses[i];
  for (let i = cells - 1; i >= 0; i--) remaining[i] = remaining[i + 1] + masses[i];
  const total = cumulative[cells];
  if (!(total > 0))
    throw new UserError(`${name}: expected some mass, got ${total}; raise the density somewhere`);
  const ends = (i: number): [number, number] => {
    const mean = masses[i] / (nodes[i + 1] - nodes[i]);
    return [Math.min(3, heights[i] / mean), Math.min(3, heights[i + 1] / mean)];
  };
  const at = (x: number) => {
    const i = Math.min(cells - 1, Math.max(0, lastBelow(nodes, x)));
    return { i, t: (x - nodes[i]) / (nodes[i + 1] - nodes[i]) };
  };
  const part = (i: number, t: number) => (masses[i] > 0 ? masses[i] * share(t, ...ends(i)) : 0);
  const density = (x: number) => {
    if (x < nodes[0] || x > nodes[cells]) return 0;
    const { i, t } = at(x);
    const mean = masses[i] / (nodes[i + 1] - nodes[i]);
    return masses[i] > 0 ? (mean * shareSlope(t, ...ends(i))) / total : 0;
  };
  const quantile = (u: number) => {
    const wanted = u * total;
    const i = Math.min(cells - 1, lowestCell(cumulative, wanted));
    const rest = Math.min(1, Math.max(0, (wanted - cumulative[i]) / masses[i]));
    return nodes[i] + (nodes[i + 1] - nodes[i]) * invertShare(share, shareSlope, rest, ...ends(i));
  };
  const p = law({
    name,
    support: [nodes[0], nodes[cells]],
    breaks: name === 'drawn' ? [...nodes] : [nodes[0], nodes[cells]],
    mean: NaN,
    variance: NaN,
    density,
    logDensity: x => Math.log(density(x)),
    cdf(x) {
      if (x <= nodes[0]) return 0;
      if (x >= nodes[cells]) return 1;
      const { i, t } = at(x);
      return (cumulative[i] + part(i, t)) / total;
    },
    survival(x) {
      if (x <= nodes[0]) return 1;
      if (x >= nodes[cells]) return 0;
      const { i, t } = at(x);
      return (remaining[i + 1] + masses[i] - part(i, t)) / total;
    },
    quantile,
  });
  return withMoments(p);
}

/** Greatest i with nodes[i] ≤ x. */
function lastBelow(nodes: Float64Array, x: number): number {
  let [low, high] = [0, nodes.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (nodes[middle] <= x) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The cell that holds the wanted mass, empty cells skipped. */
function lowestCell(cumulative: Float64Array, wanted: number): number {
  let [low, high] = [0, cumulative.length - 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (cumulative[middle + 1] >= wanted) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The t in [0, 1] with share(t) = rest, by Newton steps kept in a bisection bracket. */
function invertShare(share: Share, slope: Share, rest: number, a: number, b: number): number {
  let [low, high, t] = [0, 1, rest];
  for (let k = 0; k < 60; k++) {
    const miss = share(t, a, b) - rest;
    if (miss === 0) return t;
    if (miss < 0) low = t;
    else high = t;
    const next = t - miss / slope(t, a, b);
    const following = next > low && next < high ? next : 0.5 * (low + high);
    if (Math.abs(following - t) < 1e-16) return following;
    t = following;
  }
  return t;
}
