import type { Dataset } from '../data/dataset.ts';
import type { Engine } from '../engine/engine.ts';
import { imagesPerStep } from '../gan/gan.ts';
import type { Checkpoint, Json } from '../run/store.ts';
import type { Ancestor } from './fork.ts';
import type { MonitorState } from './monitor/monitor.ts';
import type { RunSpec } from './spec.ts';
import { type State, toTensors } from './state.ts';
import type { WindowState } from './window.ts';

/** What a checkpoint says beside step and state. */
export interface CheckpointParts {
  readonly spec: Pick<RunSpec, 'gan' | 'plan' | 'record'>;
  /** The part of the data that is trained on. */
  readonly dataset: Dataset;
  readonly engine: Pick<Engine, 'description'>;
  /** Of a run that is under way. */
  readonly window?: WindowState;
  readonly monitor?: MonitorState;
  /** Of a fork, the nearest first. */
  readonly ancestry?: readonly Ancestor[];
}

/** A run at one step, as a store keeps it. */
export function checkpointOf(
  { spec: { gan, plan, record }, dataset, engine, window, monitor, ancestry = [] }: CheckpointParts,
  step: number,
  state: State,
): Checkpoint {
  const condition = gan.generator.condition ?? gan.discriminator.condition;
  return {
    step,
    meta: {
      seed: plan.seed,
      images: step * imagesPerStep(gan),
      config: record,
      data: dataset.fingerprint,
      shape: dataset.shape,
      ...(Number.isFinite(dataset.size) && { samples: dataset.size }),
      ...(condition && { condition: condition as unknown as Json }),
      ...(dataset.display && { display: dataset.display }),
      engine: engine.description,
      ...(window && { window: { ...window, sums: { ...window.sums } } }),
      ...(monitor && { monitor: monitor as unknown as Json }),
      ...(ancestry.length > 0 && { ancestry: ancestry.map(ancestor => ({ ...ancestor })) }),
    },
    tensors: toTensors(gan, state),
  };
}
