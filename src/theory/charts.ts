import { UserError } from '../util/error.ts';
import type { Distribution } from './distributions/types.ts';
import type { Piece } from './quadrature.ts';

/**
 * An integrand over two laws at x = from ± e^y, given log p(x), log q(x), log dx/dy (0 where x itself is the
 * variable) and x. Densities are meant to enter as e^{log p + log dx/dy}: alone they may be 0 or ∞ in floating point.
 */
export type LawIntegrand = (logP: number, logQ: number, logStep: number, x: number) => number;

const LEVELS = [1e-12, 1e-7, 1e-4, 0.003, 0.03, 0.15, 0.35, 0.5, 0.65, 0.85, 0.97, 0.997];
const UPPER_LEVELS = [1 - 1e-4, 1 - 1e-7, 1 - 1e-12];
/** Cuts of the variable s = |y − y₀|: a power of the distance decays exponentially in s, at any rate above 1e-5. */
const STEPS = [0.5, 1.5, 4, 10, 25, 80, 300, 1e3, 3e3, 1e4, 3e4, 1e5, 3e5, 1e6, 3e6];
/** e^330 squared, and divided by the square of any sensible scale, is still finite. */
const REACH = 330;
/** Beyond it there are no landmarks. */
const FAR = 1e100;
/** Landmarks whose distances from an end grow by more than this factor are left to the end's chart. */
const SPARSE = 8;

const parts = (p: Distribution): readonly Distribution[] => (p.parts ? p.parts.flatMap(parts) : [p]);

/** Points that show a quadrature rule where the laws have their mass: quantiles, jumps and kinks. */
export function landmarks(laws: readonly Distribution[]): number[] {
  const points = laws.flatMap(p => [
    ...p.breaks,
    ...parts(p).flatMap(part => [...LEVELS, ...UPPER_LEVELS].map(u => part.quantile(u))),
  ]);
  return points.filter(x => Math.abs(x) < FAR);
}

/** Whether doubles lie close enough, and reach far enough, to show where a law has its mass. */
export function coverable(p: Distribution): boolean {
  if (p.discrete) return true;
  return parts(p).every(({ quantile, support }) => {
    const [low, high] = [quantile(0.35), quantile(0.65)];
    return (low < high || support.includes(low)) && Math.max(-low, high) < FAR;
  });
}

/** How to cover the line. */
interface Cover {
  /** The integrand needs x itself, so no chart may run past the largest double. */
  byPlace?: boolean;
  /** Further points at which to split. */
  breaks?: readonly number[];
}

/**
 * The union of the supports of two laws as pieces of an integral: x itself in the bulk, cut at landmarks, and
 * the logarithm of the distance towards every break and both ends, so that an integrable singularity
 * or a heavy tail becomes an exponential.
 * @throws UserError when a law is narrower than the doubles around it, or too far out
 */
export function cover(p: Distribution, q: Distribution, g: LawIntegrand, options: Cover = {}): Piece[] {
  if (![p, q].every(coverable)) {
    throw new UserError(
      'integrate: expected laws wider than the gaps between doubles and within 1e100, got a narrower or farther one; move it to 0',
    );
  }
  const low = Math.min(p.support[0], q.support[0]);
  const high = Math.max(p.support[1], q.support[1]);
  const inside = (x: number) => x > low && x < high;
  const ends = [...p.breaks, ...q.breaks, ...p.support, ...q.support].filter(inside);
  const marks = sparse(distinct([...landmarks([p, q]), ...(options.breaks ?? [])].filter(inside)));
  const walls = [low, ...distinct(ends), high];
  const plot = new Plot(p, q, g, options.byPlace ?? false);
  return walls.slice(1).flatMap((b, i) => plot.interval(walls[i], b, marks));
}

const distinct = (points: number[]) => [...new Set(points)].sort((a, b) => a - b);

/** The pieces cut also where `sign` changes, found on points between the cuts: a kink between nodes goes unseen. */
export function atCrossings(pieces: readonly Piece[], signs: readonly Piece[]): Piece[] {
  return pieces.map((piece, i) => {
    const points = piece.cuts.slice(1).flatMap((b, k) => {
      const a = piece.cuts[k];
      return Array.from({ length: 8 }, (_, j) => a + ((b - a) * (j + 0.5)) / 8);
    });
    const roots: number[] = [];
    for (let k = 1; k < points.length; k++) {
      const root = crossing(signs[i].f, points[k - 1], points[k]);
      if (root !== undefined) roots.push(root);
    }
    return { ...piece, cuts: distinct([...piece.cuts, ...roots]) };
  });
}

/** Where f changes its sign between two points, by bisection. */
function crossing(f: (s: number) => number, low: number, high: number): number | undefined {
  const [below, above] = [f(low), f(high)];
  if (!(below * above < 0)) return undefined;
  let [a, b] = [low, high];
  for (;;) {
    const middle = 0.5 * (a + b);
    if (middle <= a || middle >= b) return middle;
    if (f(middle) * below > 0) a = middle;
    else b = middle;
  }
}

/** Leaves out points that nearly coincide with their left neighbour but belong to no narrow cluster. */
function sparse(points: readonly number[]): number[] {
  const kept: number[] = [];
  points.forEach((x, i) => {
    const [last, before] = [kept[kept.length - 1], kept[kept.length - 2]];
    const lone = x - last < 0.02 * (points[i + 1] - x) && x - last < 0.02 * (last - before);
    if (!lone) kept.push(x);
  });
  return kept;
}

