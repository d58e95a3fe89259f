import { nodeEngine } from '../engine/node.ts';
import { drawNoise } from '../gan/feeds.ts';
import { readRun } from '../run/disk.ts';
import type { Checkpoint } from '../run/store.ts';
import { buildGan } from '../train/build.ts';
import type { Config } from '../train/config.ts';
import { interpolate } from '../train/interpolate.ts';
import { validate } from '../train/resolve.ts';
import { Sampler } from '../train/sampler.ts';
import { fromTensors } from '../train/state.ts';
import { UserError } from '../util/error.ts';

export interface SampleOptions {
  /** Default as many as the pictures of the run; of an interpolation the latents that it goes through, default 2. */
  readonly count?: number;
  /** Default that of the run: the samples of its pictures. */
  readonly seed?: number;
  /** Checkpoint to take; default the newest good one. */
  readonly step?: number;
  /** Samples on the way from each latent to the next. */
  readonly interpolate?: number;
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
  /** Sentences about what was found wrong and mended. */
  readonly warnings: readonly string[];
}

/**
 * Samples of a trained generator, averaged weights if there are any.
 * @throws UserError when there is no run or no good checkpoint
 * @example
 *   const { values, shape } = await sampleRun('runs/00000-ring', { count: 2500, seed: 7 });
 */
export async function sampleRun(folder: string, options: SampleOptions = {}): Promise<Samples> {
  const { sampler, ...opened } = await openGenerator(folder, options);
  try {
    return { ...opened, values: await sampler.generate(latents(opened.config, options)) };
  } finally {
    await sampler.dispose();
  }
}

/** The trained generator of a run, ready to make samples; its owner disposes of the sampler. */
export interface OpenGenerator extends Omit<Samples, 'values'> {
  readonly sampler: Sampler;
}

/** @throws UserError when there is no run or no good checkpoint */
export async function openGenerator(
  folder: string,
  { step }: Pick<SampleOptions, 'step'> = {},
): Promise<OpenGenerator> {
  const store = await readRun(folder);
  const config = validate(store.config);
  const checkpoint = await store.loadCheckpoint(step);
  if (!checkpoint) throw new UserError(`sample: expected a run with a checkpoint, got ${folder} without one`);
  const { shape, display } = checkpoint.meta as unknown as Pick<Samples, 'shape' | 'display'>;
  const sampler = await loadedSampler(config, checkpoint, shape);
  return { config, step: checkpoint.step, shape, display, sampler, warnings: store.warnings };
}

async function loadedSampler(
  config: Config,
  { tensors }: Checkpoint,
  shape: readonly number[],
): Promise<Sampler> {
  const gan = buildGan(config, { shape });
  const device = config.device === 'auto' ? 'cpu' : config.device;
  const engine = nodeEngine(device, config.threads ? { threads: config.threads } : {});
  const sampler = await Sampler.create(engine, gan.generator, config);
  try {
    await sampler.load(fromTensors(gan, tensors));
    return sampler;
  } catch (error) {
    await sampler.dispose();
    throw error;
  }
}

function latents({ noise, seed, samples }: Config, options: SampleOptions): Float32Array {
  const count = options.count ?? (options.interpolate === undefined ? samples : 2);
  const z = new Float32Array(count * noise.dimension);
  drawNoise(noise.law, options.seed ?? seed, 'samples', 0, z);
  return options.interpolate === undefined
    ? z
    : interpolate(noise.law, z, noise.dimension, options.interpolate);
}
