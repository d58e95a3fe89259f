/** An image of one channel with values from 0 to 1. */
export interface Plane {
  readonly values: Float64Array;
  readonly height: number;
  readonly width: number;
}

/** Exponents of the five scales of Wang et al. 2003, the finest first. */
const WEIGHTS = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333];
/** Side and deviation of the Gaussian window. */
const [WINDOW, SIGMA] = [11, 1.5];
/** Constants that keep quotients of dark and even regions stable. */
const [C1, C2] = [0.01 ** 2, 0.03 ** 2];
/** A scale with a shorter side is left out. */
const LEAST_SIDE = 8;

/**
 * Multi-scale structural similarity of two images of the same shape, the product of contrast and structure at each scale and of
 * luminance at the coarsest: 1 for equal images. Windows are Gaussians of 11 pixels that lie within the image, narrower where it is
 * smaller; a coarser scale is the mean of 2 × 2 pixels. Images that are too small for five scales have fewer, with exponents
 * that sum to 1: two at 28 pixels, three at 32, five from 128 on. A negative factor counts as 0.
 * @param a planes of the channels
 * @see Wang, Simoncelli & Bovik 2003, "Multiscale structural similarity for image quality assessment"
 */
export function similarity(a: readonly Plane[], b: readonly Plane[]): number {
  const levels = scalesOf(a[0]);
  const total = WEIGHTS.slice(0, levels).reduce((sum, w) => sum + w, 0);
  let [x, y, product] = [a, b, 1];
  for (let level = 0; level < levels; level++) {
    const parts = x.map((plane, c) => compare(plane, y[c]));
    const last = level === levels - 1;
    const factor = mean(parts.map(({ structure, whole }) => (last ? whole : structure)));
    product *= Math.max(0, factor) ** (WEIGHTS[level] / total);
    if (!last) [x, y] = [x.map(halved), y.map(halved)];
  }
  return product;
}

/** Scales that an image is large enough for; at least one. */
function scalesOf({ height, width }: Plane): number {
  const halvings = Math.floor(Math.log2(Math.min(height, width) / LEAST_SIDE));
  return Math.min(WEIGHTS.length, Math.max(1, halvings + 1));
}

const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, v) => sum + v, 0) / values.length;

/** Means over windows of contrast times structure, and of the same times luminance. */
function compare(a: Plane, b: Plane): { structure: number; whole: number } {
  const products = (p: Plane, q: Plane) => ({ ...p, values: p.values.map((v, i) => v * q.values[i]) });
  const window = windowFor(a);
  const [ma, mb, aa, bb, ab] = [a, b, products(a, a), products(b, b), products(a, b)].map(plane =>
    filtered(plane, window),
  );
  let [structure, whole] = [0, 0];
  for (let i = 0; i < ma.length; i++) {
    const [mu, nu] = [ma[i], mb[i]];
    const variances = aa[i] - mu * mu + bb[i] - nu * nu;
    const contrast = (2 * (ab[i] - mu * nu) + C2) / (variances + C2);
    structure += contrast / ma.length;
    whole += (contrast * (2 * mu * nu + C1)) / (mu * mu + nu * nu + C1) / ma.length;
  }
  return { structure, whole };
}

function windowFor({ height, width }: Plane): number[] {
  const side = Math.min(WINDOW, height, width);
  const sigma = (SIGMA * side) / WINDOW;
  const weights = Array.from({ length: side }, (_, i) =>
    Math.exp(-(((i - (side - 1) / 2) / sigma) ** 2) / 2),
  );
  const total = weights.reduce((sum, w) => sum + w, 0);
  return weights.map(w => w / total);
}

/** Weighted means over the windows that lie within the plane, rows first. */
function filtered({ values, height, width }: Plane, window: readonly number[]): Float64Array {
  const [rows, columns] = [height - window.length + 1, width - window.length + 1];
  const across = new Float64Array(height * columns);
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < columns; j++) {
      for (let k = 0; k < window.length; k++)
        across[i * columns + j] += window[k] * values[i * width + j + k];
    }
  }
  const out = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < window.length; k++) {
      for (let j = 0; j < columns; j++) out[i * columns + j] += window[k] * across[(i + k) * columns + j];
    }
  }
  return out;
}

/** Means of 2 × 2 pixels; a last odd row or column is left out. */
function halved({ values, height, width }: Plane): Plane {
  const [rows, columns] = [height >> 1, width >> 1];
  const out = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const at = 2 * i * width + 2 * j;
      out[i * columns + j] = (values[at] + values[at + 1] + values[at + width] + values[at + width + 1]) / 4;
    }
  }
  return { values: out, height: rows, width: columns };
}
