import { Random } from '../util/random.ts';
import { takeRows } from './batch.ts';
import { type Estimate, metric } from './metric.ts';
import { Products } from './numerics/products.ts';

/** Subsets of samples, and samples in each at most. */
const [SUBSETS, SIZE] = [100, 1000];

/** Features of real samples. */
export interface KernelReference {
  /** [count, size] */
  readonly values: Float32Array;
  readonly size: number;
  readonly products: Products;
  readonly seed: number;
}

/**
 * Kernel distance: the unbiased MMD² of features with the kernel (x·y/d + 1)³, the mean over 100 random subsets of 1,000 samples,
 * or of half of them where they are fewer. It may be negative, and is 0 on average for equal laws at any N.
 * @see arXiv 1801.01401; subsets as in torch-fidelity
 */
export const kd = metric({
  figures: { kd: { title: 'Kernel distance', better: 'less' } },
  needs: { network: true, samples: 20 },
  async prepare(given): Promise<KernelReference> {
    const { values, size } = await (await given.reals(given.samples, given.seed)).features();
    return { values, size, products: new Products(given.engine), seed: given.seed };
  },
  async compute(samples, { values, size, products, seed }) {
    const { values: made } = await samples.features();
    return { kd: await kernelDistance(made, values, size, products, seed) };
  },
  floor: { draws: 4, first: 1 },
});

/**
 * The mean over subsets. Those of N samples overlap, so the error is that of N/size independent ones, where `subsets` would
 * promise too much.
 */
async function kernelDistance(
  x: Float32Array,
  y: Float32Array,
  width: number,
  products: Products,
  seed: number,
): Promise<Estimate> {
  const counts = [x, y].map(({ length }) => length / width);
  const size = Math.min(SIZE, ...counts.map(count => Math.floor(count / 2)));
  const values = new Float64Array(SUBSETS);
  for (let i = 0; i < SUBSETS; i++) {
    const random = new Random(seed, 'kd', i);
    const [a, b] = [x, y].map((vectors, side) =>
      takeRows(vectors, width, random.permutation(counts[side]).subarray(0, size)),
    );
    values[i] = await polynomialMmd(a, b, width, products);
  }
  const mean = values.reduce((sum, v) => sum + v, 0) / SUBSETS;
  const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (SUBSETS - 1);
  return { value: mean, error: Math.sqrt((variance * size) / Math.min(...counts)) };
}

/**
 * Unbiased MMD² of equally many vectors [m, width]: the mean of k over pairs within each, without those of a vector with
 * itself, less twice the mean between them.
 */
export async function polynomialMmd(
  x: Float32Array,
  y: Float32Array,
  width: number,
  products: Products,
): Promise<number> {
  const m = x.length / width;
  const within = async (a: Float32Array) => kernelSum(await products.double(a, a, width), width, m);
  const between = kernelSum(await products.double(x, y, width), width);
  return ((await within(x)) + (await within(y))) / (m * (m - 1)) - (2 * between) / (m * m);
}

/** Σ (x·y/d + 1)³ over products x·y; without the diagonal of [m, m] where m is given. */
function kernelSum(products: Float64Array, d: number, m?: number): number {
  let sum = 0;
  const kernel = (product: number) => {
    const base = product / d + 1;
    return base * base * base;
  };
  for (let at = 0; at < products.length; at++) sum += kernel(products[at]);
  if (m === undefined) return sum;
  for (let i = 0; i < m; i++) sum -= kernel(products[i * (m + 1)]);
  return sum;
}
