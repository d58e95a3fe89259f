import { UserError } from '../util/error.ts';

const NODES = [
  0.991455371120812639206854697526329, 0.949107912342758524526189684047851,
  0.864864423359769072789712788640926, 0.741531185599394439863864773280788,
  0.586087235467691130294144691693013, 0.405845151377397166906606412076961,
  0.207784955007898467600689403773245, 0,
];
const KRONROD = [
  0.02293532201052922496373200805897, 0.063092092629978553290700663189204,
  0.104790010322250183839876322541518, 0.140653259715525918745189590510238,
  0.16900472663926790282658342659855, 0.190350578064785409913256402421014,
  0.204432940075298892414161999234649, 0.209482141084727828012999174891714,
];
const GAUSS = [
  0, 0.129484966168869693270611432679082, 0, 0.27970539148927666790146777142378, 0,
  0.381830050505118944950369775488975, 0, 0.417959183673469387755102040816327,
];

/** x ≈ 1e130 in `stretched`: an integrand that still matters there does not converge. */
const FAR = 300;
const STEPS = [0, 0.5, 1.5, 4, 10, 25, 80, FAR];

/** Part of an integral in a variable of its own. */
export interface Piece {
  f(s: number): number;
  /** Both ends and the points between at which to split first, in increasing order. */
  cuts: readonly number[];
  /** The piece goes on beyond its last cut, where its integrand is exponential in s. */
  open?: boolean;
}

interface Panel {
  low: number;
  high: number;
  value: number;
  error: number;
}

function panel(f: (x: number) => number, low: number, high: number): Panel {
  const centre = 0.5 * (low + high);
  const half = 0.5 * (high - low);
  let kronrod = 0;
  let gauss = 0;
  for (let i = 0; i < 8; i++) {
    const dx = half * NODES[i];
    const y = i === 7 ? f(centre) : f(centre - dx) + f(centre + dx);
    kronrod += KRONROD[i] * y;
    gauss += GAUSS[i] * y;
  }
  const spent = high - low <= 1e-14 * Math.max(Math.abs(low), Math.abs(high)); // nodes would merge
  return { low, high, value: half * kronrod, error: spent ? 0 : Math.abs(half * (kronrod - gauss)) };
}

/** Where and how finely to integrate. */
export interface QuadratureOptions {
  /** Points at which to split first: kinks, jumps, singular ends, and where the mass lies. */
  breaks?: readonly number[];
  /** Relative tolerance on the whole integral. Default 1e-12. */
  tolerance?: number;
  /** Absolute tolerance, for integrals that may be 0. Default 1e-15. */
  absolute?: number;
  /** Most panels before giving up on the tolerance. Default 4000 and 4 for each break. */
  panels?: number;
}

/**
 * An infinite end in the variable s, x = edge + scale (e^s − 1): a power-law tail decays exponentially in s,
 * a Gaussian one faster still.
 */
function stretched(f: (x: number) => number, edge: number, scale: number): (s: number) => number {
  return s => {
    const value = f(edge + scale * Math.expm1(s));
    return value === 0 ? 0 : value * Math.abs(scale) * Math.exp(s);
  };
}

/**
 * ∫ f over [low, high] (either may be infinite) by globally adaptive Gauss-Kronrod quadrature
 * (7, 15 points), bisecting the panels with more than their share of the error until the sum is small.
 * An infinite value of `f` makes the integral infinite.
 * @throws UserError when `f` returns NaN or the integral does not converge
 * @see Piessens et al. 1983, QUADPACK (QAGS without extrapolation, QAGP for the breaks)
 */
export function integrate(
  f: (x: number) => number,
  low: number,
  high: number,
  options: QuadratureOptions = {},
): number {
  if (low === high) return 0;
  const inner = [...(options.breaks ?? [])].filter(b => b > low && b < high).sort((a, b) => a - b);
  if (low === -Infinity && high === Infinity && inner.length === 0) inner.push(0);
  const points = [low, ...inner, high].filter((x, i, all) => i === 0 || x > all[i - 1]);
  const width = inner.length > 1 ? inner[inner.length - 1] - inner[0] : 1;
  const pieces: Piece[] = [];
  const tails: ((s: number) => number)[] = [];
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1], points[i]];
    if (a > -Infinity && b < Infinity) pieces.push({ f, cuts: [a, b] });
    else {
      const tail = a === -Infinity ? stretched(f, b, -width) : stretched(f, a, width);
      tails.push(tail);
      pieces.push({ f: tail, cuts: STEPS });
    }
  }
  const value = refine(pieces.flatMap(panelsOf), options).value;
  const left = tails.reduce((sum, tail) => sum + lastSeen(tail), 0);
  if (left > 1e-9 * Math.abs(value) && Math.abs(value) < Infinity) return unfinished(value, left, 1e-12);
  return value;
}

