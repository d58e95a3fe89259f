import type { Distribution, ModeDistribution, MultivariateDistribution } from './distributions/types.ts';
import { integrate, integrateBox, type QuadratureOptions } from './quadrature.ts';

const LEVELS = [1e-12, 1e-7, 1e-4, 0.003, 0.03, 0.15, 0.35, 0.5, 0.65, 0.85, 0.97, 0.997];

/** Points that show a quadrature rule where the laws have their mass: quantiles, jumps and kinks. */
export function landmarks(laws: readonly Distribution[]): number[] {
  const points = laws.flatMap(p => [
    ...p.breaks,
    ...LEVELS.map(u => p.quantile(u)),
    p.quantile(1 - 1e-4),
    p.quantile(1 - 1e-7),
    p.quantile(1 - 1e-12),
  ]);
  return points.filter(Number.isFinite);
}

/** ∫ f over the union of the laws' supports, for integrands built from their densities. */
export function integrateLaws(
  laws: readonly Distribution[],
  f: (x: number) => number,
  options: QuadratureOptions = {},
): number {
  const low = Math.min(...laws.map(p => p.support[0]));
  const high = Math.max(...laws.map(p => p.support[1]));
  return integrate(f, low, high, { breaks: landmarks(laws), ...options });
}

/** E_p[f(X)]: a sum over atoms, else ∫ f p by quadrature. */
export function expectation(p: Distribution, f: (x: number) => number, options?: QuadratureOptions): number {
  if (p.atoms) return p.atoms.reduce((sum, x) => sum + p.density(x) * f(x), 0);
  const term = (x: number) => {
    const mass = p.density(x);
    return mass === 0 ? 0 : mass * f(x);
  };
  return integrateLaws([p], term, options);
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
