import { UserError } from '../../util/error.ts';
import { cover } from '../charts.ts';
import type { Distribution } from '../distributions/types.ts';
import { nested } from '../quadrature.ts';

/** Widest panel in bandwidths: the rule integrates the kernel over it to 1e-14. */
const WIDEST = 2;
/** In panels of more bandwidths the smoothed density is the panel's own, times √2π and what a tail falls within it. */
const ALONE = 20;
const STEEP = 50;
/** Beyond this many bandwidths the kernel is below 1e-13. */
const REACH = 7.7;
const MOST_NODES = 100_000;
const MOST_PAIRS = 2e8;

/** A signed measure on points: weights (p − q) dx at places. */
interface Nodes {
  places: number[];
  weights: number[];
}

/** A piece of p − q in its own variable s. */
interface Measure {
  density(s: number): number;
  place(s: number): number;
}

/**
 * Squared MMD of two densities on the line under a Gaussian kernel, ∬ (p − q)(x) (p − q)(y) k(x, y), by nodes that
 * integrate whatever is smooth on the scale of the bandwidth, refined in the charts of `cover`.
 * @throws UserError when the nodes would be too many or rounding would leave fewer than nine digits
 */
export function gaussianDiscrepancy(p: Distribution, q: Distribution, bandwidth: number): number {
  const rough = form(nodesOf(p, q, bandwidth, 1e-6), bandwidth);
  if (rough.value === 0 && rough.size === 0) return 0;
  const tolerance = 1e-10 * Math.max(rough.value, 1e-12);
  const { value, size } = form(nodesOf(p, q, bandwidth, tolerance), bandwidth);
  if (value > 1e-6 * size) return value;
  throw new UserError(
    `mmd: expected laws that the kernel tells apart, got a discrepancy near ${value}, lost in rounding; lower the bandwidth`,
  );
}

/** Nodes with which the form is met up to about `tolerance`. */
function nodesOf(p: Distribution, q: Distribution, bandwidth: number, tolerance: number): Nodes {
  const chart = { byPlace: true };
  const densities = cover(p, q, (a, b, step) => Math.exp(a + step) - Math.exp(b + step), chart);
  const places = cover(p, q, (_a, _b, _step, x) => x, chart);
  const nodes: Nodes = { places: [], weights: [] };
  densities.forEach(({ f, cuts }, i) => {
    const panels = new Panels({ density: f, place: places[i].f }, bandwidth, tolerance, nodes);
    for (let k = 1; k < cuts.length; k++) panels.collect(cuts[k - 1], cuts[k], 0);
  });
  return nodes;
}

class Panels {
  private readonly measure: Measure;
  private readonly bandwidth: number;
  private readonly tolerance: number;
  private readonly nodes: Nodes;

  constructor(measure: Measure, bandwidth: number, tolerance: number, nodes: Nodes) {
    this.measure = measure;
    this.bandwidth = bandwidth;
    this.tolerance = tolerance;
    this.nodes = nodes;
  }

  /** Adds the nodes of [low, high], halved until measure and kernel are resolved there, or weigh nothing. */
  collect(low: number, high: number, depth: number): void {
    const { measure, bandwidth, tolerance, nodes } = this;
    const [half, centre] = [0.5 * (high - low), 0.5 * (low + high)];
    const values = nested.nodes.map(t => measure.density(centre + half * t));
    let [mass, error] = [0, 0];
    values.forEach((v, i) => {
      mass += half * nested.weights[i] * Math.abs(v);
      error += half * (nested.weights[i] - nested.inner[i]) * v;
    });
    const width = Math.abs(measure.place(high) - measure.place(low));
    const smoothed = width > ALONE * bandwidth ? Math.min(1, (STEEP * bandwidth * mass) / width) : 1;
    if (mass * smoothed < 0.1 * tolerance && mass < 1e-3) return; // mass × smoothed density is all it adds
    const settled = Math.abs(error) <= Math.max(tolerance, 1e-15 * mass) || depth > 60;
    if (width <= WIDEST * bandwidth && settled) {
      values.forEach((v, i) => {
        nodes.places.push(measure.place(centre + half * nested.nodes[i]));
        nodes.weights.push(half * nested.weights[i] * v);
      });
      return;
    }
    if (nodes.places.length > MOST_NODES) tooFine();
    this.collect(low, centre, depth + 1);
    this.collect(centre, high, depth + 1);
  }
}

/**
 * Σ wᵢ wⱼ k(xᵢ, xⱼ) and the size of its terms. Under a wide kernel k − 1 is summed, since Σ w = 0: it keeps the digits
 * that k would lose.
 */
function form({ places, weights }: Nodes, bandwidth: number): { value: number; size: number } {
  const order = places.map((_, i) => i).sort((a, b) => places[a] - places[b]);
  const x = Float64Array.from(order, i => places[i]);
  const w = Float64Array.from(order, i => weights[i]);
  const n = x.length;
  const factor = -0.5 / (bandwidth * bandwidth);
  const wide = x[n - 1] - x[0] < bandwidth;
  let [value, size, pairs] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    let row = wide ? 0 : 0.5 * w[i];
    let j = i - 1;
    for (; j >= 0 && x[i] - x[j] < REACH * bandwidth; j--) {
      const square = factor * (x[i] - x[j]) * (x[i] - x[j]);
      row += w[j] * (wide ? Math.expm1(square) : Math.exp(square));
    }
    value += 2 * w[i] * row;
    size += Math.abs(w[i] * row);
    if ((pairs += i - j) > MOST_PAIRS) tooFine();
  }
  return { value, size };
}

function tooFine(): never {
  throw new UserError(
    'mmd: expected a kernel about as wide as the laws, got a much narrower one; raise the bandwidth',
  );
}
