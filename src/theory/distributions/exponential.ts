import { checkPositive } from '../check.ts';
import { type Distribution, law } from './types.ts';

/** Exponential law with rate λ: density λe^{−λx} on x ≥ 0, quantile −log(1 − u)/λ. */
export function exponential(rate = 1): Distribution {
  checkPositive('exponential', 'rate', rate);
  return law({
    name: 'exponential',
    support: [0, Infinity],
    breaks: [0],
    mean: 1 / rate,
    variance: 1 / (rate * rate),
    entropy: 1 - Math.log(rate),
    logDensity: x => (x >= 0 ? Math.log(rate) - rate * x : -Infinity),
    cdf: x => (x > 0 ? -Math.expm1(-rate * x) : 0),
    survival: x => (x > 0 ? Math.exp(-rate * x) : 1),
    quantile: u => -Math.log1p(-u) / rate,
    upperQuantile: s => -Math.log(s) / rate,
  });
}
