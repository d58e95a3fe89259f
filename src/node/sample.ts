import { availableParallelism } from 'node:os';
import type { Engine } from '../engine/engine.ts';
import { nodeEngine } from '../engine/node.ts';
import { batchSize, type Gan, packSize } from '../gan/gan.ts';
import { objective } from '../gan/objectives/index.ts';
import type { Checkpoint } from '../run/store.ts';
import { buildGan } from '../train/build.ts';
import type { Config } from '../train/config.ts';
import { exportGenerator, type GeneratorInfo, infoOf, type Precision } from '../train/export.ts';
import type { Generator, SampleRequest } from '../train/generator.ts';
import { samplesOf } from '../train/latents.ts';
import { requireSamplingMemory } from '../train/memory.ts';
import { configOf, metaOf } from '../train/meta.ts';
import { Judge } from '../train/monitor/judge.ts';
import { fromTensors, type State } from '../train/state.ts';
import { trainedGenerator } from '../train/trained-generator.ts';
import type { Condition } from '../util/condition.ts';
import { nodeMemory } from '../util/node-memory.ts';
import { type CheckpointChoice, readCheckpoint } from './checkpoint.ts';

export interface SampleOptions extends Omit<SampleRequest, 'count'> {
  /** Default as many as the pictures of the run; of an interpolation the latents that it goes through, default 2. */
  readonly count?: number;
  /** Default that of the run: the samples of its pictures. */
  readonly seed?: number;
  /** Checkpoint to take; default the newest good one. */
  readonly step?: CheckpointChoice;
}

export interface Samples {
  /** Name of the data that the generator was trained on. */
  readonly data: string;
  /** Steps that the generator was trained. */
  readonly step: number;
  /** Of one sample. */
  readonly shape: readonly number[];
  /** Values shown as black and white, of images. */
  readonly display?: readonly [black: number, white: number];
  /** What the generator is conditioned on. */
  readonly condition?: Condition;
  /** `[count, ...shape]` */
  readonly values: Float32Array;
  /** Samples that those were chosen from, of `refine: 'rejection'`. */
  readonly candidates?: number;
  /** Sentences about what was found wrong and mended. */
  readonly warnings: readonly string[];
}

/** Samples of a run. */
export interface RunSamples extends Samples {
  readonly config: Config;
}

/**
 * Samples of a trained generator, averaged weights if there are any.
 * @throws UserError when there is no run or no good checkpoint, or options do not go together
 * @example
 *   const { values, shape } = await sampleRun('runs/00000-ring', { count: 2500, seed: 7 });
 */
export async function sampleRun(
  folder: string,
  { step, ...options }: SampleOptions = {},
): Promise<RunSamples> {
  const { checkpoint, warnings } = await checkpointOf(folder, step);
  const run = describedRun(checkpoint, warnings);
  const { config } = run;
  const { count = options.interpolate === undefined ? config.samples : 2, seed = config.seed } = options;
  const request = { ...options, count, seed };
  requireSamplingMemory(run.gan, samplesOf(request), nodeMemory());
  const generator = await generatorOf(run);
  try {
    return { config, warnings, ...(await samplesFrom(generator, request)) };
  } finally {
    await generator.dispose();
  }
}

/** Samples and what they are. */
export async function samplesFrom(
  generator: Generator,
  request: SampleRequest,
): Promise<Omit<Samples, 'warnings'>> {
  const { shape, display, condition, step, data } = generator.info;
  return { data, step, shape, display, condition, ...(await generator.sample(request)) };
}

/** Which generator of a run. */
export interface OpenOptions {
  /** Checkpoint to take; default the newest good one. */
  readonly step?: CheckpointChoice;
  /** The networks of a run that has its own; default as its config describes them. */
  readonly gan?: Gan;
}

