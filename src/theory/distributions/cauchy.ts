import { checkFinite, checkPositive } from '../check.ts';
import { type Distribution, law } from './types.ts';

/** Cauchy law: density 1/(πs(1 + z²)), z = (x − location)/s; quantile location + s tan π(u − ½). No moments. */
export function cauchy(location = 0, scale = 1): Distribution {
  checkFinite('cauchy', 'location', location);
  checkPositive('cauchy', 'scale', scale);
  const constant = Math.log(Math.PI * scale);
  return law({
    name: 'cauchy',
    support: [-Infinity, Infinity],
    mean: NaN,
    variance: NaN,
    entropy: Math.log(4) + constant,
    logDensity(x) {
      const z = Math.abs(x - location) / scale;
      return -constant - (z > 1e8 ? 2 * Math.log(z) : Math.log1p(z * z));
    },
    cdf: x => Math.atan2(1, (location - x) / scale) / Math.PI,
    survival: x => Math.atan2(1, (x - location) / scale) / Math.PI,
    quantile(u) {
      if (u < 0.25) return location - scale / Math.tan(Math.PI * u);
      if (u > 0.75) return location + scale / Math.tan(Math.PI * (1 - u));
      return location + scale * Math.tan(Math.PI * (u - 0.5));
    },
  });
}
