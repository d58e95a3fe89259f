import { tridiagonalEigenvalues } from './linear.ts';

/**
 * Singular values of a matrix [rows, columns], descending: Householder bidiagonalisation, then the eigenvalues ±σ of the
 * tridiagonal matrix with zero diagonal that interleaves both diagonals. The error of each is within rounding of the
 * largest, small ones included: nothing is squared.
 * @see Golub & Kahan 1965, "Calculating the singular values and pseudo-inverse of a matrix"
 */
export function singularValues(matrix: ArrayLike<number>, rows: number, columns: number): Float64Array {
  if (rows < columns) return singularValues(transposed(matrix, rows, columns), columns, rows);
  const { diagonal, above } = bidiagonalise(Float64Array.from(matrix), rows, columns);
  const off = new Float64Array(2 * columns);
  for (let k = 0; k < columns; k++) {
    off[2 * k] = diagonal[k];
    off[2 * k + 1] = above[k];
  }
  const largest = off.reduce((top, x) => Math.max(top, Math.abs(x)), 0);
  const eigenvalues = tridiagonalEigenvalues(new Float64Array(2 * columns), off, 1e-17 * largest);
  return eigenvalues.subarray(columns).map(Math.abs).sort().reverse();
}

function transposed(a: ArrayLike<number>, rows: number, columns: number): Float64Array {
  const t = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) t[j * rows + i] = a[i * columns + j];
  return t;
}

/** Diagonal and superdiagonal of an upper bidiagonal matrix with the same singular values; overwrites `a`, m ≥ n. */
function bidiagonalise(a: Float64Array, m: number, n: number) {
  const [diagonal, above] = [new Float64Array(n), new Float64Array(n)];
  const [u, v, x] = [new Float64Array(m), new Float64Array(n), new Float64Array(n)];
  for (let k = 0; k < n; k++) {
    for (let i = k; i < m; i++) u[i] = a[i * n + k];
    const left = reflector(u, k, m);
    diagonal[k] = left.alpha;
    if (k === n - 1) break;
    leftProduct(a, m, n, k, u, left.beta, x);
    for (let j = k + 1; j < n; j++) v[j] = a[k * n + j] - u[k] * x[j];
    const right = reflector(v, k + 1, n);
    above[k] = right.alpha;
    update(a, m, n, k, u, x, v, right.beta);
  }
  return { diagonal, above };
}

/** Makes of entries from..to of a vector the v of the reflection 1 − β v vᵀ that takes them to (α, 0, …, 0). */
function reflector(v: Float64Array, from: number, to: number): { alpha: number; beta: number } {
  let scale = 0;
  for (let i = from; i < to; i++) scale = Math.max(scale, Math.abs(v[i]));
  if (scale === 0) return { alpha: 0, beta: 0 };
  let square = 0;
  for (let i = from; i < to; i++) {
    v[i] /= scale; // squares neither overflow nor underflow
    square += v[i] * v[i];
  }
  const alpha = v[from] > 0 ? -Math.sqrt(square) : Math.sqrt(square);
  v[from] -= alpha;
  return { alpha: alpha * scale, beta: -1 / (alpha * v[from]) };
}

/** x ← β uᵀ A over rows k and columns beyond k, four rows at once: each is read once from memory. */
function leftProduct(
  a: Float64Array,
  m: number,
  n: number,
  k: number,
  u: Float64Array,
  beta: number,
  x: Float64Array,
): void {
  x.fill(0, k + 1);
  let i = k;
  for (; i + 4 <= m; i += 4) {
    const [u0, u1, u2, u3] = [u[i], u[i + 1], u[i + 2], u[i + 3]];
    const r0 = i * n;
    const [r1, r2, r3] = [r0 + n, r0 + 2 * n, r0 + 3 * n];
    for (let j = k + 1; j < n; j++) x[j] += u0 * a[r0 + j] + u1 * a[r1 + j] + u2 * a[r2 + j] + u3 * a[r3 + j];
  }
  for (; i < m; i++) for (let j = k + 1; j < n; j++) x[j] += u[i] * a[i * n + j];
  for (let j = k + 1; j < n; j++) x[j] *= beta;
}

/** A ← (A − u xᵀ)(1 − β v vᵀ) below row k and right of column k, two rows at once. */
function update(
  a: Float64Array,
  m: number,
  n: number,
  k: number,
  u: Float64Array,
  x: Float64Array,
  v: Float64Array,
  beta: number,
): void {
  let i = k + 1;
  for (; i + 2 <= m; i += 2) {
    const [p, q] = [i * n, (i + 1) * n];
    const [u0, u1] = [u[i], u[i + 1]];
    let [dot0, dot1] = [0, 0];
    for (let j = k + 1; j < n; j++) {
      const [a0, a1] = [a[p + j] - u0 * x[j], a[q + j] - u1 * x[j]];
      a[p + j] = a0;
      a[q + j] = a1;
      dot0 += a0 * v[j];
      dot1 += a1 * v[j];
    }
    const [y0, y1] = [beta * dot0, beta * dot1];
    for (let j = k + 1; j < n; j++) {
      a[p + j] -= y0 * v[j];
      a[q + j] -= y1 * v[j];
    }
  }
  if (i < m) {
    const p = i * n;
    let dot = 0;
    for (let j = k + 1; j < n; j++) {
      a[p + j] -= u[i] * x[j];
      dot += a[p + j] * v[j];
    }
    for (let j = k + 1; j < n; j++) a[p + j] -= beta * dot * v[j];
  }
}
