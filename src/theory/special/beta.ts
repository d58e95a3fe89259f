import { HALF_LOG_TWO_PI } from './erf.ts';
import { deviance, logGamma, stirlingError } from './gamma.ts';

/** log B(a, b) = log Γ(a) + log Γ(b) − log Γ(a + b), without cancellation for large a and b. */
export function logBeta(a: number, b: number): number {
  const small = Math.min(a, b);
  const large = Math.max(a, b);
  if (large < 15) return logGamma(a) + logGamma(b) - logGamma(a + b);
  const ratio = stirlingError(large) - stirlingError(a + b) - small * Math.log(a + b);
  const rest = (large - 0.5) * Math.log1p(-small / (a + b));
  return logGamma(small) + ratio + rest + small;
}

/** log of x^a y^b / B(a, b) with y = 1 − x given, in Loader's saddle-point form. */
export function logBetaKernel(a: number, b: number, x: number, y: number): number {
  if (Math.min(a, b) < 1) return a * Math.log(x) + b * Math.log(y) - logBeta(a, b);
  const n = a + b;
  const error = stirlingError(n) - stirlingError(a) - stirlingError(b);
  return error - deviance(a, n * x) - deviance(b, n * y) + 0.5 * Math.log((a * b) / n) - HALF_LOG_TWO_PI;
}

function fraction(a: number, b: number, x: number): number {
  const tiny = 1e-300;
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1) || tiny);
  let h = d;
  for (let m = 1; m < 100000; m++) {
    let t = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + t * d || tiny);
    c = 1 + t / c || tiny;
    h *= d * c;
    t = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + t * d || tiny);
    c = 1 + t / c || tiny;
    h *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return h;
}

/**
 * Regularised incomplete beta functions [I_x(a, b), 1 − I_x(a, b)], each accurate where it is the
 * small one. Pass y = 1 − x when it is known more precisely than x. Continued fraction of DLMF 8.17.22.
 */
export function incompleteBeta(a: number, b: number, x: number, y = 1 - x): [lower: number, upper: number] {
  if (x <= 0) return [0, 1];
  if (y <= 0) return [1, 0];
  const kernel = Math.exp(logBetaKernel(a, b, x, y));
  if (x < (a + 1) / (a + b + 2)) {
    const lower = (kernel * fraction(a, b, x)) / a;
    return [lower, 1 - lower];
  }
  const upper = (kernel * fraction(b, a, y)) / b;
  return [1 - upper, upper];
}
