import { batchSource } from '../data/batches.ts';
import { type Dataset, displayOf, pixelTable } from '../data/dataset.ts';
import { drawNoise } from '../gan/feeds.ts';
import { byteOf } from '../image/grid.ts';
import { type ConditionValues, conditionLength, conditionValues } from '../util/condition.ts';
import type { Generator } from './generator.ts';

/** Samples that are made in one call. */
const PART = 500;

/** Samples to measure, and what they were asked to be. */
export interface Drawn {
  /** `[N, ...shape]` */
  readonly values: Float32Array;
  readonly conditions?: ConditionValues;
}

export interface DrawRequest {
  readonly count: number;
  readonly seed: number;
  /** Draws of one seed are independent. */
  readonly draw: number;
  readonly onProgress?: (done: number) => void;
}

/** Samples of a generator; of one with a condition, each condition as often as the data have it. */
export async function drawSamples(
  generator: Generator,
  dataset: Dataset,
  { count, seed, draw, onProgress }: DrawRequest,
): Promise<Drawn> {
  const { latent, condition, shape } = generator.info;
  const z = drawNoise(latent.distribution, seed, 'evaluate', draw, new Float32Array(count * latent.dim));
  const conditions = condition && conditionValues(condition, count);
  if (conditions) await batchSource(dataset, { batch: 1, seed }).ask('evaluate/conditions', draw, conditions);
  const width = condition ? conditionLength(condition) : 0;
  const length = shape.reduce((product, extent) => product * extent, 1);
  const values = new Float32Array(count * length);
  for (let start = 0; start < count; start += PART) {
    const end = Math.min(count, start + PART);
    const asked = conditions && { conditions: conditions.slice(start * width, end * width) };
    values.set(
      await generator.generate(z.slice(start * latent.dim, end * latent.dim), asked),
      start * length,
    );
    onProgress?.(end);
  }
  return { values, conditions };
}

/** Images as they are saved, with 8 bits a channel; other samples as they are. */
export function quantized(values: Float32Array, { range }: Pick<Dataset, 'range'>): Float32Array {
  if (!range) return values;
  const table = pixelTable(range);
  const level = byteOf(displayOf(range));
  return values.map(value => table[level(value)]);
}
