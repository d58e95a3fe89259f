import { type Dataset, type FiniteDataset, sampleLength } from '../data/dataset.ts';
import type { Gan } from '../gan/gan.ts';
import { type Role, type StateArray, sourceOf, stateName } from '../gan/state.ts';
import { sizeOf } from '../graph/tensor.ts';
import { needsDataMean } from '../nn/initializers.ts';
import { fromStored, toStored } from '../nn/layout.ts';
import type { Network } from '../nn/network.ts';
import type { Parameter } from '../nn/scope.ts';
import type { CheckpointTensor } from '../run/store.ts';
import { UserError } from '../util/error.ts';

/** Networks and what trains them. */
type Trained = Pick<Gan, 'generator' | 'discriminator' | 'step'>;

/** Everything that a step carries to the next, by the names of the program's state. */
export type State = Record<string, Float32Array>;

/** The state before the first step: initial parameters, averages and other copies equal to them, moments zero. */
export async function initialState(
  { step: { networks, state } }: Trained,
  seed: number,
  dataset: Dataset,
): Promise<State> {
  const mean = networks.generator.some(usesMarginals) ? await dataMean(dataset) : undefined;
  const parts = [
    ...networks.discriminator.map(network => network.initialize(seed)),
    ...networks.generator.map(network => network.initialize(seed, mean)),
  ];
  const initial: State = Object.assign({}, ...parts);
  return Object.fromEntries(
    state.map(array => {
      const source = sourceOf(array);
      const value = source === undefined ? new Float32Array(sizeOf(array.value.shape)) : initial[source];
      return [stateName(array), value.slice()];
    }),
  );
}

function usesMarginals({ parameters }: Network): boolean {
  return parameters.some(p => needsDataMean(p.init));
}

/** Mean of each value over a dataset of images, as a share of full intensity. */
async function dataMean(dataset: Dataset): Promise<Float64Array> {
  if (dataset.kind !== 'finite' || !dataset.display) {
    throw new UserError(
      `initialiser marginals: expected images of a fixed set, got ${dataset.name}; choose another`,
    );
  }
  return meanOf(dataset, dataset.display);
}

/** Samples that are read at a time. */
const PART = 256;

async function meanOf(
  dataset: FiniteDataset,
  [black, white]: readonly [number, number],
): Promise<Float64Array> {
  const length = sampleLength(dataset);
  const total = new Float64Array(length);
  for (let start = 0; start < dataset.size; start += PART) {
    const places = Array.from({ length: Math.min(PART, dataset.size - start) }, (_, i) => start + i);
    const rows = new Float32Array(places.length * length);
    await dataset.read(places, rows);
    for (let i = 0; i < rows.length; i++) total[i % length] += (rows[i] - black) / (white - black);
  }
  return total.map(t => t / dataset.size);
}

/** How one array of the state is called in a checkpoint, and the parameter whose layout it has. */
interface Entry {
  readonly key: string;
  readonly stored: string;
  readonly parameter: Pick<Parameter, 'shape' | 'layout'>;
}

function entries({ step: { networks, state } }: Trained): Entry[] {
  const all = [...networks.generator, ...networks.discriminator].flatMap(network => network.parameters);
  const parameters = new Map(all.map(p => [p.name, p]));
  const of = (array: StateArray) => (array.role === 'memory' ? array.value : parameters.get(array.of)!);
  return state.map(array => ({ key: stateName(array), stored: storedName(array), parameter: of(array) }));
}

function storedName(array: Role): string {
  switch (array.role) {
    case 'parameter':
    case 'buffer':
      return array.of;
    case 'ema':
      return `ema/${array.of}`;
    case 'slow':
      return `optimizer/slow/${array.of}`;
    case 'moment':
      return `optimizer/${array.of}.${array.name}`;
    case 'memory':
      return `optimizer/memory/${array.name}`;
  }
}

/** The state as a checkpoint holds it, in PyTorch's layouts. */
export function toTensors(gan: Trained, state: State): Map<string, CheckpointTensor> {
  return new Map(entries(gan).map(({ key, stored, parameter }) => [stored, toStored(parameter, state[key])]));
}

/**
 * The inverse of {@link toTensors}.
 * @throws UserError when a tensor is missing or of another size than the networks have
 */
export function fromTensors(gan: Trained, tensors: ReadonlyMap<string, CheckpointTensor>): State {
  const values = (entry: Entry) =>
    valuesOf(entry, tensors.get(entry.stored), 'checkpoint', 'it belongs to other networks');
  return Object.fromEntries(entries(gan).map(entry => [entry.key, values(entry)]));
}

function valuesOf(
  { stored, parameter }: Entry,
  tensor: CheckpointTensor | undefined,
  where: string,
  why: string,
): Float32Array {
  const size = sizeOf(parameter.shape);
  if (tensor?.data.length === size) return fromStored(parameter, tensor.data);
  const got = tensor?.data.length ?? 'none';
  throw new UserError(`${where}: expected ${size} values of '${stored}', got ${got}; ${why}`);
}

/**
 * The state of a fresh run with the weights, and the averages, of another run's checkpoint: the optimisers
 * start anew.
 * @throws UserError when the networks differ
 */
export function inheritWeights(
  gan: Trained,
  fresh: State,
  tensors: ReadonlyMap<string, CheckpointTensor>,
): State {
  const inherited = entries(gan).map(entry => {
    const { key, stored } = entry;
    if (stored.startsWith('optimizer/')) return [key, fresh[key]];
    const tensor = tensors.get(stored) ?? tensors.get(stored.replace(/^ema\//, ''));
    return [key, valuesOf(entry, tensor, 'fork', 'a fork keeps the networks of its origin')];
  });
  return Object.fromEntries(inherited);
}

/** The name of the first array that holds NaN or ∞. */
export function firstNonFinite(state: State): string | undefined {
  return Object.keys(state).find(name => !allFinite(state[name]));
}

function allFinite(values: Float32Array): boolean {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += 0 * values[i]; // 0 · ∞ and 0 · NaN are NaN
  return sum === 0;
}