/**
 * The trained generator of a run, averaged weights if there are any. Its owner disposes of it.
 * @throws UserError when there is no run or no good checkpoint
 * @example
 *   const generator = await openGenerator('runs/00000-ring');
 *   const { values } = await generator.sample({ count: 2500, seed: 7 });
 *   await generator.dispose();
 */
export async function openGenerator(folder: string, options: OpenOptions = {}): Promise<Generator> {
  return generatorOf(await openTrained(folder, options));
}

/**
 * The discriminator of a run, to ask for its logits. Its owner disposes of it.
 * @throws UserError as {@link openGenerator}
 */
export async function openJudge(folder: string, options: OpenOptions = {}): Promise<Judge> {
  const { gan, state, machine } = await openTrained(folder, options);
  const minibatch = { batch: batchSize(gan), pac: packSize(gan) };
  const judge = await Judge.create(engineOf(machine), gan.discriminator, minibatch);
  await judge.load(state);
  return judge;
}

export interface ExportOptions extends OpenOptions {
  /** How the model keeps its weights; default `fp32`. */
  readonly precision?: Precision;
}

/** A generator as an ONNX model. */
export interface ExportedRun {
  readonly model: Uint8Array;
  readonly info: GeneratorInfo;
  /** Sentences about what was found wrong and mended. */
  readonly warnings: readonly string[];
}

/**
 * The trained generator of a run as an ONNX model, see `exportGenerator`.
 * @throws UserError when there is no run or no good checkpoint
 * @example
 *   const { model } = await exportRun('runs/00000-ring');
 */
export async function exportRun(
  folder: string,
  { precision, ...options }: ExportOptions = {},
): Promise<ExportedRun> {
  const { gan, state, info, warnings } = await openTrained(folder, options);
  return { model: exportGenerator(gan.generator, state, info, precision), info, warnings };
}

/** A run with the weights of a checkpoint. */
export interface TrainedRun {
  readonly gan: Gan;
  readonly state: State;
  readonly info: GeneratorInfo;
  readonly machine: Pick<Config, 'device' | 'threads'>;
  readonly warnings: readonly string[];
}

export async function openTrained(folder: string, { step, gan }: OpenOptions): Promise<TrainedRun> {
  const { checkpoint, warnings } = await checkpointOf(folder, step);
  if (!gan) return describedRun(checkpoint, warnings);
  return { ...trainedRun(gan, checkpoint, 'own data'), machine: { device: 'cpu', threads: 0 }, warnings };
}

async function checkpointOf(folder: string, step: CheckpointChoice | undefined) {
  const { store, checkpoint } = await readCheckpoint(folder, step);
  return { checkpoint, warnings: store.warnings };
}

/** A run with the networks that its config describes. */
function describedRun(
  checkpoint: Checkpoint,
  warnings: readonly string[],
): TrainedRun & { readonly config: Config } {
  const config = configOf(checkpoint); // proven, as config.json is not
  const built = buildGan(config, metaOf(checkpoint));
  const gan = { ...built, objective: objective(config.objective) }; // of labels that are not smoothed
  return { ...trainedRun(gan, checkpoint, config.data.name), machine: config, config, warnings };
}

function trainedRun(
  gan: Gan,
  checkpoint: Checkpoint,
  data: string,
): Pick<TrainedRun, 'gan' | 'state' | 'info'> {
  requireSamplingMemory(gan, 0, nodeMemory());
  const info = infoOf(gan, metaOf(checkpoint), checkpoint.step, data);
  return { gan, info, state: fromTensors(gan, checkpoint.tensors) };
}

export function generatorOf({ machine, gan, state, info }: TrainedRun): Promise<Generator> {
  return trainedGenerator(engineOf(machine), gan, state, info);
}

function engineOf({ device: said, threads: asked }: TrainedRun['machine']): Engine {
  const device = said === 'auto' ? 'cpu' : said;
  const threads = Math.min(asked, availableParallelism()); // those of another machine may be more
  return nodeEngine(device, threads ? { threads } : {});
}
