import { UserError } from '../../util/error.ts';
import { alike } from '../alike.ts';
import { cover, type LawIntegrand } from '../charts.ts';
import type { Distribution } from '../distributions/types.ts';
import { nested } from '../quadrature.ts';

/** Widest panel in bandwidths: the rule integrates the kernel over it to 1e-14. */
const WIDEST = 2;
/** In panels of more bandwidths the smoothed density is the panel's own, times √2π and what a tail falls within it. */
const ALONE = 20;
const STEEP = 50;
/** Beyond this many bandwidths the kernel is below 1e-13. */
const REACH = 7.7;
/** How far rounding moves a density, relatively. */
const ROUNDING = 2 ** -53;
const MOST_NODES = 400_000;
const MOST_PAIRS = 2e8;

/** A signed measure on points: weights (p − q) dx at places, and what rounding leaves open of each. */
interface Nodes {
  places: number[];
  weights: number[];
  doubts: number[];
}

/** A piece of (p − q)/‖p − q‖ in its own variable s, and how far rounding moves it. */
interface Measure {
  density(s: number): number;
  doubt(s: number): number;
  place(s: number): number;
  cuts: readonly number[];
}

/**
 * Squared MMD of two densities on the line under a Gaussian kernel, ∬ (p − q)(x) (p − q)(y) k(x, y), by nodes that
 * integrate whatever is smooth on the scale of the bandwidth, refined in the charts of `cover`.
 * @throws UserError when the nodes would be too many or rounding would leave fewer than eight digits
 */
export function gaussianDiscrepancy(p: Distribution, q: Distribution, bandwidth: number): number {
  if (alike(p, q)) return 0;
  const { measures, size } = unitMeasures(p, q);
  const rough = form(nodesOf(measures, bandwidth, 1e-6), bandwidth);
  const tolerance = Math.max(1e-10 * rough.value, 1e-16);
  const { value, terms, doubt } = form(nodesOf(measures, bandwidth, tolerance), bandwidth);
  const result = value * size * size;
  if (value > 1e-6 * terms && doubt <= 1e-8 * value && result > 0) return result;
  throw new UserError(
    `mmd: expected laws that the kernel tells apart, got a discrepancy near ${result}, lost in rounding; lower the bandwidth or move the laws apart`,
  );
}

/** p − q in pieces, divided by about its own size ∫ |p − q|, so that laws near each other keep their digits. */
function unitMeasures(p: Distribution, q: Distribution): { measures: Measure[]; size: number } {
  const pieces = (g: LawIntegrand) => cover(p, q, g, { byPlace: true });
  const [masses, places] = [
    pieces((a, b, step) => Math.exp(a + step) + Math.exp(b + step)),
    pieces((_a, _b, _step, x) => x),
  ];
  const gaps = pieces((a, b, step) => Math.exp(a + step) - Math.exp(b + step));
  const size = gaps.reduce((sum, { f, cuts }) => sum + absolute(f, cuts), 0);
  const measures = gaps.map(({ f, cuts }, i) => ({
    density: (s: number) => f(s) / size,
    doubt: (s: number) => (ROUNDING * masses[i].f(s)) / size,
    place: places[i].f,
    cuts,
  }));
  return { measures, size };
}

/** About ∫ |f|, without refinement. */
function absolute(f: (s: number) => number, cuts: readonly number[]): number {
  let sum = 0;
  for (let k = 1; k < cuts.length; k++) {
    const [half, centre] = [0.5 * (cuts[k] - cuts[k - 1]), 0.5 * (cuts[k] + cuts[k - 1])];
    nested.nodes.forEach((t, i) => {
      sum += half * nested.weights[i] * Math.abs(f(centre + half * t));
    });
  }
  return sum;
}

/** Nodes with which the form is met up to about `tolerance`. */
function nodesOf(measures: readonly Measure[], bandwidth: number, tolerance: number): Nodes {
  const nodes: Nodes = { places: [], weights: [], doubts: [] };
  for (const measure of measures) {
    const panels = new Panels(measure, bandwidth, tolerance, nodes);
    const { cuts } = measure;
    for (let k = 1; k < cuts.length; k++) panels.collect(cuts[k - 1], cuts[k], 0);
  }
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
    const doubts = nested.nodes.map(t => measure.doubt(centre + half * t));
    let [mass, error, doubt] = [0, 0, 0];
    values.forEach((v, i) => {
      mass += half * nested.weights[i] * Math.abs(v);
      doubt += half * nested.weights[i] * doubts[i];
      error += half * (nested.weights[i] - nested.inner[i]) * v;
    });
    const width = Math.abs(measure.place(high) - measure.place(low));
    const smoothed = width > ALONE * bandwidth ? Math.min(1, (STEEP * bandwidth * mass) / width) : 1;
    if (mass * smoothed < 0.1 * tolerance && mass < 1e-3) return; // mass × smoothed density is all it adds
    const settled = Math.abs(error) <= Math.max(tolerance, 1e-15 * mass, 4 * doubt) || depth > 60;
    if (width <= WIDEST * bandwidth && settled) {
      values.forEach((v, i) => {
        nodes.places.push(measure.place(centre + half * nested.nodes[i]));
        nodes.weights.push(half * nested.weights[i] * v);
        nodes.doubts.push(half * nested.weights[i] * doubts[i]);
      });
      return;
    }
    if (nodes.places.length > MOST_NODES || centre <= low || centre >= high) tooFine();
    this.collect(low, centre, depth + 1);
    this.collect(centre, high, depth + 1);
  }
}

/**
 * Σ wᵢ wⱼ k(xᵢ, xⱼ), the size of its terms, and how far the doubts of the weights move it. Under a wide kernel k − 1 is summed, since Σ w = 0: it keeps the digits
 * that k would lose.
 */
function form({ places, weights, doubts }: Nodes, bandwidth: number) {
  const order = places.map((_, i) => i).sort((a, b) => places[a] - places[b]);
  const x = Float64Array.from(order, i => places[i]);
  const w = Float64Array.from(order, i => weights[i]);
  const n = x.length;
  const factor = -0.5 / (bandwidth * bandwidth);
  const wide = x[n - 1] - x[0] < bandwidth;
  const rows = new Float64Array(n); // Σ wⱼ k(xᵢ, xⱼ)
  let [value, terms, pairs] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    let row = wide ? 0 : 0.5 * w[i];
    let j = i - 1;
    for (; j >= 0 && x[i] - x[j] < REACH * bandwidth; j--) {
      const square = factor * (x[i] - x[j]) * (x[i] - x[j]);
      const k = wide ? Math.expm1(square) : Math.exp(square);
      row += w[j] * k;
      rows[j] += w[i] * k;
    }
    value += 2 * w[i] * row;
    terms += Math.abs(w[i] * row);
    rows[i] += row + (wide ? 0 : 0.5 * w[i]);
    if ((pairs += i - j) > MOST_PAIRS) tooFine();
  }
  const doubt = order.reduce((sum, at, i) => sum + 2 * doubts[at] * Math.abs(rows[i]), 0);
  return { value, terms, doubt };
}

function tooFine(): never {
  throw new UserError(
    'mmd: expected a kernel about as wide as the laws, got a much narrower one; raise the bandwidth',
  );
}
