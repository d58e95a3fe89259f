import { UserError } from '../../util/error.ts';
import { landmarks } from '../charts.ts';
import { checkLaw, checkPositive, checkSameLength } from '../check.ts';
import type { Distribution } from '../distributions/types.ts';
import { checkPair, checkPoints, type Estimate, type Points } from '../divergences/estimate.ts';
import type { Gaussian } from '../divergences/gaussian.ts';
import { cholesky } from '../linear.ts';
import { gaussLegendre } from '../quadrature.ts';
import { gaussianDiscrepancy } from './line.ts';

/** A kernel as a function of the squared distance of its arguments; `bandwidth` when it is one Gaussian. */
export type Kernel = ((squaredDistance: number) => number) & { readonly bandwidth?: number };

/** Gaussian kernel e^{−‖x−y‖²/2h²}: MMD = 0 only for equal laws. */
export function gaussianKernel(bandwidth = 1): Kernel {
  checkPositive('gaussianKernel', 'bandwidth', bandwidth);
  const factor = -0.5 / (bandwidth * bandwidth);
  return Object.assign((square: number) => Math.exp(factor * square), { bandwidth });
}

/** −‖x−y‖: with it MMD² is the energy distance 2E‖X−Y‖ − E‖X−X′‖ − E‖Y−Y′‖. */
export const energyKernel: Kernel = square => -Math.sqrt(square);

/** Average of kernels, such as Gaussians of several bandwidths. */
export function averageKernel(kernels: readonly Kernel[]): Kernel {
  if (kernels.length === 0)
    throw new UserError('averageKernel: expected at least one kernel, got none; pass one');
  return square => kernels.reduce((sum, k) => sum + k(square), 0) / kernels.length;
}

/** √ of half the median squared distance of pooled points: the usual bandwidth. At most 1000 points are used. */
export function medianBandwidth(x: Points, y: Points): number {
  const pooled = [x, y].flatMap(points => {
    const n = Math.min(500, checkPoints('medianBandwidth', 'points', points, 1));
    return Array.from({ length: n }, (_, i) => ({ points, i }));
  });
  const squares: number[] = [];
  for (let i = 0; i < pooled.length; i++) {
    for (let j = 0; j < i; j++)
      squares.push(distance(pooled[i].points, pooled[i].i, pooled[j].points, pooled[j].i));
  }
  const middle = squares.sort((a, b) => a - b)[squares.length >> 1];
  return Math.sqrt(middle / 2);
}

function distance(x: Points, i: number, y: Points, j: number): number {
  let sum = 0;
  for (let c = 0; c < x.dimension; c++) {
    sum += (x.values[i * x.dimension + c] - y.values[j * y.dimension + c]) ** 2;
  }
  return sum;
}

/** Σ_{i≠j} k within one sample. */
function within(x: Points, n: number, kernel: Kernel): number {
  let sum = 0;
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) sum += kernel(distance(x, i, x, j));
  return 2 * sum;
}

/**
 * Squared maximum mean discrepancy E k(X, X′) + E k(Y, Y′) − 2E k(X, Y) from samples: the unbiased
 * U-statistic (floor 0, may be negative) or, with `biased`, the V-statistic (always ≥ 0, floor
 * (1/n + 1/m)(k(0) − E k)). O((n + m)² d).
 * @see Gretton et al. 2012, "A kernel two-sample test", Lemma 6 and eq. 5
 */
export function mmdFromSamples(
  x: Points,
  y: Points,
  kernel: Kernel,
  options: { biased?: boolean } = {},
): Estimate {
  const [n, m] = checkPair('mmdFromSamples', x, y, 2);
  const [xx, yy] = [within(x, n, kernel), within(y, m, kernel)];
  let xy = 0;
  for (let i = 0; i < n; i++) for (let j = 0; j < m; j++) xy += kernel(distance(x, i, y, j));
  const cross = (2 * xy) / (n * m);
  if (!options.biased) return { value: xx / (n * (n - 1)) + yy / (m * (m - 1)) - cross, floor: 0 };
  const self = kernel(0);
  const pooled = (xx + yy + 2 * xy) / ((n + m) * (n + m - 1));
  return {
    value: (xx + n * self) / (n * n) + (yy + m * self) / (m * m) - cross,
    floor: (1 / n + 1 / m) * (self - pooled),
  };
}

