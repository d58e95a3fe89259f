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

/** Beta law: density x^{a−1} (1 − x)^{b−1} / B(a, b) on (0, 1). */
export function beta(a = 2, b = 2): Distribution {
  checkPositive('beta', 'a', a);
  checkPositive('beta', 'b', b);
  const middle = incompleteBeta(a, b, 0.5);
  return law({
    name: 'beta',
    support: [0, 1],
    breaks: [0, 1],
    mean: a / (a + b),
    variance: (a * b) / ((a + b) ** 2 * (a + b + 1)),
    entropy: logBeta(a, b) - (a - 1) * digamma(a) - (b - 1) * digamma(b) + (a + b - 2) * digamma(a + b),
    logDensity(x) {
      if (x < 0 || x > 1) return -Infinity;
      if (x === 0 || x === 1) return edge(x === 0 ? a : b, logBeta(a, b));
      return logBetaKernel(a, b, x, 1 - x) - Math.log(x) - Math.log1p(-x);
    },
    cdf: x => incompleteBeta(a, b, x)[0],
    survival: x => incompleteBeta(a, b, x)[1],
    quantile(u) {
      if (u === middle[0]) return 0.5;
      if (u < middle[0]) return Math.exp(logQuantile(a, b, u));
      return -Math.expm1(logQuantile(b, a, 1 - u));
    },
  });
}

function edge(exponent: number, logNormaliser: number): number {
  if (exponent === 1) return -logNormaliser;
  return exponent < 1 ? Infinity : -Infinity;
}
