import { Random } from '../util/random.ts';
import { takeRows } from './batch.ts';
import { type FrechetReference, frechetReference } from './fd.ts';
import { type Estimate, metric } from './metric.ts';
import { frechet, gaussianOf, sumsOf } from './numerics/gaussian.ts';

/** Numbers of samples that the distance is computed of. */
const SIZES = 15;

/**
 * Fréchet distance for endlessly many samples: distances of 15 random parts of the samples, from a tenth (at most 5,000) to all,
 * on a line in 1/N, and where it meets 1/N = 0. The reference stays finite. The error is that of the line.
 * @see arXiv 1911.07023; sizes as in dgm-eval
 */
export const fdInfinity = metric({
  figures: { fdInfinity: { title: 'Fréchet distance for N → ∞', better: 'less' } },
  needs: { network: true, samples: 20 * SIZES },
  prepare: async given => ({ ...(await frechetReference(given)), seed: given.seed }),
  async compute(samples, { law, products, seed }: FrechetReference & { readonly seed: number }) {
    const { values, size } = await samples.features();
    const sizes = partSizes(samples.count);
    const distances: number[] = [];
    for (const [i, n] of sizes.entries()) {
      const rows = new Random(seed, 'fdInfinity', i).permutation(samples.count).subarray(0, n);
      const sums = await sumsOf(takeRows(values, size, rows), size, products);
      distances.push(frechet(gaussianOf(sums), law));
    }
    const intercept = interceptOf(
      sizes.map(n => 1 / n),
      distances,
    );
    return { fdInfinity: intercept };
  },
  floor: { draws: 4, first: 1 },
});

/** Evenly from a tenth of N to N. */
export function partSizes(count: number): number[] {
  const least = Math.min(5000, Math.max(Math.floor(count / 10), 2));
  return Array.from({ length: SIZES }, (_, i) => Math.floor(least + (i * (count - least)) / (SIZES - 1)));
}

/** Where the line of least squares meets x = 0, with its standard error. */
export function interceptOf(x: readonly number[], y: readonly number[]): Estimate {
  const n = x.length;
  const mean = (values: readonly number[]) => values.reduce((sum, v) => sum + v, 0) / n;
  const [mx, my] = [mean(x), mean(y)];
  const spread = x.reduce((sum, v) => sum + (v - mx) ** 2, 0);
  const slope = x.reduce((sum, v, i) => sum + (v - mx) * (y[i] - my), 0) / spread;
  const value = my - slope * mx;
  const rest = y.reduce((sum, v, i) => sum + (v - value - slope * x[i]) ** 2, 0) / (n - 2);
  return { value, error: Math.sqrt(rest * (1 / n + mx ** 2 / spread)) };
}
