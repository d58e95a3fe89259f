import { availableParallelism } from 'node:os';
import { batchSource } from '../data/batches.ts';
import type { Dataset } from '../data/dataset.ts';
import { nodeHost } from '../data/loaders/node.ts';
import { openDataset } from '../data/registry.ts';
import type { Engine } from '../engine/engine.ts';
import { nodeEngine } from '../engine/node.ts';
import { buildGan, type Gan } from '../train/build.ts';
import type { Config } from '../train/config.ts';

/** All that a run needs but a place to be kept, checked to fit together. */
export interface Setup {
  /** With the device that was chosen. */
  readonly config: Config;
  readonly dataset: Dataset;
  readonly gan: Gan;
  readonly engine: Engine;
  /** Why this device. */
  readonly reason: string;
}

/**
 * Opens the data and the device of a config.
 * @throws UserError when data, networks, batch and device do not fit together or are not there
 */
export async function setUp(config: Config): Promise<Setup> {
  const dataset = await openDataset(config.data, nodeHost());
  batchSource(dataset, config);
  const gan = buildGan(config, dataset);
  const device = config.device === 'auto' ? 'cpu' : config.device;
  const reason = config.device === 'auto' ? 'no GPU was looked for' : 'as asked';
  const threads = config.threads || availableParallelism();
  const engine = nodeEngine(device, { threads });
  return { config: { ...config, device, threads }, dataset, gan, engine, reason };
}
