import { UserError } from '../../util/error.ts';
import type { Random } from '../../util/random.ts';
import { checkFinite } from '../check.ts';
import { cholesky } from '../linear.ts';
import { HALF_LOG_TWO_PI } from '../special/erf.ts';
import { discrete } from './discrete.ts';
import { normal } from './normal.ts';
import type { MultivariateDistribution } from './types.ts';

/** A multivariate normal law, with what only it has. */
export interface MultivariateNormal extends MultivariateDistribution {
  /** Lower Cholesky factor L of the covariance, [d, d] row by row. */
  readonly factor: Float64Array;
  /** ½ log det(2πeΣ), in nats; −∞ for a singular covariance. */
  readonly entropy: number;
}

/**
 * N(mean, covariance) on ℝᵈ. Draws are x = μ + Lz; coordinates are solved from L for the density, and
 * x_k given x_<k is normal with mean μ_k + Σ_{j<k} L_kj z_j and deviation L_kk.
 * @param covariance [d, d] row by row, symmetric positive semi-definite; when singular it can be sampled
 *   but has no density
 */
export function multivariateNormal(
  mean: ArrayLike<number>,
  covariance: ArrayLike<number>,
): MultivariateNormal {
  const d = mean.length;
  for (let i = 0; i < d; i++) checkFinite('multivariate-normal', `mean[${i}]`, mean[i]);
  const mu = Float64Array.from(mean);
  const l = cholesky('multivariate-normal', covariance, d);
  let logDet = 0;
  for (let i = 0; i < d; i++) logDet += 2 * Math.log(l[i * d + i]);
  const logDensity = (x: ArrayLike<number>) => {
    if (logDet === -Infinity) {
      throw new UserError(
        'multivariate-normal.density: expected a regular covariance, got a singular one; it has no density',
      );
    }
    const z = whiten(l, mu, x, d);
    return -0.5 * z.reduce((sum, v) => sum + v * v, 0) - d * HALF_LOG_TWO_PI - 0.5 * logDet;
  };
  return {
    name: 'multivariate-normal',
    dimension: d,
    mean: mu,
    covariance: Float64Array.from(covariance),
    factor: l,
    entropy: d * (HALF_LOG_TWO_PI + 0.5) + 0.5 * logDet,
    logDensity,
    density: x => Math.exp(logDensity(x)),
    draw(random: Random, out: Float64Array) {
      for (let i = 0; i < d; i++) out[i] = random.normal();
      for (let i = d - 1; i >= 0; i--) {
        let sum = mu[i];
        for (let j = 0; j <= i; j++) sum += l[i * d + j] * out[j];
        out[i] = sum;
      }
    },
    conditional(prefix) {
      const k = prefix.length;
      const z = whiten(l, mu, prefix, k, d);
      let centre = mu[k];
      for (let j = 0; j < k; j++) centre += l[k * d + j] * z[j];
      const sigma = l[k * d + k];
      return sigma > 0 ? normal(centre, sigma) : discrete([1], [centre]);
    },
  };
}

/** Solves L z = x − μ for the first k coordinates (stride d). */
function whiten(l: Float64Array, mean: Float64Array, x: ArrayLike<number>, k: number, d = k): Float64Array {
  const z = new Float64Array(k);
  for (let i = 0; i < k; i++) {
    let sum = x[i] - mean[i];
    for (let j = 0; j < i; j++) sum -= l[i * d + j] * z[j];
    z[i] = l[i * d + i] > 0 ? sum / l[i * d + i] : 0;
  }
  return z;
}
