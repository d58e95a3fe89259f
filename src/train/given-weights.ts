import { splitDataset } from '../data/split.ts';
import { stateName } from '../gan/state.ts';
import type { Network } from '../nn/network.ts';
import { type Match, MatchError, matched } from '../nn/torch/foreign.ts';
import { fromTorch, type TorchArray, torchLayout } from '../nn/torch/layout.ts';
import type { TorchTensor } from '../nn/torch/weights.ts';
import { decodeSafetensors, SafetensorsError, type StoredTensor } from '../run/safetensors.ts';
import type { Checkpoint } from '../run/store.ts';
import { UserError } from '../util/error.ts';
import { sha256 } from '../util/sha256.ts';
import { checkpointOf } from './checkpoint.ts';
import type { ForkParts } from './fork.ts';
import { initialState, type State } from './state.ts';

/**
 * A safetensors file of a network's weights in PyTorch's order, as `saddle export --to safetensors` writes it, or by other names: see
 * {@link matched}.
 */
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
 * The first checkpoint of a run whose networks begin with given weights; averages and other copies begin there too; and notes on
 * what was taken for what.
 * @throws UserError when a file is damaged or belongs to another network
 */
export async function givenCheckpoint(
  { spec, dataset, engine }: ForkParts,
  given: GivenWeights,
): Promise<{ readonly checkpoint: Checkpoint; readonly notes: readonly string[] }> {
  const { gan, plan } = spec;
  const notes: string[] = [];
  const { training } = splitDataset(dataset, plan.heldOut, plan.seed);
  const state = await initialState(gan, plan.seed, training);
  for (const role of ['generator', 'discriminator'] as const) {
    const file = given[role];
    if (!file) continue;
    const { weights, note } = weightsOf(gan[role], file);
    Object.assign(state, copied(state, weights));
    if (note) notes.push(note);
  }
  const ancestry = Object.values(given).map(({ name, bytes }: WeightsFile) => {
    return { run: name, step: 0, config: sha256(bytes) };
  });
  const checkpoint = checkpointOf({ spec, dataset: training, engine, ancestry }, 0, state);
  return { checkpoint, notes };
}

/** The weights, and what begins equal to them. */
function copied(state: State, weights: State): State {
  const names = (of: string) =>
    [of, ...(['ema', 'slow'] as const).map(role => stateName({ role, of }))].filter(name => name in state);
  return Object.fromEntries(
    Object.entries(weights).flatMap(([of, values]) => names(of).map(name => [name, values.slice()])),
  );
}

/** What is in a file of weights. */
export interface ReadWeights {
  /** By the names here. */
  readonly weights: State;
  /** Where names are not those that `saddle export` writes: which layer was taken for which. */
  readonly note?: string;
}

/** The weights of a network in a file. @throws UserError when they are those of another one */
export function weightsOf(network: Network, file: WeightsFile): ReadWeights {
  const { tensors } = decoded(file.name, file.bytes);
  const { arrays } = torchLayout(network);
  const known = new Set(arrays.map(({ key }) => key));
  if (![...tensors.keys()].some(key => known.has(key)))
    return foreignWeights(network, arrays, file.name, tensors);
  const odd = [...tensors.keys()].find(key => !known.has(key) && !isDerived(key, known));
  if (odd !== undefined) {
    throw new UserError(
      `${file.name}: expected the weights of the ${network.name} alone, got '${odd}' too; choose the network that it was made for`,
    );
  }
  const values = (array: TorchArray) => valuesOf(file.name, array, tensors.get(array.key));
  return { weights: Object.fromEntries(arrays.map(array => [array.name, fromTorch(array, values(array))])) };
}

type Tensors = ReadonlyMap<string, StoredTensor>;

/** Of names that other programs gave. */
function foreignWeights(
  network: Network,
  arrays: readonly TorchArray[],
  name: string,
  tensors: Tensors,
): ReadWeights {
  const refused = (got: string) =>
    new UserError(
      `${name}: expected the weights of the ${network.name} by its names, or others that fit it in one way, got ${got}; choose the network that it was made for`,
    );
  const counts = (key: string) => key.split('.').at(-1) === 'num_batches_tracked';
  const numbers = [...tensors].filter(([key]) => !counts(key));
  const odd = numbers.find(([, { type }]) => type !== 'F32');
  if (odd) throw refused(`'${odd[0]}' as ${odd[1].type}, not F32`);
  try {
    const matches = matched(arrays, new Map(numbers as [string, TorchTensor][]));
    const values = new Map<string, Float32Array>();
    for (const { to, values: held } of matches)
      for (const [key, v] of held) values.set(to === '' ? key : `${to}.${key}`, v);
    const weights = arrays.map(array => [array.name, fromTorch(array, values.get(array.key)!)]);
    return { weights: Object.fromEntries(weights), note: noteOf(name, matches) };
  } catch (error) {
    throw error instanceof MatchError ? refused(error.message) : error;
  }
}

function noteOf(name: string, matches: readonly Match[]): string {
  const list = matches.map(({ from, to }) => `${from} as ${to}`).join(', ');
  return `${name}: other names than Saddle's, so layers were matched by shape and order: ${list}; activations and the epsilon of normalisations are those of the config`;
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