/** Cuts filled in so that a gap is at most `SPARSE` times a neighbour: the foot of a narrow peak is not stepped over. */
function graded(cuts: readonly number[]): number[] {
  const filled = [...cuts];
  for (let i = 1; i < cuts.length; i++) {
    const gap = cuts[i] - cuts[i - 1];
    const fill = (from: number, side: 1 | -1, step: number) => {
      for (let d = step; d < 0.5 * gap; d *= SPARSE) filled.push(from + side * d);
    };
    if (i > 1) fill(cuts[i - 1], 1, SPARSE * (cuts[i - 1] - cuts[i - 2]));
    if (i + 1 < cuts.length) fill(cuts[i], -1, SPARSE * (cuts[i + 1] - cuts[i]));
  }
  return distinct(filled);
}

class Plot {
  private readonly p: Distribution;
  private readonly q: Distribution;
  private readonly g: LawIntegrand;
  private readonly byPlace: boolean;

  constructor(p: Distribution, q: Distribution, g: LawIntegrand, byPlace: boolean) {
    this.p = p;
    this.q = q;
    this.g = g;
    this.byPlace = byPlace;
  }

  /** Pieces of the interval between two neighbouring walls. */
  interval(low: number, high: number, marks: readonly number[]): Piece[] {
    const inner = marks.filter(x => x > low && x < high);
    if (inner.length === 0) inner.push(between(low, high));
    const below = outermost(inner, low, high);
    const above = inner.length - 1 - outermost([...inner].reverse(), high, low);
    const [first, last] = below <= above ? [below, above] : [below, below];
    const made = [this.end(inner.slice(0, first + 1).reverse(), inner, low, -1)];
    if (first < last) made.push(this.bulk(inner.slice(first, last + 1)));
    made.push(this.end(inner.slice(last), inner, high, 1));
    return made;
  }

  private bulk(cuts: number[]): Piece {
    const { p, q, g } = this;
    return { f: x => g(p.logDensity(x), q.logDensity(x), 0, x), cuts: graded(cuts) };
  }

  /** The chart of one end, from marks[0] outwards to it through the other marks. */
  private end(marks: readonly number[], inner: readonly number[], end: number, outwards: 1 | -1): Piece {
    const finite = Number.isFinite(end);
    const from = finite ? end : origin(inner, outwards);
    const side: 1 | -1 = finite ? (outwards === 1 ? -1 : 1) : outwards;
    const direction = finite ? -1 : 1; // of y as s grows
    const distance = (x: number) => Math.log(Math.abs(x - from));
    const start = distance(marks[0]);
    const far = this.far(from, side, finite, start);
    const steps = [...marks.slice(1).map(x => direction * (distance(x) - start)), ...STEPS];
    const { p, q, g } = this;
    return {
      f: s => {
        const y = start + direction * s;
        const x = from + side * Math.exp(y);
        return g(p.logDensityAt(from, side, y), q.logDensityAt(from, side, y), y, x);
      },
      cuts: distinct([0, ...steps.filter(s => s > 0 && s < far), far]),
      open: true,
    };
  }

  /** How far s may run: to the end of STEPS, or to where the logarithm of a thin tail would overflow. */
  private far(from: number, side: 1 | -1, finite: boolean, start: number): number {
    const whole = STEPS[STEPS.length - 1];
    if (finite) return whole;
    const end = side === 1 ? 1 : 0;
    const thin = [this.p, this.q].some(
      law => !Number.isFinite(law.support[end]) && law.logDensityAt(from, side, 1e5) === -Infinity,
    );
    return thin || this.byPlace ? Math.max(1, REACH - start) : whole;
  }
}

function between(low: number, high: number): number {
  if (Number.isFinite(low) && Number.isFinite(high)) return low + 0.5 * (high - low);
  if (Number.isFinite(low)) return low + 1;
  return Number.isFinite(high) ? high - 1 : 0;
}

/** Where the chart of an infinite end counts its distances from: a little inside the bulk. */
function origin(inner: readonly number[], side: 1 | -1): number {
  const n = inner.length;
  const [outer, other] =
    side === 1 ? [inner[n - 1], inner[Math.max(0, n - 5)]] : [inner[0], inner[Math.min(n - 1, 4)]];
  return outer === other ? outer - side * Math.max(1, Math.abs(outer)) : other;
}

/** How many of the points nearest to an end lie apart by ever larger factors: its chart takes those. */
function outermost(points: readonly number[], end: number, other: number): number {
  const finite = Number.isFinite(end);
  const from = finite ? end : origin(end > 0 ? [...points].reverse() : points, end > 0 ? 1 : -1);
  const reach = Number.isFinite(other) && finite ? 0.5 * Math.abs(other - end) : Infinity;
  let k = 0;
  while (k + 1 < points.length) {
    const [near, next] = [Math.abs(points[k] - from), Math.abs(points[k + 1] - from)];
    const grows = finite ? next > SPARSE * near && next < reach : near > SPARSE * next && next > 0;
    if (!grows || (!finite && (points[k + 1] - from) * (points[k] - from) <= 0)) break;
    k++;
  }
  return k;
}