/** Squared MMD of two laws on the same values of the line, exact: Σ (pᵢ − qᵢ)(pⱼ − qⱼ) k(xᵢ, xⱼ). */
export function mmdDiscrete(
  p: ArrayLike<number>,
  q: ArrayLike<number>,
  values: ArrayLike<number>,
  kernel: Kernel,
): number {
  checkLaw('mmdDiscrete', 'p', p);
  checkLaw('mmdDiscrete', 'q', q);
  checkSameLength('mmdDiscrete', 'p', p, 'q', q);
  checkSameLength('mmdDiscrete', 'p', p, 'values', values);
  const weights = Float64Array.from(p, (x, i) => x - q[i]);
  return quadraticForm(weights, values, kernel);
}

function quadraticForm(weights: ArrayLike<number>, at: ArrayLike<number>, kernel: Kernel): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) {
    sum += weights[i] * weights[i] * kernel(0);
    for (let j = 0; j < i; j++) sum += 2 * weights[i] * weights[j] * kernel((at[i] - at[j]) ** 2);
  }
  return sum;
}

/**
 * Squared MMD of two densities on the line. One Gaussian kernel: to about 1e-10, or refused
 * (`gaussianDiscrepancy`). Any other: by a fixed rule (24 Gauss-Legendre points between neighbouring quantile landmarks),
 * good to about 1e-9 for smooth kernels no narrower than smooth laws with thin tails.
 */
export function mmd(p: Distribution, q: Distribution, kernel: Kernel): number {
  if (p.atoms && q.atoms) {
    const values = [...new Set([...p.atoms, ...q.atoms])];
    const weights = values.map(x => p.density(x) - q.density(x));
    return quadraticForm(weights, values, kernel);
  }
  if (p.discrete || q.discrete)
    throw new UserError(
      'mmd: expected two laws with densities or two with atoms, got one of each; use samples',
    );
  if (kernel.bandwidth !== undefined) return gaussianDiscrepancy(p, q, kernel.bandwidth);
  const cuts = [...new Set(landmarks([p, q]))].sort((a, b) => a - b);
  const rule = gaussLegendre(24);
  const at: number[] = [];
  const weights: number[] = [];
  for (let i = 1; i < cuts.length; i++) {
    const half = 0.5 * (cuts[i] - cuts[i - 1]);
    rule.nodes.forEach((t, k) => {
      const x = cuts[i - 1] + half * (1 + t);
      at.push(x);
      weights.push(half * rule.weights[k] * (p.density(x) - q.density(x)));
    });
  }
  return quadraticForm(weights, at, kernel);
}

/** E e^{−‖Z‖²/2h²} for Z ~ N(delta, sigma). */
function smoothed(delta: Float64Array, sigma: Float64Array, bandwidth: number): number {
  const n = delta.length;
  const total = sigma.map((v, k) => v + (k % (n + 1) === 0 ? bandwidth * bandwidth : 0));
  const l = cholesky('gaussianMmd', total, n);
  let [square, logDet] = [0, 0];
  for (let i = 0; i < n; i++) {
    let z = delta[i];
    for (let j = 0; j < i; j++) z -= l[i * n + j] * delta[j];
    delta[i] = z / l[i * n + i];
    square += delta[i] * delta[i];
    logDet += 2 * Math.log(l[i * n + i]);
  }
  return Math.exp(n * Math.log(bandwidth) - 0.5 * logDet - 0.5 * square);
}

/** Squared MMD of two normal laws under the Gaussian kernel, closed form in any dimension. */
export function gaussianMmd(p: Gaussian, q: Gaussian, bandwidth = 1): number {
  checkPositive('gaussianMmd', 'bandwidth', bandwidth);
  const mean = (a: Gaussian, b: Gaussian) => {
    const delta = Float64Array.from(a.mean, (m, i) => m - b.mean[i]);
    const sigma = Float64Array.from(a.covariance, (v, k) => v + b.covariance[k]);
    return smoothed(delta, sigma, bandwidth);
  };
  return mean(p, p) + mean(q, q) - 2 * mean(p, q);
}
