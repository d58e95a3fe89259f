import { normalQuantile } from '../../util/normal.ts';
import { checkFinite, checkPositive } from '../check.ts';
import { incompleteBeta, logBeta } from '../special/beta.ts';
import { HALF_LOG_TWO_PI } from '../special/erf.ts';
import { deviance, digamma, stirlingError } from '../special/gamma.ts';
import { bracketTail, solveTail } from './solve.ts';
import { type Distribution, law } from './types.ts';

/** e^300: beyond it the place of the law and the 1 of 1 + t²/ν are nothing. */
const FAR = 300;

/** log of Student's density at t, in Loader's saddle-point form (exact for ν from 1e-3 to 1e12). */
function standardLogDensity(df: number, t: number): number {
  const ratio = (t * t) / df;
  return ratio > 1e16
    ? logTail(df, Math.log(Math.abs(t)))
    : logConstant(df) - ((df + 1) / 2) * Math.log1p(ratio);
}

/** log of Γ((ν+1)/2)/(√(νπ) Γ(ν/2)), the factor of (1 + t²/ν)^{−(ν+1)/2}. */
function logConstant(df: number): number {
  return (
    stirlingError((df + 1) / 2) - stirlingError(df / 2) - deviance(df / 2, (df + 1) / 2) - HALF_LOG_TWO_PI
  );
}

/** log of the density at t = e^{logT}, where 1 + t²/ν = t²/ν in floating point. */
function logTail(df: number, logT: number): number {
  return logConstant(df) - (df + 1) * (logT - 0.5 * Math.log(df));
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
  /** Quantile of the standard law at u ≤ ½. */
  const below = (u: number) => {
    if (u === 0.5) return 0;
    const tail = (logConstant(df) + ((df - 1) / 2) * Math.log(df) - Math.log(u)) / df; // P(T ≤ −t) ≈ C ν^{(ν−1)/2} t^{−ν}
    const start =
      u < 1e-9 && tail > 0.5 * Math.log(df) + 8 ? -Math.exp(Math.min(tail, 350)) : normalQuantile(u);
    const scale = Math.max(1, 1e-3 * Math.abs(start));
    return solveTail(tails, false, u, ...bracketTail(tails, false, u, start, scale), start);
  };
  const logDensity = (x: number) => standardLogDensity(df, (x - location) / scale) - Math.log(scale);
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
    logDensity,
    logDensityAt: (from, side, logStep) =>
      logStep < FAR
        ? logDensity(from + side * Math.exp(logStep))
        : logTail(df, logStep - Math.log(scale)) - Math.log(scale),
    cdf: x => lower((x - location) / scale),
    survival: x => lower((location - x) / scale),
    quantile: u => location + scale * (u > 0.5 ? -below(1 - u) : below(u)),
    upperQuantile: s => location - scale * (s > 0.5 ? -below(1 - s) : below(s)),
  });
}
