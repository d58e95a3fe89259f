import { checkFinite, checkPositive } from '../check.ts';
import { type Distribution, law } from './types.ts';

/** log(u / (1 − u)), without cancellation near u = ½. */
export function logit(u: number): number {
  return Math.abs(u - 0.5) < 0.25 ? Math.log1p((2 * u - 1) / (1 - u)) : Math.log(u) - Math.log1p(-u);
}

/** Logistic law: cdf σ((x − μ)/s), quantile μ + s log(u/(1 − u)). */
export function logistic(mean = 0, scale = 1): Distribution {
  checkFinite('logistic', 'mean', mean);
  checkPositive('logistic', 'scale', scale);
  const sigmoid = (z: number) => (z < 0 ? Math.exp(z) / (1 + Math.exp(z)) : 1 / (1 + Math.exp(-z)));
  return law({
    name: 'logistic',
    support: [-Infinity, Infinity],
    mean,
    variance: (Math.PI * scale) ** 2 / 3,
    entropy: Math.log(scale) + 2,
    logDensity(x) {
      const z = Math.abs(x - mean) / scale;
      return -z - 2 * Math.log1p(Math.exp(-z)) - Math.log(scale);
    },
    cdf: x => sigmoid((x - mean) / scale),
    survival: x => sigmoid((mean - x) / scale),
    quantile: u => mean + scale * logit(u),
    upperQuantile: s => mean - scale * logit(s),
  });
}
