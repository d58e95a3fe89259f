import { batchSource } from '../data/batches.ts';
import type { Dataset } from '../data/dataset.ts';
import { nodeHost } from '../data/loaders/node.ts';
import { openDataset } from '../data/registry.ts';
import { chooseDevice, type DeviceChoice, LEAST_GPU_FLOPS } from '../engine/devices.ts';
import type { Engine } from '../engine/engine.ts';
import { nodeEngine, threadsFor, tooManyThreads } from '../engine/node.ts';
import { nodeDevices } from '../engine/node-devices.ts';
import { graphStats } from '../graph/print.ts';
import { buildGan, type Gan } from '../train/build.ts';
import type { Config } from '../train/config.ts';
import { requireTrainingMemory } from '../train/memory.ts';
import type { ResolveOptions } from '../train/resolve.ts';
import { UserError } from '../util/error.ts';
import { nodeMemory } from '../util/node-memory.ts';

/** All that a run needs but a place to be kept, checked to fit together. */
export interface Setup {
  /** With the device and the number of threads that were chosen. */
  readonly config: Config;
  readonly dataset: Dataset;
  readonly gan: Gan;
  readonly engine: Engine;
  /** Why this device. */
  readonly reason: string;
  /** Sentences about what is doubtful on this machine. */
  readonly warnings: readonly string[];
}

export interface SetupOptions {
  /** Of the run that it goes on with: it may hold the data. */
  readonly folder?: string;
  /**
   * Where the number of threads comes from. More than the processors of this machine are refused where somebody asked for
   * them (default), chosen anew where a file says so, which another machine may have written, and kept with a warning where
   * the log and the weights of a run come from their sums.
   */
  readonly threads?: 'asked' | 'read' | 'kept';
}

/** {@link SetupOptions.threads} of a config that these options make. */
export const threadsOf = ({ overrides, flags }: Pick<ResolveOptions, 'overrides' | 'flags'>) =>
  overrides?.threads !== undefined || flags?.some(({ path }) => path === 'threads') ? 'asked' : 'read';

/**
 * Opens the data and the device of a config.
 * @throws UserError when data, networks, batch and device do not fit together or are not there, or need more
 *   memory than there is
 */
export async function setUp(
  config: Config,
  { folder, threads = 'asked' }: SetupOptions = {},
): Promise<Setup> {
  const doubt = threadDoubt(config, threads);
  const dataset = await openDataset(config.data, nodeHost(undefined, folder));
  batchSource(dataset, config);
  const gan = buildGan(config, dataset);
  const { device, reason } = await choose(config, gan);
  requireTrainingMemory({ ...gan, device }, config, dataset, nodeMemory());
  const wanted = doubt && threads === 'read' ? 0 : config.threads;
  const chosen = { device, threads: wanted || threadsFor(gan.step.program) };
  const engine = nodeEngine(device, chosen);
  return { config: { ...config, ...chosen }, dataset, gan, engine, reason, warnings: doubt ? [doubt] : [] };
}

function threadDoubt({ threads }: Config, origin: SetupOptions['threads']): string | undefined {
  const fault = tooManyThreads(threads);
  if (fault === undefined) return undefined;
  if (origin === 'asked') throw new UserError(`${fault}; --threads 0 takes as many as help`);
  return origin === 'read'
    ? `${fault} from a file; as many as help are taken`
    : `${fault}, as the run began with; it goes on, slower than a fork would`;
}

/** Looks for GPUs, which takes seconds, only where one may be chosen. */
async function choose({ device }: Config, { step }: Gan): Promise<DeviceChoice> {
  const { flops } = graphStats(step.program);
  const matters = device === 'webgpu' || device === 'cuda' || (device === 'auto' && flops >= LEAST_GPU_FLOPS);
  return chooseDevice(device, flops, matters ? await nodeDevices() : []);
}