/** |f(s)|·s at the last s before `FAR` where f has not underflowed: what may be missing beyond it. */
function lastSeen(tail: (s: number) => number): number {
  let [low, high] = [0, FAR];
  if (tail(high) !== 0) return Math.abs(tail(high)) * high;
  for (let k = 0; k < 60; k++) {
    const middle = 0.5 * (low + high);
    if (tail(middle) === 0) high = middle;
    else low = middle;
  }
  return Math.abs(tail(low)) * low;
}

interface Part {
  f: (x: number) => number;
  panel: Panel;
}

function panelsOf({ f, cuts }: Piece): Part[] {
  return cuts.slice(1).map((b, i) => part(f, cuts[i], b));
}

function part(f: (x: number) => number, low: number, high: number): Part {
  return { f, panel: panel(f, low, high) };
}

/**
 * The sum of the pieces, each in its own variable, with the closed form of what an open one has beyond its end.
 * @throws UserError when an integrand returns NaN or an integral does not converge
 */
export function integratePieces(pieces: readonly Piece[], options: QuadratureOptions = {}): number {
  const { value, size } = refine(pieces.flatMap(panelsOf), { absolute: 0, ...options });
  let whole = value;
  for (const piece of pieces) if (piece.open) whole += remainder(piece, size);
  return whole;
}

/**
 * ∫ f beyond the last cut S, where f is a power of the distance, e^{−rs}: f(S)/r, with r measured twice. 0 where
 * that is nothing beside `size`, ∞ where f grows.
 */
function remainder({ f, cuts }: Piece, size: number): number {
  const end = cuts[cuts.length - 1];
  const step = end / 4;
  const [a, b, c] = [f(end - 2 * step), f(end - step), f(end)];
  if (c === 0 || Math.abs(c) * end <= 1e-14 * size) return 0;
  if (Math.abs(c) === Infinity) return c;
  const [early, late] = [Math.log(a / b) / step, Math.log(b / c) / step];
  if (late < -1e-9 && early < -1e-9) return Math.sign(c) * Infinity;
  const rest = c / late;
  if (late > 0 && Math.abs(early - late) * Math.abs(rest) <= 1e-10 * late * size) return rest;
  return unfinished(size, Math.abs(c) * end);
}

function refine(start: Part[], options: QuadratureOptions): { value: number; size: number } {
  const { tolerance = 1e-12, absolute = 1e-15, panels = 4000 + 4 * start.length } = options;
  let parts = start;
  for (;;) {
    let [value, size, error] = [0, 0, 0];
    for (const { panel: p } of parts) {
      value += p.value;
      size += Math.abs(p.value);
      error += p.error;
    }
    if (Number.isNaN(value)) notNumber();
    if (size === Infinity) return { value, size };
    const goal = Math.max(absolute, tolerance * Math.min(size, 1e3 * Math.abs(value)));
    if (error <= goal) return { value, size };
    if (parts.length >= panels) return { value: unfinished(value, error, 1e3 * absolute), size };
    const share = goal / (2 * parts.length);
    parts = parts.flatMap(({ f, panel: p }) => {
      if (p.error <= share) return [{ f, panel: p }];
      const middle = 0.5 * (p.low + p.high);
      return [part(f, p.low, middle), part(f, middle, p.high)];
    });
  }
}

function notNumber(): never {
  throw new UserError('integrate: expected a number from the integrand, got NaN; check its domain');
}

/** Rounding may keep the estimate above a tight tolerance; anything worse than 1e-8 is not an answer. */
function unfinished(value: number, error: number, absolute = 0): number {
  if (error <= 1e-8 * Math.abs(value) + absolute) return value;
  if (error <= 1e-4 * Math.abs(value)) {
    throw new UserError(
      `integrate: expected eight digits, got ${value} ± ${error}, the rest lost in rounding; move the laws apart`,
    );
  }
  throw new UserError(
    `integrate: expected an integral that converges, got ${value} ± ${error}; it may be infinite, or need breaks`,
  );
}

interface Cell {
  x: [low: number, high: number];
  y: [low: number, high: number];
  value: number;
  error: number;
  /** Axis along which the rule struggles more. */
  axis: 'x' | 'y';
}

