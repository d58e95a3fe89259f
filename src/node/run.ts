import { existsSync, readFileSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { Dataset } from '../data/dataset.ts';
import type { PictureProgress } from '../data/pictures/host.ts';
import type { Gan } from '../gan/gan.ts';
import type { Figures } from '../metrics/metric.ts';
import { createRun, nextRunFolder, openRun } from '../run/disk.ts';
import { explaining } from '../run/files.ts';
import { LOCK, SUMS } from '../run/layout.ts';
import type { Checkpoint, RunStore } from '../run/store.ts';
import type { Config } from '../train/config.ts';
import { forkCheckpoint } from '../train/fork.ts';
import { givenCheckpoint, type WeightsFile } from '../train/given-weights.ts';
import type { Metrics } from '../train/loop.ts';
import { configOf } from '../train/meta.ts';
import type { Overrides } from '../train/overrides.ts';
import type { RecipeName } from '../train/recipes.ts';
import { type RecordEvent, recordSpec } from '../train/record.ts';
import { parseDataless, recordedOptions } from '../train/recorded.ts';
import { parseConfig, parseConfigFile, type ResolveOptions, resolveConfig } from '../train/resolve.ts';
import { checkKind, checkRecord } from '../train/resume-check.ts';
import type { RunSpec } from '../train/spec.ts';
import { UserError } from '../util/error.ts';
import { checkKeys, isObject } from '../util/object.ts';
import { type CheckpointChoice, readCheckpoint } from './checkpoint.ts';
import { checkPlaces, withPlaces } from './paths.ts';
import { settle } from './settle.ts';
import { type OwnNodeOptions, type Setup, type SetupOptions, setUp, setUpOwn, threadsOf } from './setup.ts';
import { parseTrackers } from './track/index.ts';
import { Tracking } from './track/tracking.ts';

export type RunEvent =
  | RecordEvent
  /** The run's folder stands; training begins. */
  | { readonly type: 'open'; readonly folder: string; readonly setup: Setup }
  /** How far the pictures of the data are decoded, which happens once. */
  | ({ readonly type: 'pictures' } & PictureProgress)
  /** What a recipe chose from the data and why, in sentences. */
  | { readonly type: 'chosen'; readonly reasons: readonly string[] };

export interface WatchOptions {
  /** When aborted, the run saves a checkpoint and ends. */
  readonly signal?: AbortSignal;
  /** Told what happens; training waits until it returns. */
  readonly onEvent?: (event: RunEvent) => void;
  /** Trackers that follow the run, such as `tensorboard,mlflow:http://127.0.0.1:5000`; default those that did until now. */
  readonly track?: string;
}

/** What became of a run. */
export interface RunSummary {
  readonly folder: string;
  readonly spec: RunSpec;
  /** Completed steps. */
  readonly step: number;
  /** Whether these are all. */
  readonly finished: boolean;
  /** The newest row of the log, and the newest measures of fit. */
  readonly metrics: Metrics;
  /** How near the last samples are to the law of the data; empty where that is not known. */
  readonly figures: Figures;
}

/** What trains networks that the caller built. */
type OwnGan = OwnNodeOptions & {
  readonly gan: Gan;
  readonly dataset: Dataset;
};

/** What says that there is nothing of the kind. */
type Without<K extends string> = { readonly [key in K]?: never };

/** A run that a config describes, its data perhaps excepted. */
interface Described extends Pick<ResolveOptions, 'file' | 'flags'> {
  readonly recipe?: RecipeName;
  readonly overrides?: Overrides;
  /** In place of the data that the config names; the run goes on with the same by `resumeRun(folder, { dataset })`. */
  readonly dataset?: Dataset;
}

/** Paths of the weights of networks. */
export interface WeightPaths {
  readonly generator?: string;
  readonly discriminator?: string;
}

export type StartOptions = WatchOptions & {
  /** A new or empty folder; default the next free `runs/NNNNN-name`. */
  readonly out?: string;
  /** Paths of safetensors files that the networks begin with, by PyTorch's names and in its order; default: as the seed says. */
  readonly weights?: WeightPaths;
} & ((Described & Without<'gan'>) | (OwnGan & Without<'recipe' | 'file' | 'overrides' | 'flags'>));

/**
 * Trains a new run, kept in a folder.
 * @throws UserError when anything is wrong with the input; nothing is left behind then
 * @example
 *   const { folder, metrics } = await startRun({ recipe: 'ring', overrides: { steps: 2000 } });
 *   const own = await startRun({ gan: createGan({ … }), dataset, steps: 4000 });
 */
export async function startRun(options: StartOptions): Promise<RunSummary> {
  if (options.gan) {
    const { gan, dataset, out: _o, weights: _w, signal: _s, onEvent: _e, track: _t, ...rest } = options;
    return beginWith(await setUpOwn('startRun', gan, dataset, rest), options);
  }
  checkKeys('startRun', options, [
    'recipe',
    'file',
    'overrides',
    'flags',
    'dataset',
    'out',
    'weights',
    ...WATCHING,
  ]);
  const { dataset } = options;
  if (dataset) checkOneDataset(options);
  if (dataset)
    return beginWith(await setUp(resolveConfig(options), { threads: threadsOf(options), dataset }), options);
  const { config, opened, reasons } = await settle(options, { onPictures: picturesTold(options) });
  if (reasons.length > 0) options.onEvent?.({ type: 'chosen', reasons });
  return beginWith(await setUp(config, { threads: threadsOf(options), opened }), options);
}

/** Begins with given weights, where there are some. */
async function beginWith(setup: Setup, options: StartOptions): Promise<RunSummary> {
  const { first, notes } = await startingPoint(setup, options.weights);
  return begin({ ...setup, warnings: [...setup.warnings, ...notes] }, options, first);
}

/** The first checkpoint with given weights, where there are some, and notes on them. @throws UserError when they are not those of the networks */
export async function startingPoint(
  setup: Setup,
  { generator, discriminator }: WeightPaths = {},
): Promise<{ readonly first?: Checkpoint; readonly notes: readonly string[] }> {
  if (generator === undefined && discriminator === undefined) return { notes: [] };
  const { checkpoint, notes } = await givenCheckpoint(setup, {
    ...(generator !== undefined && { generator: weightsFile(generator, 'model') }),
    ...(discriminator !== undefined && { discriminator: weightsFile(discriminator, 'model_discriminator') }),
  });
  return { first: checkpoint, notes };
}

/** @param stem of the name of the file in a folder that `saddle export` or `saddle pull` wrote */
function weightsFile(given: string, stem: string): WeightsFile {
  const isFolder = explaining('read', given, () => statSync(given, { throwIfNoEntry: false })?.isDirectory());
  const path = isFolder ? join(given, `${stem}.safetensors`) : given;
  return { name: path, bytes: explaining('read', path, () => readFileSync(path)) };
}

/** Tells how far the pictures of the data are decoded. */
const picturesTold =
  ({ onEvent }: WatchOptions): SetupOptions['onPictures'] =>
  progress =>
    onEvent?.({ type: 'pictures', ...progress });

const WATCHING = ['signal', 'onEvent', 'track'];

function checkOneDataset({ file, overrides, flags }: Described): void {
  const said = [file?.values, overrides].some(values => isObject(values) && values['data'] !== undefined);
  if (!said && !flags?.some(({ path }) => path.startsWith('data'))) return;
  throw new UserError('startRun: expected one of dataset and a config with data, got both; leave one out');
}

export type ResumeOptions = WatchOptions &
  (
    | (Pick<Described, 'overrides' | 'flags'> & Without<'gan' | 'dataset'>)
    | (Pick<Described, 'overrides'> & { readonly dataset: Dataset } & Without<'gan' | 'flags'>)
    | (OwnGan & Without<'overrides' | 'flags'>)
  );

/**
 * Goes on with a run from its newest good checkpoint, exactly as if it had never stopped. What may change
 * is how long it goes on (`steps`), how often it saves, and where its data are. A run of networks or data that its
 * config does not describe needs them again.
 * @throws UserError when networks, config or data differ from what the run began with, or another process has it
 * @example
 *   await resumeRun('runs/00000-ring', { overrides: { steps: 4000 } });
 *   await resumeRun('runs/00001-heart', { gan, dataset });
 */
export async function resumeRun(folder: string, options: ResumeOptions = {}): Promise<RunSummary> {
  if (options.track !== undefined) parseTrackers(options.track);
  const store = await openRun(folder);
  try {
    checkKind(store.config, options.gan ? 'gan' : options.dataset ? 'data' : undefined);
    const setup = await setUpAgain(store, folder, options);
    await checkSteps(store, setup.spec.plan.steps);
    return await drive(setup, store, options);
  } finally {
    await store.close();
  }
}

async function setUpAgain(store: RunStore, folder: string, options: ResumeOptions): Promise<Setup> {
  if (options.gan) return ownAgain(store, options);
  checkKeys('resumeRun', options, ['overrides', 'flags', 'dataset', ...WATCHING]);
  const { dataset, overrides } = options;
  const resumed = (await store.listCheckpoints()).length > 0;
  if (dataset) {
    const config = parseDataless(`${store.location}/config.json`, store.config, overrides);
    return setUp(config, { resumed, threads: 'kept', dataset });
  }
  const config = continued(store, options);
  await checkPlaces(config, folder, () => store.loadCheckpoint(), `saddle resume ${folder}`);
  const isKept = config.threads === parseConfig(store.config).threads;
  const threads = isKept ? 'kept' : 'asked';
  return setUp(config, { folder, resumed, threads, onPictures: picturesTold(options) });
}

/** What is not said is as the run began with it. */
async function ownAgain(store: RunStore, options: WatchOptions & OwnGan): Promise<Setup> {
  const { gan, dataset, signal: _s, onEvent: _e, track: _t, ...rest } = options;
  const asked = { ...recordedOptions(store.config), ...rest };
  const setup = await setUpOwn('resumeRun', gan, dataset, asked, rest.threads ? 'asked' : 'kept');
  checkRecord(store.config, setup.spec.record);
  return setup;
}

export interface ForkOptions extends WatchOptions, Pick<Described, 'overrides' | 'flags'> {
  /** As of {@link startRun}. */
  readonly out?: string;
  /** Checkpoint to start from; default the newest good one. */
  readonly step?: CheckpointChoice;
}

/**
 * Starts a new run with the weights of another one, its config and the changes asked for. The optimisers
 * and the count of steps start anew.
 */
export async function forkRun(origin: string, options: ForkOptions = {}): Promise<RunSummary> {
  const { store, checkpoint } = await readCheckpoint(origin, options.step);
  for (const message of store.warnings) options.onEvent?.({ type: 'warning', message });
  const file = { name: `${origin}/config.json`, values: configOf(checkpoint) };
  const given = { file, overrides: options.overrides, flags: options.flags };
  await checkPlaces(resolveConfig(given), origin, async () => checkpoint, `saddle resume ${origin} --fork`);
  const onPictures = picturesTold(options);
  const { config, opened } = await settle(given, { folder: origin, ofRun: true, onPictures });
  const setup = await setUp(config, { threads: threadsOf(options), opened });
  return begin(setup, options, await forkCheckpoint(setup, checkpoint, basename(resolve(origin))));
}

function continued(store: RunStore, { overrides, flags }: Pick<Described, 'overrides' | 'flags'>): Config {
  const name = `${store.location}/config.json`;
  const before = parseConfigFile(name, store.config);
  const config = resolveConfig({ file: { name, values: store.config }, overrides, flags });
  checkRecord(before, config as unknown as RunSpec['record']);
  return withPlaces(config, { before });
}

async function checkSteps(store: RunStore, steps: number): Promise<void> {
  const done = (await store.listCheckpoints()).at(-1) ?? 0;
  if (steps >= done) return;
  throw new UserError(
    `resume: expected at least the ${done} steps that are done, got ${steps}; raise --steps`,
  );
}

async function begin(
  setup: Setup,
  options: Pick<StartOptions, 'out' | keyof WatchOptions>,
  first?: Checkpoint,
): Promise<RunSummary> {
  if (options.track !== undefined) parseTrackers(options.track);
  const { name, record } = setup.spec;
  const made = options.out === undefined || !existsSync(options.out);
  const folder = options.out ?? nextRunFolder('runs', name);
  const store = await createRun(folder, record, { first }).catch(error => {
    if (made) removeEmpty(folder);
    throw error;
  });
  let started = false;
  const onEvent = (event: RunEvent) => {
    if (event.type === 'start') started = true;
    options.onEvent?.(event);
  };
  try {
    return await drive(setup, store, { signal: options.signal, onEvent, track: options.track });
  } finally {
    await store.close();
    if (!started && !existsSync(`${folder}/${LOCK}`)) discard(folder, made); // else another process has it
  }
}

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // There is none, or something is in it.
  }
}

