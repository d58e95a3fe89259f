import { UserError } from '../../util/error.ts';
import { cholesky, product, symmetricEigenvalues, transpose } from '../linear.ts';
import { erf } from '../special/erf.ts';

/** What defines a normal law on ℝᵈ: mean [d], covariance [d, d] row by row. `multivariateNormal` is one. */
export interface Gaussian {
  readonly mean: ArrayLike<number>;
  readonly covariance: ArrayLike<number>;
}

/** The normal law on the line as a `Gaussian`, from anything with a mean and a variance. */
export function onTheLine(p: { mean: number; variance: number }): Gaussian {
  return { mean: [p.mean], covariance: [p.variance] };
}

function checkPair(where: string, p: Gaussian, q: Gaussian): number {
  if (p.mean.length !== q.mean.length) {
    throw new UserError(
      `${where}: expected q of dimension ${p.mean.length} like p, got ${q.mean.length}; match the dimensions`,
    );
  }
  return p.mean.length;
}

function logDet(where: string, l: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += 2 * Math.log(l[i * n + i]);
  if (sum === -Infinity) {
    throw new UserError(
      `${where}: expected regular covariances, got a singular one; its density does not exist`,
    );
  }
  return sum;
}

/** Solves L x = b for a lower triangular L, in place. */
function forward(l: Float64Array, b: Float64Array, n: number): Float64Array {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) b[i] -= l[i * n + j] * b[j];
    b[i] /= l[i * n + i];
  }
  return b;
}

const difference = (p: Gaussian, q: Gaussian) => Float64Array.from(p.mean, (m, i) => m - q.mean[i]);
const squaredNorm = (v: Float64Array) => v.reduce((sum, x) => sum + x * x, 0);
const blend = (a: ArrayLike<number>, b: ArrayLike<number>, wa: number, wb: number) =>
  Float64Array.from(a, (x, i) => wa * x + wb * b[i]);

/** KL(p‖q) = ½ [tr(Σq⁻¹Σp) + (μp − μq)ᵀ Σq⁻¹ (μp − μq) − d + log det Σq/det Σp], in nats. */
export function gaussianKl(p: Gaussian, q: Gaussian): number {
  const n = checkPair('gaussianKl', p, q);
  const [lp, lq] = [cholesky('gaussianKl', p.covariance, n), cholesky('gaussianKl', q.covariance, n)];
  const logRatio = logDet('gaussianKl', lq, n) - logDet('gaussianKl', lp, n);
  let trace = 0;
  for (let j = 0; j < n; j++) {
    const column = Float64Array.from({ length: n }, (_, i) => lp[i * n + j]);
    trace += squaredNorm(forward(lq, column, n)); // ‖Lq⁻¹ Lp‖² = tr Σq⁻¹Σp
  }
  return 0.5 * (trace - n + squaredNorm(forward(lq, difference(p, q), n)) + logRatio);
}

/**
 * Rényi divergence of order α between normals, in nats: with Σ* = αΣq + (1 − α)Σp,
 * (α/2) δᵀ Σ*⁻¹ δ − log(det Σ* / (det Σp^{1−α} det Σq^α)) / (2(α − 1)); ∞ where Σ* is not positive.
 * @see Gil, Alajaji & Linder 2013
 */
export function gaussianRenyi(alpha: number, p: Gaussian, q: Gaussian): number {
  if (!(alpha > 0)) throw new UserError(`gaussianRenyi: expected alpha > 0, got ${alpha}; raise it`);
  if (alpha === 1) return gaussianKl(p, q);
  const n = checkPair('gaussianRenyi', p, q);
  const dp = logDet('gaussianRenyi', cholesky('gaussianRenyi', p.covariance, n), n);
  const dq = logDet('gaussianRenyi', cholesky('gaussianRenyi', q.covariance, n), n);
  const mixed = blend(q.covariance, p.covariance, alpha, 1 - alpha);
  if (symmetricEigenvalues(mixed, n)[0] <= 0) return Infinity;
  const l = cholesky('gaussianRenyi', mixed, n);
  const volume = logDet('gaussianRenyi', l, n) - (1 - alpha) * dp - alpha * dq;
  return (alpha / 2) * squaredNorm(forward(l, difference(p, q), n)) - volume / (2 * (alpha - 1));
}

/** Pearson's χ²(p‖q) = e^{R₂} − 1 with R₂ the Rényi divergence of order 2. */
export function gaussianPearson(p: Gaussian, q: Gaussian): number {
  return Math.expm1(gaussianRenyi(2, p, q));
}

/** Squared Hellinger distance ∫ (√p − √q)² = 2(1 − BC), BC = e^{−R_½/2} (Bhattacharyya). */
export function gaussianSquaredHellinger(p: Gaussian, q: Gaussian): number {
  return -2 * Math.expm1(-0.5 * gaussianRenyi(0.5, p, q));
}

/**
 * Total variation of two normals with one covariance Σ: 2Φ(Δ/2) − 1, Δ² = δᵀ Σ⁻¹ δ the squared Mahalanobis
 * distance of the means. No closed form exists for different covariances.
 */
export function gaussianTotalVariation(p: Gaussian, q: Gaussian): number {
  const n = checkPair('gaussianTotalVariation', p, q);
  for (let k = 0; k < n * n; k++) {
    if (Math.abs(p.covariance[k] - q.covariance[k]) > 1e-12 * Math.abs(p.covariance[k])) {
      throw new UserError(
        `gaussianTotalVariation: expected equal covariances, got ${p.covariance[k]} and ${q.covariance[k]}; integrate instead`,
      );
    }
  }
  const l = cholesky('gaussianTotalVariation', p.covariance, n);
  logDet('gaussianTotalVariation', l, n);
  return erf(Math.sqrt(squaredNorm(forward(l, difference(p, q), n)) / 8)); // 2Φ(Δ/2) − 1
}

/**
 * W₂(p, q)² = ‖μp − μq‖² + tr Σp + tr Σq − 2 Σ √λᵢ, λ the eigenvalues of Lpᵀ Σq Lp; returns W₂.
 * Covariances may be singular. This is the Fréchet distance that FID evaluates (FID = W₂²).
 * @see Dowson & Landau 1982; Gelbrich 1990
 */
export function gaussianWasserstein2(p: Gaussian, q: Gaussian): number {
  const n = checkPair('gaussianWasserstein2', p, q);
  const l = cholesky('gaussianWasserstein2', p.covariance, n);
  cholesky('gaussianWasserstein2', q.covariance, n);
  const inner = product(product(transpose(l, n, n), q.covariance, n, n, n), l, n, n, n);
  let sum = squaredNorm(difference(p, q));
  for (let i = 0; i < n; i++) sum += p.covariance[i * n + i] + q.covariance[i * n + i];
  for (const value of symmetricEigenvalues(inner, n)) sum -= 2 * Math.sqrt(Math.max(0, value));
  return Math.sqrt(Math.max(0, sum));
}
