import { normalQuantile } from '../../util/normal.ts';
import { checkFinite, checkPositive } from '../check.ts';
import { incompleteBeta, logBeta } from '../special/beta.ts';
import { HALF_LOG_TWO_PI } from '../special/erf.ts';
import { deviance, digamma, stirlingError } from '../special/gamma.ts';
import { bracket, solveQuantile } from './solve.ts';
import { type Distribution, law } from './types.ts';

/** log of Student's density at t, in Loader's saddle-point form (exact for ν from 1e-3 to 1e12). */
function standardLogDensity(df: number, t: number): number {
  const constant =
    stirlingError((df + 1) / 2) - stirlingError(df / 2) - deviance(df / 2, (df + 1) / 2) - HALF_LOG_TWO_PI;
  const ratio = (t * t) / df;
  const logOnePlus = ratio > 1e16 ? 2 * Math.log(Math.abs(t)) - Math.log(df) : Math.log1p(ratio);
  return constant - (df / 2) * logOnePlus - 0.5 * logOnePlus; // Γ((ν+1)/2)/(√(νπ) Γ(ν/2)) (1 + t²/ν)^{−(ν+1)/2}
}

/** P(T ≤ −t) for t ≥ 0. */
function lowerTail(df: number, t: number): number {
  const square = t * t;
  if (square === Infinity) return 0;
  return 0.5 * incompleteBeta(df / 2, 0.5, df / (df + square), square / (df + square))[0];
}

/** Student's t with `df` degrees of freedom, moved and scaled: density ∝ (1 + z²/ν)^{−(ν+1)/2}. */
export function studentT(df = 5, location = 0, scale = 1): Distribution {
  checkPositive('student-t', 'df', df);
  checkFinite('student-t', 'location', location);
  checkPositive('student-t', 'scale', scale);
  const lower = (z: number) => (z <= 0 ? lowerTail(df, -z) : 1 - lowerTail(df, z));
  const tails = {
    lower,
    upper: (z: number) => lower(-z),
    slope: (z: number) => Math.exp(standardLogDensity(df, z)),
  };
  return law({
    name: 'student-t',
    support: [-Infinity, Infinity],
    mean: df > 1 ? location : NaN,
    variance: df > 2 ? (scale * scale * df) / (df - 2) : df > 1 ? Infinity : NaN,
    entropy:
      ((df + 1) / 2) * (digamma((df + 1) / 2) - digamma(df / 2)) +
      0.5 * Math.log(df) +
      logBeta(df / 2, 0.5) +
      Math.log(scale),
    logDensity: x => standardLogDensity(df, (x - location) / scale) - Math.log(scale),
    cdf: x => lower((x - location) / scale),
    survival: x => lower((location - x) / scale),
    quantile(u) {
      if (u === 0.5) return location;
      const start = normalQuantile(u);
      return location + scale * solveQuantile(tails, u, ...bracket(tails, u, start, 1), start);
    },
  });
}
