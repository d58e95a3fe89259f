import { HALF_LOG_TWO_PI } from './erf.ts';

const SHIFT = 15;
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156, -3617 / 122400];

function stirlingSeries(x: number): number {
  const s = 1 / (x * x);
  let value = 0;
  for (let i = STIRLING.length - 1; i >= 0; i--) value = value * s + STIRLING[i];
  return value / x;
}

/** log Γ(x) for x > 0; absolute error below 1e-14 · max(1, |log Γ(x)|). Recurrence to x ≥ 15, then Stirling. */
export function logGamma(x: number): number {
  let product = 1;
  let y = x;
  for (; y < SHIFT; y++) product *= y;
  return (y - 0.5) * Math.log(y) - y + HALF_LOG_TWO_PI + stirlingSeries(y) - Math.log(product);
}

/** log Γ(x + 1) − (x + ½) log x + x − ½ log 2π: what Stirling's formula leaves out. */
export function stirlingError(x: number): number {
  if (x >= SHIFT) return stirlingSeries(x);
  return logGamma(x) - (x - 0.5) * Math.log(x) + x - HALF_LOG_TWO_PI;
}

/**
 * Deviance term x log(x/m) + m − x ≥ 0 without cancellation near x = m.
 * @see Loader 2000, "Fast and accurate computation of binomial probabilities"
 */
export function deviance(x: number, m: number): number {
  if (x === 0 || m === 0) return m === 0 ? (x === 0 ? 0 : Infinity) : m;
  const d = x - m;
  const v = d / (x + m);
  if (v > 0.05 || v < -0.05) return x * Math.log(x / m) - d;
  const w = v * v; // d v + 2x (v³/3 + v⁵/5 + …), the series of 2x artanh v − d
  const odd = 1 / 3 + w * (1 / 5 + w * (1 / 7 + w * (1 / 9 + w * (1 / 11 + w / 13))));
  return v * (d + 2 * x * w * odd);
}

/** Digamma ψ(x) = d/dx log Γ(x) for x > 0. */
export function digamma(x: number): number {
  let value = 0;
  let y = x;
  for (; y < SHIFT; y++) value -= 1 / y;
  const s = 1 / (y * y);
  const series =
    s * (1 / 12 - s * (1 / 120 - s * (1 / 252 - s * (1 / 240 - s * (1 / 132 - s * (691 / 32760 - s / 12))))));
  return value + Math.log(y) - 0.5 / y - series;
}

/** log of x^a e^{−x} / Γ(a + 1), in Loader's saddle-point form: accurate for large a as well. */
export function logPoisson(a: number, x: number): number {
  if (a < 1e-3) return a * Math.log(x) - x - logGamma(a + 1);
  return -stirlingError(a) - deviance(a, x) - 0.5 * Math.log(a) - HALF_LOG_TWO_PI;
}

function lowerSeries(a: number, x: number): number {
  let term = 1;
  let sum = 1;
  for (let n = 1; n < 100000 && term > sum * 1e-17; n++) sum += term *= x / (a + n);
  return Math.exp(logPoisson(a, x)) * sum; // x^a e^{−x} / Γ(a + 1) · Σ xⁿ / ((a+1)…(a+n))
}

function upperFraction(a: number, x: number): number {
  const tiny = 1e-300;
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let h = d;
  for (let i = 1; i < 100000; i++) {
    const an = -i * (i - a);
    b += 2;
    d = 1 / (an * d + b || tiny);
    c = b + an / c || tiny;
    h *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return Math.exp(logPoisson(a, x) + Math.log(a)) * h;
}

/** Regularised incomplete gamma functions [P(a, x), Q(a, x)], each accurate where it is the small one. */
export function incompleteGamma(a: number, x: number): [lower: number, upper: number] {
  if (x <= 0) return [0, 1];
  if (x === Infinity) return [1, 0];
  if (x < a + 1) {
    const lower = lowerSeries(a, x);
    return [lower, 1 - lower];
  }
  const upper = upperFraction(a, x);
  return [1 - upper, upper];
}
