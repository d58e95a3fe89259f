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
  /** Most panels before giving up on the tolerance. Default 4000. */
  panels?: number;
}

/** Maps [0, 1) to [0, ∞) for infinite ends: x = t/(1 − t), dx = dt/(1 − t)². */
function toFinite(f: (x: number) => number, edge: number, scale: number): (t: number) => number {
  return t => {
    const rest = 1 - t;
    const value = f(edge + (scale * t) / rest);
    return value === 0 ? 0 : (value * Math.abs(scale)) / (rest * rest);
  };
}

/**
 * ∫ f over [low, high] (either may be infinite) by globally adaptive Gauss-Kronrod quadrature
 * (7, 15 points), bisecting the worst panel until the summed error estimate is below the tolerance.
 * An infinite value of `f` at a point makes the integral infinite.
 * @throws UserError when `f` returns NaN
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
  const pieces: { f: (x: number) => number; panel: Panel }[] = [];
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1], points[i]];
    if (a === -Infinity) pieces.push(piece(toFinite(f, b, -width), 0, 1));
    else if (b === Infinity) pieces.push(piece(toFinite(f, a, width), 0, 1));
    else pieces.push(piece(f, a, b));
  }
  return refine(pieces, options);
}

function piece(f: (x: number) => number, low: number, high: number) {
  return { f, panel: panel(f, low, high) };
}

function refine(pieces: { f: (x: number) => number; panel: Panel }[], options: QuadratureOptions): number {
  const { tolerance = 1e-12, absolute = 1e-15, panels = 4000 } = options;
  for (;;) {
    let value = 0;
    let error = 0;
    let worst = 0;
    for (let i = 0; i < pieces.length; i++) {
      value += pieces[i].panel.value;
      error += pieces[i].panel.error;
      if (pieces[i].panel.error > pieces[worst].panel.error) worst = i;
    }
    if (Math.abs(value) === Infinity) return value;
    if (Number.isNaN(value)) {
      throw new UserError('integrate: expected a number from the integrand, got NaN; check its domain');
    }
    const { f, panel: p } = pieces[worst];
    const middle = 0.5 * (p.low + p.high);
    const fine = error <= Math.max(absolute, tolerance * Math.abs(value));
    if (fine || pieces.length >= panels) return value;
    pieces[worst] = piece(f, p.low, middle);
    pieces.push(piece(f, middle, p.high));
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
