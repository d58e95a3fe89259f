import { UserError } from '../../util/error.ts';
import { alike } from '../alike.ts';
import { cover } from '../charts.ts';
import type { Distribution } from '../distributions/types.ts';
import { integratePieces, type Piece, type QuadratureOptions } from '../quadrature.ts';
import { compare, type Law } from './compare.ts';

/** Whether both laws have densities on the line. */
export const areDense = (...laws: Law[]) => laws.every(p => 'quantile' in p && !p.discrete);

/** log Σ p^α q^{1−α} for 0 < α < ∞, α ≠ 1: its own digits are kept when it is near 0 and when the sum underflows. */
export function logAffinity(alpha: number, p: Law, q: Law, options?: QuadratureOptions): number {
  const k = alpha - 1;
  if (areDense(p, q)) {
    if (alike(p as Distribution, q as Distribution)) return 0;
    const value = logIntegral(alpha, p as Distribution, q as Distribution, options);
    if (!(Math.abs(value) < 0.5)) return value;
  }
  const excess = compare('renyi', p, q, excessTerms(k), options);
  if (excess > -0.5) return Math.log1p(excess);
  const sum = compare('renyi', p, q, powerTerms(alpha), { absolute: 0, ...options });
  if (sum === 0 && 'dimension' in p) {
    throw new UserError('renyi: expected laws that overlap, got ones too far apart; move them nearer');
  }
  return Math.log(sum);
}

/** p^α q^{1−α} − αp − (1−α)q, of one sign; its sum is Σ p^α q^{1−α} − 1. */
function excessTerms(k: number) {
  return {
    term(p: number, q: number) {
      if (p === 0) return k * q;
      if (q === 0) return k > 0 ? Infinity : -(k + 1) * p;
      return p * excessOf(Math.log(p / q), k);
    },
    logTerm(a: number, b: number) {
      if (a === -Infinity) return k * Math.exp(b);
      if (b === -Infinity) return k > 0 ? Infinity : -(k + 1) * Math.exp(a);
      if (Math.abs(a - b) < 30) return Math.exp(a) * excessOf(a - b, k);
      return Math.exp(a + k * (a - b)) - (k + 1) * Math.exp(a) + k * Math.exp(b);
    },
  };
}

/** e^{kr} − 1 − k + k e^{−r}, by its series Σ rⁿ (kⁿ + (−1)ⁿ k)/n! where the terms cancel. */
function excessOf(r: number, k: number): number {
  if (Math.abs(r) * Math.max(1, Math.abs(k)) > 0.02) return Math.expm1(k * r) + k * Math.expm1(-r);
  let [sum, power, minus] = [0, k * r, -r];
  for (let n = 2; n < 9; n++) {
    power *= (k * r) / n;
    minus *= -r / n;
    sum += power + k * minus;
  }
  return sum;
}

function powerTerms(alpha: number) {
  const power = (a: number, b: number) => {
    if (a === -Infinity) return 0;
    if (b === -Infinity) return alpha > 1 ? Infinity : 0;
    return Math.exp(alpha * a + (1 - alpha) * b);
  };
  return { term: (p: number, q: number) => power(Math.log(p), Math.log(q)), logTerm: power };
}

/** log ∫ p^α q^{1−α} from the logarithm of the integrand, with its greatest value taken out and a cut made there. */
function logIntegral(alpha: number, p: Distribution, q: Distribution, options?: QuadratureOptions): number {
  const pieces = cover(p, q, (a, b, step) => {
    if (a === -Infinity) return -Infinity;
    if (b === -Infinity) return alpha > 1 ? Infinity : -Infinity;
    return alpha * a + (1 - alpha) * b + step;
  });
  if (pieces.some(grows)) return Infinity;
  const peaks = pieces.map(highest);
  const top = Math.max(...peaks.map(peak => peak.value));
  if (!Number.isFinite(top)) return top;
  const scaled = pieces.map((piece, i) => ({
    ...piece,
    f: (s: number) => Math.exp(piece.f(s) - top),
    cuts: around(piece, peaks[i]),
  }));
  return top + Math.log(integratePieces(scaled, { ...options, absolute: 0 }));
}

/** Whether the logarithm of an integrand rises without end in an open piece. */
function grows({ f, cuts, open }: Piece): boolean {
  const end = cuts[cuts.length - 1];
  const [a, b, c] = [0.5, 0.75, 1].map(share => f(share * end));
  return open === true && c > b && b > a && c - b > 1e-9 * end;
}

/** The cuts of a piece and more of them around its peak, ever nearer until the integrand is within 1/e of it. */
function around({ f, cuts }: Piece, { at, value }: { at: number; value: number }): number[] {
  const [low, high] = [cuts[0], cuts[cuts.length - 1]];
  const more = [at];
  for (let d = high - low; d > 1e-15 * Math.abs(at); d /= 8) {
    const near = [at - d, at + d].filter(s => s > low && s < high);
    more.push(...near);
    if (near.length > 0 && near.every(s => f(s) > value - 1)) break;
  }
  return [...new Set([...cuts, ...more])].sort((a, b) => a - b);
}

/** The highest place of a piece: sampled between its cuts, then narrowed by the golden section. */
function highest({ f, cuts }: Piece): { at: number; value: number } {
  const points = cuts
    .slice(1)
    .flatMap((b, i) => Array.from({ length: 8 }, (_, j) => cuts[i] + ((b - cuts[i]) * j) / 8));
  points[0] = points[0] + 1e-9 * (points[1] - points[0]); // the wall itself may be singular
  let best = 0;
  for (let i = 1; i < points.length; i++) if (f(points[i]) > f(points[best])) best = i;
  let [low, high] = [points[Math.max(0, best - 1)], points[Math.min(points.length - 1, best + 1)]];
  const golden = (Math.sqrt(5) - 1) / 2;
  for (let n = 0; n < 60; n++) {
    const [a, b] = [high - golden * (high - low), low + golden * (high - low)];
    if (f(a) >= f(b)) high = b;
    else low = a;
  }
  const at = 0.5 * (low + high);
  return f(at) >= f(points[best]) ? { at, value: f(at) } : { at: points[best], value: f(points[best]) };
}
