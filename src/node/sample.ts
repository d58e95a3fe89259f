import { availableParallelism } from 'node:os';
import { nodeEngine } from '../engine/node.ts';
import { drawNoise } from '../gan/feeds.ts';
import { objective } from '../gan/objectives/index.ts';
import { refinement } from '../gan/refine/index.ts';
import { readRun } from '../run/disk.ts';
import { buildGan } from '../train/build.ts';
import type { Config } from '../train/config.ts';
import { interpolate } from '../train/interpolate.ts';
import { requireSamplingMemory } from '../train/memory.ts';
import { configOf, metaOf } from '../train/meta.ts';
import { Refiner } from '../train/refiner.ts';

import { Sampler } from '../train/sampler.ts';
import { fromTensors } from '../train/state.ts';
import { drawTruncated } from '../train/truncation.ts';
import { UserError } from '../util/error.ts';
import { nodeMemory } from '../util/node-memory.ts';

export interface SampleOptions {
  /** Default as many as the pictures of the run; of an interpolation the latents that it goes through, default 2. */
  readonly count?: number;
  /** Default that of the run: the samples of its pictures. */
  readonly seed?: number;
  /** Checkpoint to take; default the newest good one. */
  readonly step?: number;
  /** Samples on the way from each latent to the next. */
  readonly interpolate?: number;
  /** Threshold of the noise: samples nearer to the typical one. Default: none. See {@link drawTruncated}. */
  readonly truncation?: number;
  /** How D helps, such as `rejection:80` or `ddls:200,0.01`; default: not at all. */
  readonly refine?: string;
}

export interface Samples {
  readonly config: Config;
  /** Steps that the generator was trained. */
  readonly step: number;
  /** Of one sample. */
  readonly shape: readonly number[];
  /** Values shown as black and white, of images. */
  readonly display?: readonly [black: number, white: number];
  /** `[count, ...shape]` */
  readonly values: Float32Array;
  /** Samples that those were chosen from, of `refine: 'rejection'`. */
  readonly candidates?: number;
  /** Sentences about what was found wrong and mended. */
  readonly warnings: readonly string[];
}

/**
 * Samples of a trained generator, averaged weights if there are any.
 * @throws UserError when there is no run or no good checkpoint, or options do not go together
 * @example
 *   const { values, shape } = await sampleRun('runs/00000-ring', { count: 2500, seed: 7 });
 */
export async function sampleRun(folder: string, options: SampleOptions = {}): Promise<Samples> {
  if (options.refine !== undefined) return refinedSamples(folder, options, options.refine);
  const { sampler, ...opened } = await openGenerator(folder, options, countOf(options));
  try {
    return { ...opened, values: await sampler.generate(latents(opened.config, options)) };
  } finally {
    await sampler.dispose();
  }
}

async function refinedSamples(folder: string, options: SampleOptions, text: string): Promise<Samples> {
  const beside = (['interpolate', 'truncation'] as const).find(name => options[name] !== undefined);
  if (beside) {
    throw new UserError(
      `refine: expected neither interpolate nor truncation, since D has a say in where samples come from, got ${beside} ${options[beside]}; leave it out`,
    );
  }
  const chosen = refinement(text);
  const { gan, state, engine, ...opened } = await openTrained(folder, options, countOf(options));
  const { config } = opened;
  const players = { ...gan, objective: objective(config.objective), law: config.latent.distribution };
  const refiner = await Refiner.create(engine, players, chosen);
  try {
    await refiner.load(state);
    const { count = config.samples, seed = config.seed } = options;
    return { ...opened, ...(await refiner.sample(count, seed)) };
  } finally {
    await refiner.dispose();
  }
}

/** The trained generator of a run, ready to make samples; its owner disposes of the sampler. */
export interface OpenGenerator extends Omit<Samples, 'values'> {
  readonly sampler: Sampler;
}

/**
 * @param count samples that will be held at a time, by those of a picture; default: the latter
 * @throws UserError when there is no run or no good checkpoint, or so many cannot be held
 */
export async function openGenerator(
  folder: string,
  options: Pick<SampleOptions, 'step'> = {},
  count?: Count,
): Promise<OpenGenerator> {
  const { gan, state, engine, ...opened } = await openTrained(folder, options, count);
  const sampler = await Sampler.create(engine, gan.generator, opened.config);
  await sampler.load(state);
  return { ...opened, sampler };
}

/** How many samples will be held, by how many a picture of the run has. */
type Count = (pictured: number) => number;

const countOf =
  ({ count, interpolate }: SampleOptions): Count =>
  pictured =>
    interpolate === undefined ? (count ?? pictured) : ((count ?? 2) - 1) * interpolate + 1;

/** The networks of a run with the weights of a checkpoint. */
async function openTrained(
  folder: string,
  { step }: Pick<SampleOptions, 'step'>,
  count: Count = pictured => pictured,
) {
  const store = await readRun(folder);
  const checkpoint = await store.loadCheckpoint(step);
  if (!checkpoint) throw new UserError(`sample: expected a run with a checkpoint, got ${folder} without one`);
  const { shape, display } = metaOf(checkpoint);
  const config = configOf(checkpoint); // proven, as config.json is not
  const gan = buildGan(config, { shape });
  requireSamplingMemory(gan, count(config.samples), nodeMemory());
  const state = fromTensors(gan, checkpoint.tensors);
  const device = config.device === 'auto' ? 'cpu' : config.device;
  const threads = Math.min(config.threads, availableParallelism()); // those of another machine may be more
  const engine = nodeEngine(device, threads ? { threads } : {});
  return { config, gan, state, engine, step: checkpoint.step, shape, display, warnings: store.warnings };
}

function latents({ latent, seed, samples }: Config, options: SampleOptions): Float32Array {
  const count = options.count ?? (options.interpolate === undefined ? samples : 2);
  const z = new Float32Array(count * latent.dim);
  if (options.truncation === undefined) drawNoise(latent.distribution, options.seed ?? seed, 'samples', 0, z);
  else drawTruncated(latent.distribution, options.truncation, options.seed ?? seed, 'samples', z);
  return options.interpolate === undefined
    ? z
    : interpolate(latent.distribution, z, latent.dim, options.interpolate);
}
