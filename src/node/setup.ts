import { batchSource } from '../data/batches.ts';
import type { Dataset } from '../data/dataset.ts';
import { nodeHost } from '../data/loaders/node.ts';
import type { PictureHost } from '../data/pictures/host.ts';
import { openDataset } from '../data/registry.ts';
import { chooseDevice, type DeviceChoice, LEAST_GPU_FLOPS } from '../engine/devices.ts';
import type { Engine } from '../engine/engine.ts';
import { nodeEngine, threadsFor, tooManyThreads } from '../engine/node.ts';
import { nodeDevices } from '../engine/node-devices.ts';
import { batchSize, type Gan } from '../gan/gan.ts';
import { graphStats } from '../graph/print.ts';
import type { Config } from '../train/config.ts';
import type { Examination } from '../train/examine.ts';
import { requireTrainingMemory } from '../train/memory.ts';
import { type Machine, type Plan, readMachine } from '../train/plan.ts';
import { pretrainedOf } from '../train/pretrained.ts';
import type { ResolveOptions } from '../train/resolve.ts';
import {
  type ConfigSpec,
  configSpec,
  type OwnOptions,
  ownDataSpec,
  ownSpec,
  type RunSpec,
} from '../train/spec.ts';
import { UserError } from '../util/error.ts';
import { nodeMemory } from '../util/node-memory.ts';
import { examinationOf } from './examine.ts';

/** All that a run needs but a place to be kept, checked to fit together. */
export interface Setup<S extends RunSpec = RunSpec> {
  /** With the device and the number of threads that were chosen. */
  readonly spec: S;
  readonly dataset: Dataset;
  readonly engine: Engine;
  /** How it is measured while it trains. */
  readonly examination?: Examination;
  /** Why this device. */
  readonly reason: string;
  /** Sentences about what is doubtful on this machine. */
  readonly warnings: readonly string[];
}

export interface SetupOptions {
  /** Of the run that it goes on with: it may hold the data. */
  readonly folder?: string;
  /** Whether it goes on from a checkpoint, which has the weights of pretrained networks; default no. */
  readonly resumed?: boolean;
  /**
   * Where the number of threads comes from. More than the processors of this machine are refused where somebody asked for
   * them (default), chosen anew where a file says so, which another machine may have written, and kept with a warning where
   * the log and the weights of a run come from their sums.
   */
  readonly threads?: 'asked' | 'read' | 'kept';
  /** In place of the data that the config names. */
  readonly dataset?: Dataset;
  /** The data that the config names, where they are open already. */
  readonly opened?: Dataset;
  /** Told how far pictures are decoded. */
  readonly onPictures?: PictureHost['onProgress'];
}

/** {@link SetupOptions.threads} of a config that these options make. */
export const threadsOf = ({ overrides, flags }: Pick<ResolveOptions, 'overrides' | 'flags'>) =>
  overrides?.threads !== undefined || flags?.some(({ path }) => path === 'threads') ? 'asked' : 'read';

/**
 * Opens the data and the device of a config.
 * @throws UserError when data, networks, batch and device do not fit together or are not there, or need more
 *   memory than there is
 */
export async function setUp(config: Config, options: SetupOptions = {}): Promise<Setup<ConfigSpec>> {
  const { folder, resumed, threads: origin = 'asked', dataset: own, opened, onPictures } = options;
  const doubt = threadDoubt(config, origin); // before the data, which may take long to open
  const host = nodeHost(undefined, folder, onPictures);
  const dataset = own ?? opened ?? (await openDataset(config.data, host));
  batchSource(dataset, config);
  const weights = resumed ? undefined : await pretrainedOf(config, host);
  const spec = own ? ownDataSpec(config, own, weights) : configSpec(config, dataset, weights);
  const { machine, ...place } = await placeOf(spec, dataset, config, doubt && origin === 'read');
  const chosen = { ...spec, config: { ...spec.config, ...machine }, record: { ...spec.record, ...machine } };
  const { examination, notes } = await examinationOf(chosen, dataset, host, machine);
  return {
    ...place,
    spec: chosen,
    dataset,
    examination,
    warnings: [...(doubt ? [doubt] : []), ...(dataset.notes ?? []), ...notes],
  };
}

/** What a caller may say of a run of networks of its own on Node. */
export type OwnNodeOptions = OwnOptions & Partial<Machine>;

/**
 * Opens the device for networks that the caller built.
 * @param where who was given the options, for errors
 * @throws UserError as {@link setUp}
 */
export async function setUpOwn(
  where: string,
  gan: Gan,
  dataset: Dataset,
  { device, threads, ...options }: OwnNodeOptions,
  origin: SetupOptions['threads'] = 'asked',
): Promise<Setup> {
  const asked = readMachine(where, { device, threads });
  const doubt = threadDoubt(asked, origin);
  const spec = ownSpec(where, gan, dataset, options);
  batchSource(dataset, { ...spec.plan, batch: batchSize(gan) });
  const { machine, ...place } = await placeOf(spec, dataset, asked);
  const chosen = { ...spec, record: { ...spec.record, ...machine } };
  const { examination, notes } = await examinationOf(chosen, dataset, nodeHost(), machine);
  return { ...place, spec: chosen, dataset, examination, warnings: [...(doubt ? [doubt] : []), ...notes] };
}

/** @param anew whether the number of threads is chosen whatever was asked for */
async function placeOf(
  { gan, plan }: { readonly gan: Gan; readonly plan: Plan },
  dataset: Dataset,
  asked: Machine,
  anew: unknown = false,
) {
  const { device, reason } = await choose(asked, gan);
  requireTrainingMemory({ ...gan, device }, plan, dataset, nodeMemory());
  const machine = { device, threads: (!anew && asked.threads) || threadsFor(gan.step.program) };
  return { machine, engine: nodeEngine(device, machine), reason };
}

function threadDoubt({ threads }: Machine, origin: SetupOptions['threads']): string | undefined {
  const fault = tooManyThreads(threads);
  if (fault === undefined) return undefined;
  if (origin === 'asked') throw new UserError(`${fault}; --threads 0 takes as many as help`);
  return origin === 'read'
    ? `${fault} from a file; as many as help are taken`
    : `${fault}, as the run began with; it goes on, slower than a fork would`;
}

/** Looks for GPUs, which takes seconds, only where one may be chosen. */
async function choose({ device }: Pick<Machine, 'device'>, { step }: Gan): Promise<DeviceChoice> {
  const { flops } = graphStats(step.program);
  const matters = device === 'webgpu' || device === 'cuda' || (device === 'auto' && flops >= LEAST_GPU_FLOPS);
  return chooseDevice(device, flops, matters ? await nodeDevices() : []);
}
