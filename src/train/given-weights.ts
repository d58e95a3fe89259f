import { splitDataset } from '../data/split.ts';
import { stateName } from '../gan/state.ts';
import type { Network } from '../nn/network.ts';
import { fromTorch, type TorchArray, torchLayout } from '../nn/torch/layout.ts';
import { decodeSafetensors, SafetensorsError, type StoredTensor } from '../run/safetensors.ts';
import type { Checkpoint } from '../run/store.ts';
import { UserError } from '../util/error.ts';
import { sha256 } from '../util/sha256.ts';
import { checkpointOf } from './checkpoint.ts';
import type { ForkParts } from './fork.ts';
import { initialState, type State } from './state.ts';

/** A safetensors file of a network's weights, by PyTorch's names and in its order, as `saddle export --to safetensors` writes it. */
export interface WeightsFile {
  /** What errors call it. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Files that the networks of a run begin with; a network without one begins as its seed says. */
export interface GivenWeights {
  readonly generator?: WeightsFile;
  readonly discriminator?: WeightsFile;
}

/**
 * The first checkpoint of a run whose networks begin with given weights; averages and other copies begin there too.
 * @throws UserError when a file is damaged or belongs to another network
 */
export async function givenCheckpoint(
  { spec, dataset, engine }: ForkParts,
  given: GivenWeights,
): Promise<Checkpoint> {
  const { gan, plan } = spec;
  const { training } = splitDataset(dataset, plan.heldOut, plan.seed);
  const state = await initialState(gan, plan.seed, training);
  for (const role of ['generator', 'discriminator'] as const) {
    const file = given[role];
    if (file) Object.assign(state, copied(state, weightsOf(gan[role], file)));
  }
  const ancestry = Object.values(given).map(({ name, bytes }: WeightsFile) => {
    return { run: name, step: 0, config: sha256(bytes) };
  });
  return checkpointOf({ spec, dataset: training, engine, ancestry }, 0, state);
}

/** The weights, and what begins equal to them. */
function copied(state: State, weights: State): State {
  const names = (of: string) =>
    [of, ...(['ema', 'slow'] as const).map(role => stateName({ role, of }))].filter(name => name in state);
  return Object.fromEntries(
    Object.entries(weights).flatMap(([of, values]) => names(of).map(name => [name, values.slice()])),
  );
}

/** The weights of a network in a file, by the names here. @throws UserError when they are those of another one */
export function weightsOf(network: Network, { name, bytes }: WeightsFile): State {
  const { tensors } = decoded(name, bytes);
  const { arrays } = torchLayout(network);
  const known = new Set(arrays.map(({ key }) => key));
  const odd = [...tensors.keys()].find(key => !known.has(key) && !isDerived(key, known));
  if (odd !== undefined) {
    throw new UserError(
      `${name}: expected the weights of the ${network.name} alone, got '${odd}' too; choose the network that it was made for`,
    );
  }
  return Object.fromEntries(
    arrays.map(array => [array.name, fromTorch(array, valuesOf(name, array, tensors.get(array.key)))]),
  );
}

/** PyTorch keeps v beside u, and counts the batches of running averages. */
function isDerived(key: string, known: ReadonlySet<string>): boolean {
  return key.endsWith('.num_batches_tracked') || known.has(key.replace(/_v$/, '_u'));
}

function decoded(name: string, bytes: Uint8Array) {
  try {
    return decodeSafetensors(bytes);
  } catch (error) {
    if (!(error instanceof SafetensorsError)) throw error;
    throw new UserError(
      `${name}: expected a whole safetensors file, got one that is none (${error.message})`,
    );
  }
}

function valuesOf(name: string, { key, shape }: TorchArray, tensor?: StoredTensor): Float32Array {
  if (tensor?.type === 'F32' && `${tensor.shape}` === `${shape}`) return tensor.data as Float32Array;
  const got = tensor ? `${tensor.type} [${tensor.shape.join(', ')}]` : 'none';
  throw new UserError(
    `${name}: expected '${key}' as F32 [${shape.join(', ')}], got ${got}; choose the network that it was made for`,
  );
}
