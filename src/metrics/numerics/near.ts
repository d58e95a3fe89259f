import type { Product, Products } from './products.ts';

/** Vectors of `width` numbers with their squared lengths. */
export interface Points {
  /** [count, width] */
  readonly values: Float32Array;
  readonly width: number;
  readonly count: number;
  /** [count] */
  readonly squares: Float64Array;
}

export function pointsOf(values: Float32Array, width: number): Points {
  const count = values.length / width;
  const squares = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let sum = 0;
    for (let c = i * width; c < (i + 1) * width; c++) sum += values[c] * values[c];
    squares[i] = sum;
  }
  return { values, width, count, squares };
}

/** Squared distance of point i of a and point j of b, in double precision; the same either way round. */
export function squaredDistance(a: Points, i: number, b: Points, j: number): number {
  let sum = 0;
  for (let c = 0, p = i * a.width, q = j * b.width; c < a.width; c++, p++, q++) {
    const difference = a.values[p] - b.values[q];
    sum += difference * difference;
  }
  return sum;
}

/** Squared distances that are held at once. */
const HELD = 4_000_000;

/**
 * Visits the points of a, each with its squared distances to all points of b. They come from products of matrices; none is
 * further than `slack` from {@link squaredDistance}, which decides where that matters.
 */
export async function eachPoint(
  products: Products,
  a: Points,
  b: Points,
  visit: (i: number, squares: Float64Array, slack: number) => void,
): Promise<void> {
  const rows = Math.max(1, Math.floor(HELD / b.count));
  const squares = new Float64Array(b.count);
  const longest = Math.sqrt(b.squares.reduce((top, s) => Math.max(top, s), 0));
  for (let start = 0; start < a.count; start += rows) {
    const part = a.values.subarray(start * a.width, (start + rows) * a.width);
    const product = await products.single(part, b.values, a.width);
    for (let i = start; i < Math.min(start + rows, a.count); i++) {
      const at = (i - start) * b.count;
      for (let j = 0; j < b.count; j++) squares[j] = a.squares[i] + b.squares[j] - 2 * product[at + j];
      visit(i, squares, slackOf(product, a.width, Math.sqrt(a.squares[i]), longest));
    }
  }
}

/** Bound of the rounding of |x|² + |y|² − 2 x·y. */
function slackOf(product: Product, width: number, x: number, y: number): number {
  const unit = product instanceof Float32Array ? 2 ** -24 : 2 ** -46;
  return 2 * (width + 2) * unit * x * y + 2 ** -46 * width * (x + y) ** 2;
}

/**
 * The nearest points of b to each point of a.
 * @param k how many
 * @returns indices into b, [a.count, k], and squared distances, ascending; ties in the order of b
 */
export async function nearest(products: Products, a: Points, b: Points, k: number) {
  const indices = new Uint32Array(a.count * k);
  const squares = new Float64Array(a.count * k);
  await eachPoint(products, a, b, (i, near, slack) => {
    const limit = kthSmallest(near, k) + 2 * slack;
    const found: { j: number; square: number }[] = [];
    for (let j = 0; j < near.length; j++) {
      if (near[j] <= limit) found.push({ j, square: squaredDistance(a, i, b, j) });
    }
    found.sort((p, q) => p.square - q.square || p.j - q.j);
    for (let r = 0; r < k; r++) {
      indices[i * k + r] = found[r].j;
      squares[i * k + r] = found[r].square;
    }
  });
  return { indices, squares };
}

function kthSmallest(values: Float64Array, k: number): number {
  const least = new Float64Array(k).fill(Number.POSITIVE_INFINITY);
  for (const value of values) {
    if (value >= least[k - 1]) continue;
    let at = k - 1;
    for (; at > 0 && least[at - 1] > value; at--) least[at] = least[at - 1];
    least[at] = value;
  }
  return least[k - 1];
}

/** Squared distance from each point to its k-th nearest neighbour among the others; [count] for each k. */
export async function neighbourRadii(
  products: Products,
  points: Points,
  ks: readonly number[],
): Promise<Float64Array[]> {
  const most = Math.max(...ks) + 1; // the point itself is the first
  const { squares } = await nearest(products, points, points, most);
  return ks.map(k => Float64Array.from({ length: points.count }, (_, i) => squares[i * most + k]));
}
