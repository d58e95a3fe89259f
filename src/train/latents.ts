import { drawNoise, type NoiseLaw } from '../gan/feeds.ts';
import { interpolate } from './interpolate.ts';
import { drawTruncated } from './truncation.ts';

/** What a generator is given: z of so many numbers, by a law. */
export interface Latent {
  readonly distribution: NoiseLaw;
  readonly dim: number;
}

/** Which latents samples are made of. */
export interface LatentRequest {
  /** Samples; of an interpolation the latents that it goes through. */
  readonly count: number;
  /** Default 0. */
  readonly seed?: number;
  /** Samples on the way from each latent to the next. */
  readonly interpolate?: number;
  /** Threshold of the noise: samples nearer to the typical one. Default: none. See {@link drawTruncated}. */
  readonly truncation?: number;
}

/** Samples that a request makes. */
export function samplesOf({ count, interpolate: frames }: LatentRequest): number {
  return frames === undefined ? count : (count - 1) * frames + 1;
}

/** Latents [n, dim], a function of the request only. */
export function latentsOf({ distribution, dim }: Latent, request: LatentRequest): Float32Array {
  const { count, seed = 0, truncation, interpolate: frames } = request;
  const z = new Float32Array(count * dim);
  if (truncation === undefined) drawNoise(distribution, seed, 'samples', 0, z);
  else drawTruncated(distribution, truncation, seed, 'samples', z);
  return frames === undefined ? z : interpolate(distribution, z, dim, frames);
}
