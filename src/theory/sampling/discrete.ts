import type { Random } from '../../util/random.ts';
import { checkLaw } from '../check.ts';
import { lowerBound } from '../distributions/discrete.ts';

/** Draws outcomes 0 … n − 1 of a discrete law. */
export interface IndexSampler {
  sample(random: Random): number;
}

/** Inverse transform on the cumulative sums: smallest k with F(k) ≥ U, O(log n) a draw, monotone in U. */
export function searchSampler(p: ArrayLike<number>): IndexSampler {
  checkLaw('searchSampler', 'p', p);
  const cumulative = new Float64Array(p.length);
  let last = 0;
  for (let k = 0, sum = 0; k < p.length; k++) {
    cumulative[k] = sum += p[k];
    if (p[k] > 0) last = k;
  }
  const total = cumulative[p.length - 1]; // 1 up to rounding, which the scaling of U absorbs
  return { sample: random => Math.min(last, lowerBound(cumulative, random.uniform() * total)) };
}

/**
 * Alias method: n columns of equal mass, each split between two outcomes; O(1) a draw, O(n) to build,
 * exact up to the 32 bits of each uniform.
 * @see Walker 1977; Vose 1991
 */
export function aliasSampler(p: ArrayLike<number>): IndexSampler {
  checkLaw('aliasSampler', 'p', p);
  const n = p.length;
  let sum = 0;
  for (let k = 0; k < n; k++) sum += p[k];
  const scaled = Float64Array.from(p, x => (x * n) / sum);
  const alias = Uint32Array.from({ length: n }, (_, k) => k);
  const small: number[] = [];
  const large: number[] = [];
  for (let k = 0; k < n; k++) (scaled[k] < 1 ? small : large).push(k);
  while (small.length > 0 && large.length > 0) {
    const [s, l] = [small.pop()!, large.pop()!];
    alias[s] = l;
    scaled[l] -= 1 - scaled[s];
    (scaled[l] < 1 ? small : large).push(l);
  }
  for (const k of [...small, ...large]) scaled[k] = scaled[k] > 0 ? 1 : 0; // full up to rounding
  return {
    sample(random) {
      const k = random.integer(n);
      return random.uniform() < scaled[k] ? k : alias[k];
    },
  };
}
