import { type FiniteDataset, sampleLength } from '../data/dataset.ts';
import { Random } from '../util/random.ts';
import type { Batch } from './batch.ts';
import type { Given } from './metric.ts';

/** N real samples; of a finite set, which may have fewer, by drawing with repetition. */
export async function resampled({ samples: count, reals }: Given, seed: number): Promise<Batch> {
  const drawn = await reals(count, seed);
  if (drawn.count === count) return drawn;
  const random = new Random(seed, 'resampled');
  const rows = Uint32Array.from({ length: count }, () => random.integer(drawn.count));
  return drawn.at(rows);
}

/** Samples from..to of a finite set, as they lie there. */
export async function readRows(dataset: FiniteDataset, from: number, to: number): Promise<Float32Array> {
  const values = new Float32Array((to - from) * sampleLength(dataset));
  await dataset.read(
    Uint32Array.from({ length: to - from }, (_, i) => from + i),
    values,
  );
  return values;
}