const SIGNED = Array.from({ length: 15 }, (_, i) => (i < 7 ? -NODES[i] : NODES[14 - i]));
const SIGNED_KRONROD = Array.from({ length: 15 }, (_, i) => KRONROD[i < 7 ? i : 14 - i]);
const SIGNED_GAUSS = Array.from({ length: 15 }, (_, i) => GAUSS[i < 7 ? i : 14 - i]);
/** The 15-point rule on [−1, 1], and the weights there of the 7-point rule inside it. */
export const nested = { nodes: SIGNED, weights: SIGNED_KRONROD, inner: SIGNED_GAUSS };

function cell(f: (at: Float64Array) => number, x: Cell['x'], y: Cell['y']): Cell {
  const at = new Float64Array(2);
  const half = [0.5 * (x[1] - x[0]), 0.5 * (y[1] - y[0])];
  let [kk, gk, kg] = [0, 0, 0]; // Kronrod² and the two mixed rules
  for (let i = 0; i < 15; i++) {
    at[0] = 0.5 * (x[0] + x[1]) + half[0] * SIGNED[i];
    let [k, g] = [0, 0];
    for (let j = 0; j < 15; j++) {
      at[1] = 0.5 * (y[0] + y[1]) + half[1] * SIGNED[j];
      const value = f(at);
      k += SIGNED_KRONROD[j] * value;
      g += SIGNED_GAUSS[j] * value;
    }
    kk += SIGNED_KRONROD[i] * k;
    gk += SIGNED_GAUSS[i] * k;
    kg += SIGNED_KRONROD[i] * g;
  }
  const area = half[0] * half[1];
  const [ex, ey] = [Math.abs(kk - gk), Math.abs(kk - kg)];
  return { x, y, value: area * kk, error: area * (ex + ey), axis: ex > ey ? 'x' : 'y' };
}

function halves(f: (at: Float64Array) => number, c: Cell): [Cell, Cell] {
  const middle = 0.5 * (c[c.axis][0] + c[c.axis][1]);
  const part = (low: number, high: number) =>
    c.axis === 'x' ? cell(f, [low, high], c.y) : cell(f, c.x, [low, high]);
  return [part(c[c.axis][0], middle), part(middle, c[c.axis][1])];
}

/**
 * ∬ f over the box spanned by the cuts, which split it first; adaptive tensor Gauss-Kronrod (15 × 15
 * points a cell), halving the worst cells along their harder axis.
 * @param options tolerance 1e-9 relative by default; `panels` counts cells, default 20000
 */
export function integrateBox(
  f: (at: Float64Array) => number,
  xCuts: readonly number[],
  yCuts: readonly number[],
  options: QuadratureOptions = {},
): number {
  const { tolerance = 1e-9, absolute = 1e-12, panels = 20000 } = options;
  let cells: Cell[] = [];
  for (let i = 1; i < xCuts.length; i++) {
    for (let j = 1; j < yCuts.length; j++) {
      cells.push(cell(f, [xCuts[i - 1], xCuts[i]], [yCuts[j - 1], yCuts[j]]));
    }
  }
  for (;;) {
    const value = cells.reduce((sum, c) => sum + c.value, 0);
    const error = cells.reduce((sum, c) => sum + c.error, 0);
    if (Number.isNaN(value)) notNumber();
    if (Math.abs(value) === Infinity) return value;
    const goal = Math.max(absolute, tolerance * Math.abs(value));
    if (error <= goal) return value;
    if (cells.length >= panels) return unfinished(value, error, absolute);
    const share = goal / (2 * cells.length);
    cells = cells.flatMap(c => (c.error > share ? halves(f, c) : [c]));
  }
}

/** Nodes and weights of the n-point Gauss-Legendre rule on [−1, 1]. */
export function gaussLegendre(n: number): { nodes: Float64Array; weights: Float64Array } {
  const nodes = new Float64Array(n);
  const weights = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (n + 0.5));
    let slope = 1;
    for (let k = 0; k < 100; k++) {
      let [p, previous] = [1, 0];
      for (let j = 1; j <= n; j++) [p, previous] = [((2 * j - 1) * x * p - (j - 1) * previous) / j, p];
      slope = (n * (x * p - previous)) / (x * x - 1);
      const step = p / slope;
      x -= step;
      if (Math.abs(step) < 1e-15) break;
    }
    nodes[n - 1 - i] = x;
    weights[n - 1 - i] = 2 / ((1 - x * x) * slope * slope);
  }
  return { nodes, weights };
}
