import { checkFinite, checkPositive } from '../check.ts';
import { type Distribution, law } from './types.ts';

function standardQuantile(u: number): number {
  if (u < 0.25) return -1 / Math.tan(Math.PI * u);
  return u > 0.75 ? 1 / Math.tan(Math.PI * (1 - u)) : Math.tan(Math.PI * (u - 0.5));
}

/** Cauchy law: density 1/(πs(1 + z²)), z = (x − location)/s; quantile location + s tan π(u − ½). No moments. */
export function cauchy(location = 0, scale = 1): Distribution {
  checkFinite('cauchy', 'location', location);
  checkPositive('cauchy', 'scale', scale);
  const constant = Math.log(Math.PI * scale);
  const logDensity = (x: number) => {
    const z = Math.abs(x - location) / scale;
    return -constant - (z > 1e8 ? 2 * Math.log(z) : Math.log1p(z * z));
  };
  return law({
    name: 'cauchy',
    support: [-Infinity, Infinity],
    mean: NaN,
    variance: NaN,
    entropy: Math.log(4) + constant,
    logDensity,
    logDensityAt: (from, side, logStep) =>
      logStep < 300 // beyond e^300 the location and the 1 of 1 + z² are nothing
        ? logDensity(from + side * Math.exp(logStep))
        : -constant - 2 * (logStep - Math.log(scale)),
    cdf: x => Math.atan2(1, (location - x) / scale) / Math.PI,
    survival: x => Math.atan2(1, (x - location) / scale) / Math.PI,
    quantile: u => location + scale * standardQuantile(u),
    upperQuantile: s => location - scale * standardQuantile(s),
  });
}
