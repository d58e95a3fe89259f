import type { Batch } from './batch.ts';
import { type Given, metric } from './metric.ts';
import { jackknife, PARTS } from './numerics/errors.ts';
import { added, frechet, type Gaussian, gaussianOf, type Sums, sumsOf } from './numerics/gaussian.ts';
import { Products } from './numerics/products.ts';

/** The normal law of the features of real samples. */
export interface FrechetReference {
  readonly law: Gaussian;
  readonly products: Products;
}

/**
 * Fréchet distance of the features of samples from those of real samples, as normal laws with unbiased covariances. Its error is
 * that of leaving out a tenth of the samples in turn.
 * @see arXiv 1706.08500; only on the canonical Inception network is it the FID
 */
export const fd = metric({
  figures: { fd: { title: 'Fréchet distance', better: 'less' } },
  needs: { network: true, samples: 2 * PARTS },
  prepare: frechetReference,
  async compute(samples, { law, products }: FrechetReference) {
    const { values, size } = await samples.features();
    return { fd: frechet(gaussianOf(await sumsOf(values, size, products)), law) };
  },
  async errors(samples, { law, products }) {
    const parts = await sumsOfParts(samples, products);
    const all = parts.reduce((sum, part) => added(sum, part));
    return { fd: jackknife(parts.map(part => frechet(gaussianOf(added(all, part, -1)), law))) };
  },
  floor: { draws: 4, first: 1 },
});

export async function frechetReference(given: Given): Promise<FrechetReference> {
  const products = new Products(given.engine);
  const { values, size } = await (await given.reals(given.samples, given.seed)).features();
  return { law: gaussianOf(await sumsOf(values, size, products)), products };
}

async function sumsOfParts(samples: Batch, products: Products): Promise<Sums[]> {
  const { values, size } = await samples.features();
  const parts: Sums[] = [];
  for (let i = 0; i < PARTS; i++) {
    const [from, to] = [i, i + 1].map(part => Math.floor((part * samples.count) / PARTS) * size);
    parts.push(await sumsOf(values.subarray(from, to), size, products));
  }
  return parts;
}
