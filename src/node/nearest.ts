import { type Dataset, sampleLength } from '../data/dataset.ts';
import { realSamples } from '../train/pictures.ts';

/** Samples that are read at a time, and most that are looked at where data have no end. */
const [PART, MOST] = [2000, 20_000];

/** The `count` real samples nearest to a sample by squared distance, `[count, ...shape]`, nearest first. */
export async function nearestOf(
  dataset: Dataset,
  sample: Float32Array,
  count: number,
): Promise<Float32Array> {
  const length = sampleLength(dataset);
  let best: { distance: number; values: Float32Array }[] = [];
  for await (const part of partsOf(dataset)) {
    for (let start = 0; start < part.length; start += length) {
      const limit = best.length < count ? Number.POSITIVE_INFINITY : best[count - 1].distance;
      const distance = squaredDistance(sample, part, start, limit);
      if (distance >= limit) continue;
      best.push({ distance, values: part.slice(start, start + length) });
      best = best.sort((a, b) => a.distance - b.distance).slice(0, count);
    }
  }
  const out = new Float32Array(count * length);
  for (const [i, { values }] of best.entries()) out.set(values, i * length);
  return out;
}

async function* partsOf(dataset: Dataset): AsyncGenerator<Float32Array> {
  if (dataset.kind === 'sampler') return yield realSamples(dataset, MOST, 0);
  const length = sampleLength(dataset);
  for (let start = 0; start < dataset.size; start += PART) {
    const places = Uint32Array.from({ length: Math.min(PART, dataset.size - start) }, (_, i) => start + i);
    const values = new Float32Array(places.length * length);
    await dataset.read(places, values);
    yield values;
  }
}

function squaredDistance(a: Float32Array, b: Float32Array, start: number, limit: number): number {
  let sum = 0;
  for (let i = 0; i < a.length && sum < limit; i++) sum += (a[i] - b[start + i]) ** 2;
  return sum;
}
