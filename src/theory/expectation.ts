import { UserError } from '../util/error.ts';
import { atCrossings, cover, type LawIntegrand } from './charts.ts';
import type { Distribution, ModeDistribution, MultivariateDistribution } from './distributions/types.ts';
import { integrateBox, integratePieces, type Piece, type QuadratureOptions } from './quadrature.ts';

/**
 * ∫ g over the union of the supports of two laws, g built from their log-densities: every break, singular end and
 * heavy tail is taken in the logarithm of the distance from it. Where `sign` changes g has a kink.
 */
export function integrateLaws(
  p: Distribution,
  q: Distribution,
  g: LawIntegrand,
  options: QuadratureOptions & { byPlace?: boolean; sign?: LawIntegrand } = {},
): number {
  let [beyond, overflow] = [false, false];
  const watched: LawIntegrand = (a, b, step, x) => {
    const value = g(a, b, step, x);
    if (value === Infinity) {
      if (a === -Infinity || b === -Infinity) beyond = true;
      else overflow = true;
    }
    return value;
  };
  const whole = cover(p, q, watched, options);
  const pieces = options.sign ? atCrossings(whole, cover(p, q, options.sign, options)) : whole;
  const value = integratePieces(pieces, options);
  if (overflow && !beyond && !pieces.some(endless)) {
    throw new UserError('integrate: expected a value below 1.8e308, got a larger one; move the laws nearer');
  }
  return value;
}

/** Whether the integrand of an open piece grows from a finite value beyond all bounds. */
const endless = ({ f, cuts, open }: Piece) =>
  open && Number.isFinite(f(cuts[0])) && !Number.isFinite(f(cuts[cuts.length - 1]));

/** E_p[f(X)]: a sum over atoms, else ∫ f p by quadrature. */
export function expectation(p: Distribution, f: (x: number) => number, options?: QuadratureOptions): number {
  if (p.atoms) return p.atoms.reduce((sum, x) => sum + p.density(x) * f(x), 0);
  const term: LawIntegrand = (log, _, step, x) => {
    const mass = Math.exp(log + step);
    return mass === 0 ? 0 : mass * f(x);
  };
  return integrateLaws(p, p, term, { absolute: 1e-15, ...options, byPlace: true });
}

const isModes = (p: MultivariateDistribution): p is ModeDistribution => 'modes' in p;

/** Distinct values of coordinate `axis` where a planar law changes quickly. */
function planarLandmarks(p: MultivariateDistribution, axis: 0 | 1): number[] {
  const sd = Math.sqrt(p.covariance[axis * 3]);
  if (!isModes(p)) return [-12, -6, -3, -1.5, -0.75, 0, 0.75, 1.5, 3, 6, 12].map(k => p.mean[axis] + k * sd);
  const centres = [...new Set(p.modes.map(m => Number(m[axis].toPrecision(12))))];
  return centres.flatMap(c => [-12, -4, -1.5, 1.5, 4, 12].map(k => c + k * p.sigma));
}

/** ∬ f over a box that holds the planar laws up to 12 standard deviations. */
export function integratePlanar(
  laws: readonly MultivariateDistribution[],
  f: (x: Float64Array) => number,
  options: QuadratureOptions = {},
): number {
  const cuts = ([0, 1] as const).map(axis => thin(laws.flatMap(p => planarLandmarks(p, axis))));
  return integrateBox(f, cuts[0], cuts[1], options);
}

/** Sorted, with cuts that nearly coincide merged. */
function thin(points: number[]): number[] {
  const sorted = points.sort((a, b) => a - b);
  const least = (sorted[sorted.length - 1] - sorted[0]) * 1e-4;
  return sorted.filter((x, i) => i === 0 || i === sorted.length - 1 || x - sorted[i - 1] > least);
}
