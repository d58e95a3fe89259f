import { normalQuantile } from '../../util/normal.ts';
import { checkPositive } from '../check.ts';
import { digamma, incompleteGamma, logGamma, logPoisson } from '../special/gamma.ts';
import { bracketTail, solveTail } from './solve.ts';
import { type Distribution, law } from './types.ts';

/** Log of a standard gamma variate's quantile: the solver works in y = log x, so tiny x keep their digits. */
function logQuantile(shape: number, tail: number, upper: boolean): number {
  const z = upper ? -normalQuantile(tail) : normalQuantile(tail);
  const cube = 1 - 1 / (9 * shape) + z / (3 * Math.sqrt(shape));
  const hilferty = Math.log(shape) + 3 * Math.log(Math.max(cube, 0)); // Wilson & Hilferty 1931
  const small = ((upper ? Math.log1p(-tail) : Math.log(tail)) + logGamma(shape + 1)) / shape; // P(a, x) ≈ x^a / Γ(a + 1)
  const start = cube > 0.1 && shape > 0.5 ? hilferty : Math.min(small, Math.log(shape + 1));
  const tails = {
    lower: (y: number) => incompleteGamma(shape, Math.exp(y))[0],
    upper: (y: number) => incompleteGamma(shape, Math.exp(y))[1],
    slope: (y: number) => Math.exp(logPoisson(shape, Math.exp(y)) + Math.log(shape)),
  };
  if (small < -600) return small;
  const [side, target] = tail > 0.5 ? [!upper, 1 - tail] : [upper, tail];
  return solveTail(tails, side, target, ...bracketTail(tails, side, target, start, 0.5), start);
}

/** e^{−600}: nearer to 0 the density is its power of x and nothing else. */
const NEAR = -600;

/** Gamma law: density λ^k x^{k−1} e^{−λx} / Γ(k) on x > 0, with shape k and rate λ. */
export function gamma(shape = 2, rate = 1): Distribution {
  checkPositive('gamma', 'shape', shape);
  checkPositive('gamma', 'rate', rate);
  const logDensity = (x: number) => {
    if (x < 0 || x === Infinity) return -Infinity;
    if (x === 0) return shape < 1 ? Infinity : shape === 1 ? Math.log(rate) : -Infinity;
    return logPoisson(shape, rate * x) + Math.log(shape) - Math.log(x);
  };
  return law({
    name: 'gamma',
    support: [0, Infinity],
    breaks: [0],
    mean: shape / rate,
    variance: shape / (rate * rate),
    entropy: shape - Math.log(rate) + logGamma(shape) + (1 - shape) * digamma(shape),
    logDensity,
    logDensityAt(from, side, logStep) {
      if (from > 0 || logStep > NEAR) return logDensity(from + side * Math.exp(logStep));
      if (from < 0 || side < 0) return -Infinity;
      return shape * Math.log(rate) - logGamma(shape) + (shape - 1) * logStep;
    },
    cdf: x => incompleteGamma(shape, rate * x)[0],
    survival: x => incompleteGamma(shape, rate * x)[1],
    quantile: u => Math.exp(logQuantile(shape, u, false)) / rate,
    upperQuantile: s => Math.exp(logQuantile(shape, s, true)) / rate,
  });
}
