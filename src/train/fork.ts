import type { Dataset } from '../data/dataset.ts';
import { splitDataset } from '../data/split.ts';
import type { Engine } from '../engine/engine.ts';
import type { Checkpoint } from '../run/store.ts';
import { sha256Text } from '../util/sha256.ts';
import { checkpointOf } from './checkpoint.ts';
import { metaOf } from './meta.ts';
import type { RunSpec } from './spec.ts';
import { inheritWeights, initialState } from './state.ts';

/** A run whose weights another one began with, or a file of weights. */
export interface Ancestor {
  /** Name of its folder, or path of the file. */
  readonly run: string;
  /** Its completed steps when the weights were taken. */
  readonly step: number;
  /** SHA-256 of its `config.json` then, or of the file. */
  readonly config: string;
}

/** What a fork consists of before it trains. */
export interface ForkParts {
  readonly spec: RunSpec;
  readonly dataset: Dataset;
  readonly engine: Pick<Engine, 'description'>;
}

/**
 * The first checkpoint of a run that begins with the weights of another one; the optimisers and the count of steps
 * start anew.
 * @param run name of the other one's folder
 * @throws UserError when the networks differ
 */
export async function forkCheckpoint(
  { spec, dataset, engine }: ForkParts,
  origin: Checkpoint,
  run: string,
): Promise<Checkpoint> {
  const { gan, plan } = spec;
  const { training } = splitDataset(dataset, plan.heldOut, plan.seed);
  const state = inheritWeights(gan, await initialState(gan, plan.seed, training), origin.tensors);
  const parent = {
    run,
    step: origin.step,
    config: sha256Text(`${JSON.stringify(origin.meta['config'], null, 2)}\n`),
  };
  const ancestry = [parent, ...metaOf(origin).ancestry];
  return checkpointOf({ spec, dataset: training, engine, ancestry }, 0, state);
}
