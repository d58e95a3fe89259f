import { normalQuantile } from '../../util/normal.ts';
import { checkFinite, checkPositive } from '../check.ts';
import { HALF_LOG_TWO_PI, normalCdf } from '../special/erf.ts';
import { type Distribution, law } from './types.ts';

/** N(mean, sigma²): density e^{−(x−μ)²/2σ²} / (σ√2π). */
export function normal(mean = 0, sigma = 1): Distribution {
  checkFinite('normal', 'mean', mean);
  checkPositive('normal', 'sigma', sigma);
  const constant = HALF_LOG_TWO_PI + Math.log(sigma);
  return law({
    name: 'normal',
    support: [-Infinity, Infinity],
    mean,
    variance: sigma * sigma,
    entropy: 0.5 + constant,
    logDensity(x) {
      const z = (x - mean) / sigma;
      return -0.5 * z * z - constant;
    },
    cdf: x => normalCdf((x - mean) / sigma),
    survival: x => normalCdf((mean - x) / sigma),
    quantile: u => mean + sigma * normalQuantile(u),
    upperQuantile: s => mean - sigma * normalQuantile(s),
  });
}
