import { UserError } from '../util/error.ts';

/**
 * Lower triangular L with L Lᵀ = A, for a symmetric positive semi-definite A of n × n entries, row by row.
 * A pivot within rounding of 0 gives a zero column, so singular covariances are allowed.
 * @throws UserError when A is not symmetric or has a negative direction
 */
export function cholesky(where: string, a: ArrayLike<number>, n: number): Float64Array {
  checkSymmetric(where, a, n);
  const l = new Float64Array(n * n);
  let scale = 0;
  for (let i = 0; i < n; i++) scale = Math.max(scale, Math.abs(a[i * n + i]));
  const floor = scale * n * 1e-14;
  for (let j = 0; j < n; j++) {
    const pivot = a[j * n + j] - rowProduct(l, n, j, j, j);
    if (!(pivot >= -floor)) {
      throw new UserError(
        `${where}: expected a positive semi-definite covariance, got pivot ${pivot} at ${j}; mend the matrix`,
      );
    }
    const root = pivot > floor ? Math.sqrt(pivot) : 0;
    l[j * n + j] = root;
    for (let i = j + 1; i < n; i++) {
      const rest = a[i * n + j] - rowProduct(l, n, i, j, j);
      if (root === 0 && Math.abs(rest) > Math.sqrt(floor * scale)) {
        throw new UserError(
          `${where}: expected a positive semi-definite covariance, got an indefinite one; mend it`,
        );
      }
      l[i * n + j] = root > 0 ? rest / root : 0;
    }
  }
  return l;
}

/** Σ_{k < length} L[i, k] L[j, k]. */
function rowProduct(l: Float64Array, n: number, i: number, j: number, length: number): number {
  let sum = 0;
  for (let k = 0; k < length; k++) sum += l[i * n + k] * l[j * n + k];
  return sum;
}

function checkSymmetric(where: string, a: ArrayLike<number>, n: number): void {
  if (a.length !== n * n) {
    throw new UserError(
      `${where}: expected a covariance of ${n} × ${n} = ${n * n} entries, got ${a.length}; give it row by row`,
    );
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const [x, y] = [a[i * n + j], a[j * n + i]];
      if (!(Math.abs(x - y) <= 1e-9 * (1 + Math.abs(x) + Math.abs(y)))) {
        throw new UserError(
          `${where}: expected a symmetric covariance, got ${x} at (${i}, ${j}) and ${y} at (${j}, ${i}); mend it`,
        );
      }
    }
  }
}

/** C = A B for row-major A [n, m] and B [m, p]. */
export function product(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  n: number,
  m: number,
  p: number,
): Float64Array {
  const c = new Float64Array(n * p);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < m; k++) {
      const x = a[i * m + k];
      if (x !== 0) for (let j = 0; j < p; j++) c[i * p + j] += x * b[k * p + j];
    }
  }
  return c;
}

/** Transpose of a row-major [n, m]. */
export function transpose(a: ArrayLike<number>, n: number, m: number): Float64Array {
  const t = new Float64Array(n * m);
  for (let i = 0; i < n; i++) for (let j = 0; j < m; j++) t[j * n + i] = a[i * m + j];
  return t;
}

/**
 * Eigenvalues of a symmetric matrix, ascending: Householder tridiagonalisation, then implicit QL.
 * @see Golub & Van Loan, Matrix Computations, 8.3 (EISPACK tred1 and tql1)
 */
export function symmetricEigenvalues(matrix: ArrayLike<number>, n: number): Float64Array {
  const { diagonal, off } = tridiagonalise(Float64Array.from(matrix), n);
  return tridiagonalEigenvalues(diagonal, off);
}

/**
 * Eigenvalues of a symmetric tridiagonal matrix, ascending, by implicit QL; overwrites both arrays.
 * @param off the n − 1 entries beside the diagonal, with room for one more
 * @param negligible entries beside the diagonal that count as 0, as do those within rounding of their neighbours
 */
export function tridiagonalEigenvalues(
  diagonal: Float64Array,
  off: Float64Array,
  negligible = 0,
): Float64Array {
  const n = diagonal.length;
  const splits = (m: number) =>
    Math.abs(off[m]) <= Math.max(negligible, 1e-16 * (Math.abs(diagonal[m]) + Math.abs(diagonal[m + 1])));
  for (let l = 0; l < n; l++) {
    for (let sweep = 0; sweep < 60; sweep++) {
      let m = l;
      while (m < n - 1 && !splits(m)) m++;
      if (m === l) break;
      implicitStep(diagonal, off, l, m);
    }
  }
  return diagonal.sort();
}

function tridiagonalise(a: Float64Array, n: number) {
  const v = new Float64Array(n);
  const w = new Float64Array(n);
  const off = new Float64Array(n);
  const negligible = a.reduce((top, x) => Math.max(top, Math.abs(x)), 0) * 1e-150; // squares would underflow
  for (let k = 0; k < n - 1; k++) {
    const below = a[(k + 1) * n + k];
    let norm = 0;
    for (let i = k + 1; i < n; i++) norm = Math.hypot(norm, a[i * n + k]);
    if (k === n - 2 || norm <= negligible) {
      off[k] = norm <= negligible ? 0 : below;
      continue;
    }
    off[k] = below > 0 ? -norm : norm;
    reflect(a, n, k, off[k], v, w);
  }
  return { diagonal: Float64Array.from({ length: n }, (_, i) => a[i * n + i]), off };
}

/** A ← H A H with the Householder reflection H that clears column k below its subdiagonal. */
function reflect(
  a: Float64Array,
  n: number,
  k: number,
  alpha: number,
  v: Float64Array,
  w: Float64Array,
): void {
  let square = 0;
  for (let i = k + 1; i < n; i++) {
    v[i] = a[i * n + k] - (i === k + 1 ? alpha : 0);
    square += v[i] * v[i];
  }
  const beta = 2 / square;
  let vw = 0;
  for (let i = k + 1; i < n; i++) {
    let sum = 0;
    for (let j = k + 1; j < n; j++) sum += a[i * n + j] * v[j];
    w[i] = beta * sum;
    vw += v[i] * w[i];
  }
  for (let i = k + 1; i < n; i++) w[i] -= 0.5 * beta * vw * v[i];
  for (let i = k + 1; i < n; i++) {
    for (let j = k + 1; j < n; j++) a[i * n + j] -= v[i] * w[j] + w[i] * v[j];
  }
}

/** One QL sweep with Wilkinson's shift on rows l … m of a tridiagonal matrix. */
function implicitStep(d: Float64Array, e: Float64Array, l: number, m: number): void {
  let g = (d[l + 1] - d[l]) / (2 * e[l]);
  const r = Math.hypot(g, 1);
  g = d[m] - d[l] + e[l] / (g + (g >= 0 ? r : -r));
  let [s, c, p] = [1, 1, 0];
  for (let i = m - 1; i >= l; i--) {
    const f = s * e[i];
    const b = c * e[i];
    const h = Math.hypot(f, g);
    e[i + 1] = h;
    if (h === 0) {
      d[i + 1] -= p;
      e[m] = 0;
      return;
    }
    s = f / h;
    c = g / h;
    g = d[i + 1] - p;
    const t = (d[i] - g) * s + 2 * c * b;
    p = s * t;
    d[i + 1] = g + p;
    g = c * t - b;
  }
  d[l] -= p;
  e[l] = g;
  e[m] = 0;
}
