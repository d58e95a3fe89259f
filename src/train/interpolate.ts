import type { NoiseLaw } from '../gan/feeds.ts';

/**
 * Paths from each latent to the next, `frames` points each without the last latent, then the last one:
 * `[(n − 1) · frames + 1, dimension]` from `[n, dimension]`. Along great circles for normal noise, whose
 * mass lies on a shell that straight lines leave; straight in the cube of uniform noise.
 * @see White 2016, arXiv 1609.04468, section 2.1
 */
export function interpolate(
  law: NoiseLaw,
  latents: Float32Array,
  dimension: number,
  frames: number,
): Float32Array {
  const legs = latents.length / dimension - 1;
  const out = new Float32Array((legs * frames + 1) * dimension);
  const blend = law === 'normal' ? spherical : linear;
  for (let leg = 0; leg < legs; leg++) {
    const a = latents.subarray(leg * dimension, (leg + 1) * dimension);
    const b = latents.subarray((leg + 1) * dimension, (leg + 2) * dimension);
    for (let i = 0; i < frames; i++) {
      const [p, q] = blend(a, b, i / frames);
      const start = (leg * frames + i) * dimension;
      for (let j = 0; j < dimension; j++) out[start + j] = p * a[j] + q * b[j];
    }
  }
  out.set(latents.subarray(legs * dimension), legs * frames * dimension);
  return out;
}

type Weights = readonly [ofFirst: number, ofSecond: number];

function linear(_a: Float32Array, _b: Float32Array, t: number): Weights {
  return [1 - t, t];
}

/** sin((1 − t)Ω)/sin Ω and sin(tΩ)/sin Ω, with Ω the angle between the latents. */
function spherical(a: Float32Array, b: Float32Array, t: number): Weights {
  const cosine = dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
  if (!(Math.abs(cosine) < 0.9999)) return [1 - t, t]; // parallel or opposed: there is no one great circle
  const angle = Math.acos(cosine);
  return [Math.sin((1 - t) * angle) / Math.sin(angle), Math.sin(t * angle) / Math.sin(angle)];
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, x, i) => sum + x * b[i], 0);
}
