import { nodeHost } from '../../src/data/loaders/node.ts';
import { openDataset } from '../../src/data/registry.ts';
import { nodeEngine } from '../../src/engine/node.ts';
import { memoryRun } from '../../src/run/memory.ts';
import { configSchema } from '../../src/train/config.ts';
import { train } from '../../src/train/loop.ts';
import { type RecipeName, recipes } from '../../src/train/recipes.ts';

/** Ends a training of minutes that hangs, in ms. */
export const PATIENCE = 1_200_000;

/** Trains a recipe, as it is or for fewer steps, and returns `count` samples of the trained generator with the data. */
export async function trained(
  recipe: RecipeName,
  count: number,
  { steps }: { readonly steps?: number } = {},
) {
  const config = configSchema.parse({
    ...recipes[recipe].config,
    recipe,
    ...(steps !== undefined && { steps }),
    samples: count,
    sampleEvery: Number.MAX_SAFE_INTEGER,
    checkpointEvery: Number.MAX_SAFE_INTEGER,
  });
  const dataset = await openDataset(config.data, nodeHost());
  const store = await memoryRun(config as object);
  let samples = new Float32Array();
  for await (const event of train({ config, dataset, engine: nodeEngine('cpu', { threads: 1 }), store })) {
    if (event.type === 'samples') samples = Float32Array.from(event.samples);
  }
  return { dataset, samples };
}

/** Mean and variance of each feature over samples [count, features]. */
export function moments(samples: Float32Array, features: number) {
  const count = samples.length / features;
  const mean = new Float64Array(features);
  const variance = new Float64Array(features);
  for (let i = 0; i < samples.length; i++) mean[i % features] += samples[i] / count;
  for (let i = 0; i < samples.length; i++)
    variance[i % features] += (samples[i] - mean[i % features]) ** 2 / (count - 1);
  return { mean, variance };
}
