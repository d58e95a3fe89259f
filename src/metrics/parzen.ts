import type { Dataset, FiniteDataset } from '../data/dataset.ts';
import { sampleLength } from '../data/dataset.ts';
import { type Estimate, metric } from './metric.ts';
import { eachPoint, type Points, pointsOf } from './numerics/near.ts';
import { Products } from './numerics/products.ts';
import { readRows } from './reals.ts';

/** Held-out samples that choose σ, and that are measured, at most. */
const [VALIDATION, TEST] = [1000, 10_000];
/** logspace(−1, 0, 10) */
export const BANDWIDTHS: readonly number[] = Array.from({ length: 10 }, (_, i) => 10 ** (i / 9 - 1));
/** Terms of a sum smaller than the largest by e to this power are below its last digit. */
const NEGLIGIBLE = 45;

export interface ParzenReference {
  readonly display: Dataset['display'];
  readonly validation: Points;
  readonly test: Points;
  readonly products: Products;
}

/**
 * Parzen-window log-likelihood of held-out samples in nats, as the code of 2014 computes it: normal densities of deviation σ around
 * the N generated samples, with σ from {@link BANDWIDTHS} chosen on 1,000 held-out samples, and the mean over up to 10,000 others.
 * Pixels are from 0 to 1. The error is that of the mean over test samples for one set of generated ones. It says little of how
 * samples look: centroids of k-means score above real data.
 * @see Goodfellow et al. 2014, section 5 (`parzen_ll.py`); arXiv 1511.01844 for why not to trust it
 */
export const parzen = metric({
  figures: { parzen: { title: 'Parzen-window log-likelihood, nats', better: 'more' } },
  needs: { heldOut: 100, engine: true },
  async prepare({ heldOut, engine }): Promise<ParzenReference> {
    const { display, size } = heldOut!;
    const split = Math.min(VALIDATION, Math.floor(size / 2));
    const part = async (from: number, to: number) =>
      inUnit(await readRows(heldOut!, from, Math.min(to, size)), sampleLength(heldOut!), display);
    return {
      display,
      validation: await part(0, split),
      test: await part(split, split + TEST),
      products: new Products(engine),
    };
  },
  async compute({ values, count }, { display, validation, test, products }) {
    const samples = inUnit(values, values.length / count, display);
    return { parzen: (await parzenWindow(samples, validation, test, products)).likelihood };
  },
  floor: { draws: 3, first: 1 },
});

/** Samples with black as 0 and white as 1; as they are where they are no images. */
function inUnit(values: Float32Array, length: number, display: FiniteDataset['display'] = [0, 1]): Points {
  const [black, white] = display;
  if (black === 0 && white === 1) return pointsOf(values, length);
  return pointsOf(
    values.map(v => (v - black) / (white - black)),
    length,
  );
}

/** The log-likelihood of the test samples under the window that suits the validation samples best. */
export async function parzenWindow(
  samples: Points,
  validation: Points,
  test: Points,
  products: Products,
): Promise<{ sigma: number; likelihood: Estimate }> {
  const tried = await logLikelihoods(samples, validation, BANDWIDTHS, products);
  const means = tried.map(values => values.reduce((sum, v) => sum + v, 0) / values.length);
  const sigma = BANDWIDTHS[means.indexOf(Math.max(...means))];
  const [found] = await logLikelihoods(samples, test, [sigma], products);
  const mean = found.reduce((sum, v) => sum + v, 0) / found.length;
  const variance = found.reduce((sum, v) => sum + (v - mean) ** 2, 0) / found.length; // of numpy's std
  return { sigma, likelihood: { value: mean, error: Math.sqrt(variance / found.length) } };
}

/** log (1/N) Σⱼ N(x; μⱼ, σ²I) of each point x for each σ. */
export async function logLikelihoods(
  centres: Points,
  points: Points,
  sigmas: readonly number[],
  products: Products,
): Promise<Float64Array[]> {
  const found = sigmas.map(() => new Float64Array(points.count));
  await eachPoint(products, points, centres, (i, squares) => {
    let least = Number.POSITIVE_INFINITY;
    for (const square of squares) least = Math.min(least, square);
    for (const [s, sigma] of sigmas.entries()) {
      const factor = -0.5 / sigma ** 2;
      let sum = 0;
      for (let j = 0; j < squares.length; j++) {
        const exponent = factor * (squares[j] - least);
        if (exponent > -NEGLIGIBLE) sum += Math.exp(exponent);
      }
      const normaliser = points.width * Math.log(sigma * Math.sqrt(2 * Math.PI));
      found[s][i] = Math.log(sum / centres.count) + factor * least - normaliser;
    }
  });
  return found;
}
