import { singularValues } from '../../theory/singular.ts';
import { type Factor, pivotedCholesky, transposedProduct } from './factor.ts';
import type { Products } from './products.ts';

/** Sums over vectors x of d numbers, in double precision; those of two batches are added. */
export interface Sums {
  readonly count: number;
  /** [d]: Σ x */
  readonly first: Float64Array;
  /** [d, d]: Σ x xᵀ */
  readonly second: Float64Array;
}

/** Rows that are multiplied at once: what is held of them beside the sums stays small. */
const ROWS = 4096;

/** @param vectors [n, width] */
export async function sumsOf(vectors: Float32Array, width: number, products: Products): Promise<Sums> {
  const first = new Float64Array(width);
  const second = new Float64Array(width * width);
  for (let start = 0; start < vectors.length; start += ROWS * width) {
    const columns = transposed(vectors.subarray(start, start + ROWS * width), width);
    const rows = columns.length / width;
    for (let j = 0; j < width; j++) {
      for (let i = 0; i < rows; i++) first[j] += columns[j * rows + i];
    }
    const part = await products.double(columns, columns, rows);
    for (let at = 0; at < second.length; at++) second[at] += part[at];
  }
  return { count: vectors.length / width, first, second };
}

function transposed(vectors: Float32Array, width: number): Float32Array {
  const rows = vectors.length / width;
  const columns = new Float32Array(vectors.length);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < width; j++) columns[j * rows + i] = vectors[i * width + j];
  }
  return columns;
}

/** Sums of a and those of b, `sign` times. */
export function added(a: Sums, b: Sums, sign: 1 | -1 = 1): Sums {
  return {
    count: a.count + sign * b.count,
    first: a.first.map((x, i) => x + sign * b.first[i]),
    second: a.second.map((x, i) => x + sign * b.second[i]),
  };
}

/** A normal law, as the Fréchet distance needs it. */
export interface Gaussian {
  readonly mean: Float64Array;
  /** Trace of the covariance. */
  readonly trace: number;
  /** Of the covariance Σ (x − μ)(x − μ)ᵀ / (N − 1). */
  readonly factor: Factor;
}

/** The normal law with the mean and the unbiased covariance of the vectors. */
export function gaussianOf({ count, first, second }: Sums): Gaussian {
  const d = first.length;
  const mean = first.map(sum => sum / count);
  const covariance = new Float64Array(d * d);
  for (let i = 0; i < d; i++) {
    for (let j = 0; j < d; j++) {
      covariance[i * d + j] = (second[i * d + j] - count * mean[i] * mean[j]) / (count - 1);
    }
  }
  return gaussian(mean, covariance);
}

/** @param covariance [d, d], positive semi-definite */
export function gaussian(mean: Float64Array, covariance: Float64Array): Gaussian {
  const d = mean.length;
  const trace = mean.reduce((sum, _, i) => sum + covariance[i * d + i], 0);
  return { mean, trace, factor: pivotedCholesky(covariance, d) };
}

/**
 * Squared Fréchet distance ‖μ − μ′‖² + tr(Σ + Σ′ − 2(ΣΣ′)^½) of normal laws. With Σ = L Lᵀ and Σ′ = L′ L′ᵀ the trace of the
 * root is the sum of the singular values of Lᵀ L′, so nothing is complex and singular covariances need no care.
 */
export function frechet(p: Gaussian, q: Gaussian): number {
  const shift = p.mean.reduce((sum, x, i) => sum + (x - q.mean[i]) ** 2, 0);
  const roots = singularValues(transposedProduct(p.factor, q.factor), p.factor.rank, q.factor.rank);
  return shift + p.trace + q.trace - 2 * roots.reduce((sum, s) => sum + s, 0);
}
