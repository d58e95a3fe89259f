import { sampleLength } from '../data/dataset.ts';
import { Random } from '../util/random.ts';
import { metric } from './metric.ts';
import { Products } from './numerics/products.ts';

/** Directions that images are projected on. */
const DIRECTIONS = 256;

export interface Projections {
  /** [directions, length], of length 1 in units of black to white. */
  readonly directions: Float32Array;
  /** Of real images, ascending, for each direction. */
  readonly reals: readonly Float32Array[];
  readonly length: number;
  readonly products: Products;
}

/**
 * Sliced Wasserstein distance W₂ of images in plain pixels, black as 0 and white as 1: over 256 random directions of unit length the root
 * of the mean W₂² of the projections. There is no Laplacian pyramid, as in ProGAN: those figures do not compare.
 * @see Rabin et al. 2012, "Wasserstein barycenter and its application to texture mixing"
 */
export const swd = metric({
  figures: { swd: { title: 'Sliced W₂ of pixels', better: 'less' } },
  needs: { images: true, samples: 2 },
  async prepare({ dataset, samples, seed, reals, engine }): Promise<Projections> {
    const length = sampleLength(dataset);
    const [black, white] = dataset.display ?? [0, 1];
    const directions = unitVectors(seed, length).map(x => x / (white - black));
    const products = new Products(engine);
    const { values } = await reals(samples, seed);
    return { directions, length, products, reals: await projected(directions, values, length, products) };
  },
  async compute({ values }, { directions, reals, length, products }) {
    const made = await projected(directions, values, length, products);
    const squares = made.map((row, i) => squaredDistance(row, reals[i]));
    return { swd: Math.sqrt(squares.reduce((sum, s) => sum + s, 0) / squares.length) };
  },
  floor: { draws: 4, first: 1 },
});

function unitVectors(seed: number, length: number): Float32Array {
  const vectors = new Random(seed, 'swd').normals(new Float32Array(DIRECTIONS * length));
  for (let start = 0; start < vectors.length; start += length) {
    const vector = vectors.subarray(start, start + length);
    const norm = Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0));
    for (let i = 0; i < length; i++) vector[i] /= norm;
  }
  return vectors;
}

/** Projections of images on each direction, ascending. */
async function projected(
  directions: Float32Array,
  images: Float32Array,
  length: number,
  products: Products,
): Promise<Float32Array[]> {
  const product = await products.single(directions, images, length);
  const count = images.length / length;
  return Array.from({ length: DIRECTIONS }, (_, i) =>
    Float32Array.from(product.subarray(i * count, (i + 1) * count)).sort(),
  );
}

/** W₂² of two ascending samples; of different numbers, by the quantiles of the second in the middle of each share of the first. */
function squaredDistance(a: Float32Array, b: Float32Array): number {
  const scale = b.length / a.length;
  return a.reduce((sum, x, i) => sum + (x - b[Math.floor((i + 0.5) * scale)]) ** 2, 0) / a.length;
}
