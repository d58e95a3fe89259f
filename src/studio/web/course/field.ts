import { cholesky } from '../../../theory/index.ts';
import type { Random } from '../../../util/random.ts';

/** Correlation of pixels at distance d along an axis: exp(−d²/2ℓ²), and a little of their own. */
function kernel(n: number, reach: number): Float64Array {
  const k = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) k[i * n + j] = Math.exp(-0.5 * ((i - j) / reach) ** 2) * (1 - 1e-6);
    k[i * n + i] += 1e-6;
  }
  return k;
}

/** L with L Lᵀ the correlation of n pixels in a row; the identity where `reach` is 0. */
export function mixing(n: number, reach: number): Float64Array {
  if (reach > 0) return cholesky('mixing', kernel(n, reach), n);
  return Float64Array.from({ length: n * n }, (_, k) => (k % (n + 1) === 0 ? 1 : 0));
}

/** L z: n correlated normals from n independent ones. */
export function blend(l: ArrayLike<number>, z: ArrayLike<number>): Float64Array {
  const n = z.length;
  const x = new Float64Array(n);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) x[i] += l[i * n + j] * z[j];
  return x;
}

/** A square normal field L Z Lᵀ: the correlation is the product of those along rows and columns. */
export function field(l: ArrayLike<number>, n: number, random: Random): Float64Array {
  const rows = new Float64Array(n * n);
  for (let i = 0; i < n; i++) rows.set(blend(l, random.normals(new Float64Array(n))), i * n);
  const out = new Float64Array(n * n);
  const column = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < n; i++) column[i] = rows[i * n + j];
    const mixed = blend(l, column);
    for (let i = 0; i < n; i++) out[i * n + j] = mixed[i];
  }
  return out;
}

/** A picture from three numbers: a soft disc at (x, y) of radius r, all in [0, 1]; grey values in [0, 1]. */
export function disc(n: number, x: number, y: number, radius: number): Float64Array {
  const out = new Float64Array(n * n);
  const r = n * (0.08 + 0.25 * radius);
  const [cx, cy] = [n * (0.2 + 0.6 * x), n * (0.8 - 0.6 * y)];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const distance = Math.hypot(j + 0.5 - cx, i + 0.5 - cy);
      out[i * n + j] = 1 / (1 + Math.exp(1.6 * (distance - r)));
    }
  }
  return out;
}
