import { batchSource } from '../data/batches.ts';
import type { Dataset } from '../data/dataset.ts';
import { nodeHost } from '../data/loaders/node.ts';
import { nodeMemory } from '../data/loaders/node-memory.ts';
import { openDataset } from '../data/registry.ts';
import { chooseDevice, type DeviceChoice, LEAST_GPU_FLOPS } from '../engine/devices.ts';
import type { Engine } from '../engine/engine.ts';
import { nodeEngine, threadsFor, tooManyThreads } from '../engine/node.ts';
import { nodeDevices } from '../engine/node-devices.ts';
import { graphStats } from '../graph/print.ts';
import { buildGan, type Gan } from '../train/build.ts';
import type { Config } from '../train/config.ts';
import { requireTrainingMemory } from '../train/memory.ts';
import { UserError } from '../util/error.ts';

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

/**
 * Opens the data and the device of a config.
 * @param folder of the run that it goes on with: it may hold the data, and keeps its number of threads, whose sums its
 *   log and weights come from
 * @throws UserError when data, networks, batch and device do not fit together or are not there, or need more
 *   memory than there is
 */
export async function setUp(config: Config, folder?: string): Promise<Setup> {
  const warnings = threadDoubts(config, folder !== undefined);
  const dataset = await openDataset(config.data, nodeHost(undefined, folder));
  batchSource(dataset, config);
  const gan = buildGan(config, dataset);
  requireTrainingMemory(gan, config, dataset, nodeMemory());
  const { device, reason } = await choose(config, gan);
  const threads = config.threads || threadsFor(gan.step.program);
  const engine = nodeEngine(device, { threads });
  return { config: { ...config, device, threads }, dataset, gan, engine, reason, warnings };
}

function threadDoubts({ threads }: Config, goesOn: boolean): string[] {
  const fault = tooManyThreads(threads);
  if (fault === undefined) return [];
  if (!goesOn) throw new UserError(`${fault}; --threads 0 takes as many as help`);
  return [`${fault}, as the run began with; it goes on, slower than a fork with --threads 0 would`];
}

/** Looks for GPUs, which takes seconds, only where one may be chosen. */
async function choose({ device }: Config, { step }: Gan): Promise<DeviceChoice> {
  const { flops } = graphStats(step.program);
  const matters = device === 'webgpu' || device === 'cuda' || (device === 'auto' && flops >= LEAST_GPU_FLOPS);
  return chooseDevice(device, flops, matters ? await nodeDevices() : []);
}
