import { checkPositive } from '../check.ts';
import { incompleteBeta, logBeta, logBetaKernel } from '../special/beta.ts';
import { digamma } from '../special/gamma.ts';
import { solveQuantile } from './solve.ts';
import { type Distribution, law } from './types.ts';

/** Log of the quantile when it lies in (0, ½]: the solver works in y = log x. */
function logQuantile(a: number, b: number, u: number): number {
  const tails = {
    lower: (y: number) => incompleteBeta(a, b, Math.exp(y), -Math.expm1(y))[0],
    upper: (y: number) => incompleteBeta(a, b, Math.exp(y), -Math.expm1(y))[1],
    slope: (y: number) => Math.exp(logBetaKernel(a, b, Math.exp(y), -Math.expm1(y))) / -Math.expm1(y),
  };
  const small = (Math.log(u) + Math.log(a) + logBeta(a, b)) / a; // I_x(a, b) ≈ x^a / (a B(a, b))
  if (small < -600) return small;
  const start = Math.min(small, Math.log(a / (a + b)), -0.7);
  return solveQuantile(tails, u, -745, -Math.LN2, start);
}

/** log-density at the distance e^y from the end with exponent a − 1, b − 1 being the other's. */
function logNear(a: number, b: number, y: number): number {
  if (y >= 0) return y === 0 ? edge(b, logBeta(a, b)) : -Infinity;
  const logRest = y < -1e-3 ? Math.log1p(-Math.exp(y)) : Math.log(-Math.expm1(y));
  if (Math.min(a, b) < 1 || y < -600) return (a - 1) * y + (b - 1) * logRest - logBeta(a, b);
  return logBetaKernel(a, b, Math.exp(y), -Math.expm1(y)) - y - logRest;
}

/** Beta law: density x^{a−1} (1 − x)^{b−1} / B(a, b) on (0, 1). */
export function beta(a = 2, b = 2): Distribution {
  checkPositive('beta', 'a', a);
  checkPositive('beta', 'b', b);
  const middle = incompleteBeta(a, b, 0.5);
  const logDensity = (x: number) => {
    if (x < 0 || x > 1) return -Infinity;
    if (x === 0 || x === 1) return edge(x === 0 ? a : b, logBeta(a, b));
    return logBetaKernel(a, b, x, 1 - x) - Math.log(x) - Math.log1p(-x);
  };
  return law({
    name: 'beta',
    support: [0, 1],
    breaks: [0, 1],
    mean: a / (a + b),
    variance: (a * b) / ((a + b) ** 2 * (a + b + 1)),
    entropy: logBeta(a, b) - (a - 1) * digamma(a) - (b - 1) * digamma(b) + (a + b - 2) * digamma(a + b),
    logDensity,
    logDensityAt(from, side, logStep) {
      if (from === 0 && side === 1) return logNear(a, b, logStep);
      if (from === 1 && side === -1) return logNear(b, a, logStep);
      return (side === 1 ? from >= 1 : from <= 0) ? -Infinity : logDensity(from + side * Math.exp(logStep));
    },
    cdf: x => incompleteBeta(a, b, x)[0],
    survival: x => incompleteBeta(a, b, x)[1],
    quantile(u) {
      if (u === middle[0]) return 0.5;
      if (u < middle[0]) return Math.exp(logQuantile(a, b, u));
      return -Math.expm1(logQuantile(b, a, 1 - u));
    },
    upperQuantile(s) {
      if (s === middle[1]) return 0.5;
      if (s < middle[1]) return -Math.expm1(logQuantile(b, a, s));
      return Math.exp(logQuantile(a, b, 1 - s));
    },
  });
}

function edge(exponent: number, logNormaliser: number): number {
  if (exponent === 1) return -logNormaliser;
  return exponent < 1 ? Infinity : -Infinity;
}
