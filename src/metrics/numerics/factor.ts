/** A matrix L [size, rank] with L Lᵀ equal to a positive semi-definite one. */
export interface Factor {
  readonly size: number;
  readonly rank: number;
  /** [size, rank] */
  readonly values: Float64Array;
  /** [size]: entries of each row beyond so many are 0. */
  readonly reach: Uint32Array;
}

/**
 * Cholesky factor with the largest pivot first. It ends where what is left is rounding, so a singular matrix, such as the
 * covariance of fewer vectors than numbers, has a factor of as many columns as its rank.
 * @param matrix symmetric, [size, size]; it is not changed
 * @see Higham, Accuracy and Stability of Numerical Algorithms, 10.3
 */
export function pivotedCholesky(matrix: Float64Array, size: number): Factor {
  const values = new Float64Array(size * size);
  const reach = new Uint32Array(size).fill(size);
  const rest = Float64Array.from({ length: size }, (_, i) => matrix[i * size + i]);
  const negligible = size * Number.EPSILON * rest.reduce((top, x) => Math.max(top, x), 0);
  let rank = 0;
  for (; rank < size; rank++) {
    const pivot = largest(rest, reach, rank);
    if (!(rest[pivot] > negligible)) break;
    addColumn(matrix, values, size, pivot, rank, rest, reach);
    reach[pivot] = rank + 1;
  }
  return compact(values, size, rank, reach);
}

/** The row with the largest rest among those that were no pivot yet. */
function largest(rest: Float64Array, reach: Uint32Array, rank: number): number {
  let best = -1;
  for (let i = 0; i < rest.length; i++) {
    if (reach[i] > rank && (best < 0 || rest[i] > rest[best])) best = i;
  }
  return best;
}

function addColumn(
  matrix: Float64Array,
  values: Float64Array,
  size: number,
  pivot: number,
  rank: number,
  rest: Float64Array,
  reach: Uint32Array,
): void {
  const root = Math.sqrt(rest[pivot]);
  const top = pivot * size;
  for (let i = 0; i < size; i++) {
    if (reach[i] <= rank) continue;
    const row = i * size;
    const entry = i === pivot ? root : (matrix[top + i] - dot(values, row, top, rank)) / root;
    values[row + rank] = entry;
    rest[i] -= entry * entry;
  }
}

/** Of `length` numbers from p and from q on, as four sums that do not wait for each other. */
function dot(values: Float64Array, p: number, q: number, length: number): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  let k = 0;
  for (; k + 4 <= length; k += 4) {
    s0 += values[p + k] * values[q + k];
    s1 += values[p + k + 1] * values[q + k + 1];
    s2 += values[p + k + 2] * values[q + k + 2];
    s3 += values[p + k + 3] * values[q + k + 3];
  }
  for (; k < length; k++) s0 += values[p + k] * values[q + k];
  return s0 + s1 + s2 + s3;
}

function compact(values: Float64Array, size: number, rank: number, reach: Uint32Array): Factor {
  if (rank === size) return { size, rank, values, reach };
  const kept = new Float64Array(size * rank);
  for (let i = 0; i < size; i++) kept.set(values.subarray(i * size, i * size + rank), i * rank);
  return { size, rank, values: kept, reach: reach.map(columns => Math.min(columns, rank)) };
}

/** Aᵀ B of factors of one size: [rank of A, rank of B]. */
export function transposedProduct(a: Factor, b: Factor): Float64Array {
  const product = new Float64Array(a.rank * b.rank);
  const rows = Uint32Array.from({ length: a.size }, (_, i) => i).sort((i, j) => b.reach[i] - b.reach[j]);
  for (let at = 0; at < rows.length; at += 4) addRows(a, b, rows.subarray(at, at + 4), product);
  return product;
}

/** Adds the outer products of at most four rows of A and B: the product is passed over once for them. */
function addRows(a: Factor, b: Factor, rows: Uint32Array, product: Float64Array): void {
  const most = (factor: Factor) => rows.reduce((top, i) => Math.max(top, factor.reach[i]), 0);
  const [height, width] = [most(a), most(b)];
  const [i0, i1, i2, i3] = rows;
  const offset = (i: number | undefined, factor: Factor) => (i ?? 0) * factor.rank;
  const [a0, a1, a2, a3] = [i0, i1, i2, i3].map(i => offset(i, a));
  const [b0, b1, b2, b3] = [i0, i1, i2, i3].map(i => offset(i, b));
  for (let r = 0; r < height; r++) {
    const x0 = a.values[a0 + r];
    const x1 = i1 === undefined ? 0 : a.values[a1 + r];
    const x2 = i2 === undefined ? 0 : a.values[a2 + r];
    const x3 = i3 === undefined ? 0 : a.values[a3 + r];
    const at = r * b.rank;
    for (let c = 0; c < width; c++) {
      product[at + c] +=
        x0 * b.values[b0 + c] + x1 * b.values[b1 + c] + x2 * b.values[b2 + c] + x3 * b.values[b3 + c];
    }
  }
}
