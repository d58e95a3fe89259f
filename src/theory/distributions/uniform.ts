import { checkFinite, checkOrder } from '../check.ts';
import { type Distribution, law } from './types.ts';

/** Uniform law on [low, high]. */
export function uniform(low = 0, high = 1): Distribution {
  checkFinite('uniform', 'low', low);
  checkFinite('uniform', 'high', high);
  checkOrder('uniform', low, high);
  const width = high - low;
  const clamp = (t: number) => Math.min(1, Math.max(0, t));
  return law({
    name: 'uniform',
    support: [low, high],
    breaks: [low, high],
    mean: low + width / 2,
    variance: (width * width) / 12,
    entropy: Math.log(width),
    logDensity: x => (x >= low && x <= high ? -Math.log(width) : -Infinity),
    cdf: x => clamp((x - low) / width),
    survival: x => clamp((high - x) / width),
    quantile: u => low + width * u,
    upperQuantile: s => high - width * s,
  });
}
