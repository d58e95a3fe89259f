import { existsSync, rmdirSync, rmSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { configText } from '../run/directory.ts';
import { createRun, nextRunFolder, openRun, readRun } from '../run/disk.ts';
import { LOCK, SUMS } from '../run/layout.ts';
import type { Checkpoint, RunStore } from '../run/store.ts';

import type { Config } from '../train/config.ts';
import { forkCheckpoint } from '../train/fork.ts';
import type { Metrics } from '../train/loop.ts';
import { checkConfig } from '../train/origin.ts';
import { type RecordEvent, record } from '../train/record.ts';
import { parseConfig, type ResolveOptions, resolveConfig } from '../train/resolve.ts';
import { UserError } from '../util/error.ts';
import { checkPlaces, withPlaces } from './paths.ts';
import { type Setup, setUp, threadsOf } from './setup.ts';

export type RunEvent =
  | RecordEvent
  /** The run's folder stands; training begins. */
  | { readonly type: 'open'; readonly folder: string; readonly setup: Setup };

export interface WatchOptions {
  /** When aborted, the run saves a checkpoint and ends. */
  readonly signal?: AbortSignal;
  /** Told what happens; training waits until it returns. */
  readonly onEvent?: (event: RunEvent) => void;
}

/** What became of a run. */
export interface RunSummary {
  readonly folder: string;
  readonly config: Config;
  /** Completed steps. */
  readonly step: number;
  /** Whether these are all. */
  readonly finished: boolean;
  /** The newest row of the log, and the newest measures of fit. */
  readonly metrics: Metrics;
}

export interface StartOptions extends ResolveOptions, WatchOptions {
  /** A new or empty folder; default the next free `runs/NNNNN-recipe`. */
  readonly out?: string;
}

/**
 * Trains a new run, kept in a folder.
 * @throws UserError when anything is wrong with the input; nothing is left behind then
 * @example
 *   const { folder, metrics } = await startRun({ recipe: 'ring', overrides: { steps: 2000 } });
 */
export async function startRun(options: StartOptions): Promise<RunSummary> {
  return begin(await setUp(withPlaces(resolveConfig(options)), { threads: threadsOf(options) }), options);
}

export interface ResumeOptions extends WatchOptions, Pick<ResolveOptions, 'overrides' | 'flags'> {}

/**
 * Goes on with a run from its newest good checkpoint, exactly as if it had never stopped. What may change
 * is how long it goes on (`steps`), how often it saves, and where its data are.
 * @throws UserError when config or data differ from what the run began with, or another process has it
 */
export async function resumeRun(folder: string, options: ResumeOptions = {}): Promise<RunSummary> {
  const store = await openRun(folder);
  try {
    const config = continued(store, options);
    await checkSteps(store, config);
    await checkPlaces(config, folder, () => store.loadCheckpoint(), `saddle resume ${folder}`);
    const isKept = config.threads === parseConfig(store.config).threads;
    const setup = await setUp(config, { folder, threads: isKept ? 'kept' : 'asked' });
    return await drive(setup, store, options);
  } finally {
    await store.close();
  }
}

export interface ForkOptions extends WatchOptions, Pick<StartOptions, 'overrides' | 'flags' | 'out'> {
  /** Checkpoint to start from; default the newest good one. */
  readonly step?: number;
}

/**
 * Starts a new run with the weights of another one, its config and the changes asked for. The optimisers
 * and the count of steps start anew.
 */
export async function forkRun(origin: string, options: ForkOptions = {}): Promise<RunSummary> {
  const store = await readRun(origin);
  const checkpoint = await store.loadCheckpoint(options.step);
  if (!checkpoint) throw new UserError(`fork: expected a run with a checkpoint, got ${origin} without one`);
  for (const message of store.warnings) options.onEvent?.({ type: 'warning', message });
  const file = { name: `${origin}/config.json`, values: checkpoint.meta['config'] };
  const config = resolveConfig({ file, overrides: options.overrides, flags: options.flags });
  await checkPlaces(config, origin, async () => checkpoint, `saddle resume ${origin} --fork`);
  const setup = await setUp(withPlaces(config, { folder: origin }), { threads: threadsOf(options) });
  return begin(setup, options, forkCheckpoint(setup, checkpoint, basename(resolve(origin))));
}

function continued(store: RunStore, { overrides, flags }: ResumeOptions): Config {
  const name = `${store.location}/config.json`;
  const config = resolveConfig({ file: { name, values: store.config }, overrides, flags });
  const before = parseConfig(store.config);
  checkConfig(before, config);
  return withPlaces(config, { before });
}

async function checkSteps(store: RunStore, { steps }: Config): Promise<void> {
  const done = (await store.listCheckpoints()).at(-1) ?? 0;
  if (steps >= done) return;
  throw new UserError(
    `resume: expected at least the ${done} steps that are done, got ${steps}; raise --steps`,
  );
}

/** Keeps what a resumed run changed, once it is known to fit the run. */
async function saveConfig(store: RunStore, config: Config): Promise<void> {
  if (JSON.stringify(store.config) === JSON.stringify(config)) return;
  await store.saveFile('config.json', configText(config));
}

async function begin(
  setup: Setup,
  options: Pick<StartOptions, 'out' | 'signal' | 'onEvent'>,
  first?: Checkpoint,
): Promise<RunSummary> {
  const { config } = setup;
  const made = options.out === undefined || !existsSync(options.out);
  const folder = options.out ?? nextRunFolder('runs', config.recipe);
  const store = await createRun(folder, config, { first }).catch(error => {
    if (made) removeEmpty(folder);
    throw error;
  });
  let started = false;
  const onEvent = (event: RunEvent) => {
    if (event.type === 'start') started = true;
    options.onEvent?.(event);
  };
  try {
    return await drive(setup, store, { ...options, onEvent });
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

async function drive(setup: Setup, store: RunStore, { signal, onEvent }: WatchOptions): Promise<RunSummary> {
  const { config, dataset, engine } = setup;
  const folder = store.location;
  onEvent?.({ type: 'open', folder, setup });
  for (const message of setup.warnings) onEvent?.({ type: 'warning', message });
  let metrics: Metrics = {};
  let [step, finished] = [0, false];
  for await (const event of record({ config, dataset, engine, store, signal })) {
    if (event.type === 'start') await saveConfig(store, config);
    if (event.type === 'stats') metrics = { ...metrics, ...event.row };
    if (event.type === 'fit') metrics = { ...metrics, ...event.fit };
    if (event.type === 'end') ({ step, finished } = event);
    onEvent?.(event);
  }
  return { folder, config, step, finished, metrics };
}
