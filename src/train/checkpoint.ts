import type { Dataset } from '../data/dataset.ts';
import type { Engine } from '../engine/engine.ts';
import type { Checkpoint, Json } from '../run/store.ts';
import type { Gan } from './build.ts';
import { type Config, imagesPerStep } from './config.ts';
import type { MonitorState } from './monitor/monitor.ts';
import { type State, toTensors } from './state.ts';
import type { WindowState } from './window.ts';

/** What a checkpoint says beside step and state. */
export interface CheckpointParts {
  readonly config: Config;
  /** The part of the data that is trained on. */
  readonly dataset: Dataset;
  readonly engine: Pick<Engine, 'description'>;
  readonly gan: Gan;
  readonly window: WindowState;
  readonly monitor: MonitorState;
}

/** A run at one step, as a store keeps it. */
export function checkpointOf(
  { config, dataset, engine, gan, window, monitor }: CheckpointParts,
  step: number,
  state: State,
  statsOffset: number,
): Checkpoint {
  return {
    step,
    statsOffset,
    meta: {
      seed: config.seed,
      images: step * imagesPerStep(config),
      config: config as unknown as Json,
      data: dataset.fingerprint,
      shape: dataset.shape,
      ...(dataset.display && { display: dataset.display }),
      engine: engine.description,
      window: { ...window, sums: { ...window.sums } },
      monitor: monitor as unknown as Json,
    },
    tensors: toTensors(gan, state),
  };
}
