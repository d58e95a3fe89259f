import { existsSync, rmdirSync, rmSync } from 'node:fs';
import { createRun, nextRunFolder, openRun, readRun } from '../run/disk.ts';
import type { RunStore } from '../run/store.ts';
import type { Config } from '../train/config.ts';
import type { Metrics, Training } from '../train/loop.ts';
import { checkConfig } from '../train/origin.ts';
import { type RecordEvent, record } from '../train/record.ts';
import { type ResolveOptions, resolveConfig, validate } from '../train/resolve.ts';
import { UserError } from '../util/error.ts';
import { type Setup, setUp } from './setup.ts';

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
  return begin(await setUp(resolveConfig(options)), options);
}

export interface ResumeOptions extends WatchOptions, Pick<ResolveOptions, 'overrides' | 'flags'> {}

/**
 * Goes on with a run from its newest good checkpoint, exactly as if it had never stopped. What may change
 * is how long it goes on (`steps`) and how often it saves.
 * @throws UserError when config or data differ from what the run began with, or another process has it
 */
export async function resumeRun(folder: string, options: ResumeOptions = {}): Promise<RunSummary> {
  const store = await openRun(folder);
  try {
    const config = continued(store, options);
    await checkSteps(store, config);
    const setup = await setUp(config, folder);
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
  const file = { name: `${origin}/config.json`, values: store.config };
  const config = resolveConfig({ file, overrides: options.overrides, flags: options.flags });
  return begin(await setUp(config), options, checkpoint.tensors);
}

function continued(store: RunStore, { overrides, flags }: ResumeOptions): Config {
  const name = `${store.location}/config.json`;
  const config = resolveConfig({ file: { name, values: store.config }, overrides, flags });
  checkConfig(validate(store.config), config);
  return config;
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
  await store.saveFile('config.json', `${JSON.stringify(config, null, 2)}\n`);
}

async function begin(
  setup: Setup,
  options: Pick<StartOptions, 'out' | 'signal' | 'onEvent'>,
  weights?: Training['weights'],
): Promise<RunSummary> {
  const { config } = setup;
  const made = options.out === undefined || !existsSync(options.out);
  const folder = options.out ?? nextRunFolder('runs', config.recipe);
  const store = await createRun(folder, config).catch(error => {
    if (made) removeEmpty(folder);
    throw error;
  });
  let started = false;
  const onEvent = (event: RunEvent) => {
    if (event.type === 'start') started = true;
    options.onEvent?.(event);
  };
  try {
    return await drive(setup, store, { ...options, onEvent }, weights);
  } finally {
    await store.close();
    if (!started && !existsSync(`${folder}/run.lock`)) discard(folder, made); // else another process has it
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
  const paths = made ? [folder] : ['config.json', 'checkpoints'].map(name => `${folder}/${name}`);
  for (const path of paths) rmSync(path, { recursive: true, force: true });
}

async function drive(
  setup: Setup,
  store: RunStore,
  { signal, onEvent }: WatchOptions,
  weights?: Training['weights'],
): Promise<RunSummary> {
  const { config, dataset, engine } = setup;
  const folder = store.location;
  onEvent?.({ type: 'open', folder, setup });
  let metrics: Metrics = {};
  let [step, finished] = [0, false];
  for await (const event of record({ config, dataset, engine, store, weights, signal })) {
    if (event.type === 'start') await saveConfig(store, config);
    if (event.type === 'stats') metrics = { ...metrics, ...event.row };
    if (event.type === 'fit') metrics = { ...metrics, ...event.fit };
    if (event.type === 'end') ({ step, finished } = event);
    onEvent?.(event);
  }
  return { folder, config, step, finished, metrics };
}