/** Nothing is left of a run that could not begin. */
function discard(folder: string, made: boolean): void {
  const paths = made ? [folder] : ['config.json', 'checkpoints', SUMS].map(name => `${folder}/${name}`);
  for (const path of paths) rmSync(path, { recursive: true, force: true });
}

async function drive(
  setup: Setup,
  store: RunStore,
  { signal, onEvent, track }: WatchOptions,
): Promise<RunSummary> {
  const { spec, dataset, engine, examination } = setup;
  const folder = store.location;
  onEvent?.({ type: 'open', folder, setup });
  const warn = (message: string) => onEvent?.({ type: 'warning', message });
  setup.warnings.forEach(warn);
  let metrics: Metrics = {};
  let figures: Figures = {};
  let [step, finished] = [0, false];
  const tracking = await Tracking.open({ store, plan: spec.plan, track, warn });
  try {
    for await (const event of recordSpec({ spec, dataset, engine, store, signal, examination })) {
      if (event.type === 'stats') metrics = { ...metrics, ...event.row };
      if (event.type === 'fit') ({ figures } = event);
      if (event.type === 'end') ({ step, finished } = event);
      await tracking.see(event);
      onEvent?.(event);
    }
  } finally {
    await tracking.close(finished);
  }
  return { folder, spec, step, finished, metrics, figures };
}
