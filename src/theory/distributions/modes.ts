import type { Random } from '../../util/random.ts';
import { checkInteger, checkPositive } from '../check.ts';
import { HALF_LOG_TWO_PI } from '../special/erf.ts';
import { mixture } from './mixture.ts';
import { normal } from './normal.ts';
import type { ModeDistribution } from './types.ts';

/** Equal mixture of isotropic normals N(modes[k], sigma² I) in any dimension. */
export function modes(name: string, means: readonly ArrayLike<number>[], sigma: number): ModeDistribution {
  checkInteger(name, 'number of modes', means.length, 1);
  checkPositive(name, 'sigma', sigma);
  const centres = means.map(m => Float64Array.from(m));
  const d = centres[0].length;
  const mean = Float64Array.from({ length: d }, (_, i) => average(centres, c => c[i]));
  const covariance = new Float64Array(d * d);
  for (let i = 0; i < d; i++) {
    for (let j = 0; j < d; j++) {
      covariance[i * d + j] = average(centres, c => (c[i] - mean[i]) * (c[j] - mean[j]));
    }
    covariance[i * d + i] += sigma * sigma;
  }
  const squares = new Float64Array(centres.length);
  /** Squared distance of the first n coordinates from each mode, in σ²; returns the least. */
  const measure = (x: ArrayLike<number>, n: number) => {
    let least = Infinity;
    for (let k = 0; k < centres.length; k++) {
      let square = 0;
      for (let i = 0; i < n; i++) square += (x[i] - centres[k][i]) * (x[i] - centres[k][i]);
      squares[k] = square / (sigma * sigma);
      least = Math.min(least, squares[k]);
    }
    return least;
  };
  const logDensity = (x: ArrayLike<number>) => {
    const least = measure(x, d);
    let sum = 0;
    for (let k = 0; k < centres.length; k++) {
      if (squares[k] - least < 100) sum += Math.exp(0.5 * (least - squares[k]));
    }
    return Math.log(sum / centres.length) - 0.5 * least - d * (HALF_LOG_TWO_PI + Math.log(sigma));
  };
  const draw = (random: Random, out: Float64Array) => {
    const k = random.integer(centres.length);
    for (let i = 0; i < d; i++) out[i] = centres[k][i] + sigma * random.normal();
    return k;
  };
  return {
    name,
    dimension: d,
    mean,
    covariance,
    modes: centres,
    sigma,
    logDensity,
    density: x => Math.exp(logDensity(x)),
    draw,
    components: { count: centres.length, draw },
    conditional(prefix) {
      const least = measure(prefix, prefix.length);
      const weights = [...squares].map(square => Math.exp(0.5 * (least - square)));
      const total = weights.reduce((sum, w) => sum + w, 0);
      const shares = weights.map(w => w / total);
      const laws = centres.map(c => normal(c[prefix.length], sigma));
      return mixture(shares, laws);
    },
  };
}

function average<T>(items: readonly T[], f: (item: T) => number): number {
  return items.reduce((sum, item) => sum + f(item), 0) / items.length;
}

/**
 * Ring of normals: means radius·(cos, sin)(2πi/modes). The defaults are the protocol of VEEGAN and
 * PacGAN: 8 modes on the unit circle, σ = .01. The angle 2π is not repeated (a bug in one published
 * script makes modes 1 and 8 coincide).
 */
export function ring(count = 8, radius = 1, sigma = 0.01): ModeDistribution {
  checkInteger('ring', 'modes', count, 1);
  checkPositive('ring', 'radius', radius);
  const angle = (i: number) => (2 * Math.PI * i) / count;
  const means = Array.from({ length: count }, (_, i) => [
    radius * Math.cos(angle(i)),
    radius * Math.sin(angle(i)),
  ]);
  return modes('ring', means, sigma);
}

/** Square grid of side × side normals, centred on 0. Defaults: {−4, −2, 0, 2, 4}², σ = .05 (VEEGAN, PacGAN). */
export function grid(side = 5, spacing = 2, sigma = 0.05): ModeDistribution {
  checkInteger('grid', 'side', side, 1);
  checkPositive('grid', 'spacing', spacing);
  const at = (i: number) => (i - (side - 1) / 2) * spacing;
  const means = Array.from({ length: side * side }, (_, k) => [at(Math.floor(k / side)), at(k % side)]);
  return modes('grid', means, sigma);
}
