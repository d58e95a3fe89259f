import { sampleLength } from '../data/dataset.ts';
import { Random } from '../util/random.ts';
import type { Given } from './metric.ts';

/** N real samples; of a finite set, which may have fewer, by drawing with repetition. */
export async function resampled(
  { dataset, samples: count, reals }: Given,
  seed: number,
): Promise<Float32Array> {
  const drawn = await reals(count, seed);
  const d = sampleLength(dataset);
  const n = drawn.length / d;
  if (n === count) return drawn;
  const random = new Random(seed, 'resampled');
  const rows = Array.from({ length: count }, () => random.integer(n));
  return Float32Array.from({ length: count * d }, (_, i) => drawn[rows[Math.floor(i / d)] * d + (i % d)]);
}
