import { sizeOf } from '../../graph/tensor.ts';
import type { Group } from './groups.ts';
import { groupsOf, rowsOf } from './groups.ts';
import type { TorchArray } from './layout.ts';
import type { TorchTensor } from './weights.ts';

type Ours = Group<TorchArray>;
type Theirs = Group<TorchTensor>;
/** The values of arrays here in PyTorch's order, by their names there. */
type Values = ReadonlyMap<string, Float32Array>;

/** A module of a file under the name that it has here. */
export interface Match {
  readonly from: string;
  readonly to: string;
  readonly values: Values;
}

/** Why names that are not ours do not say which array is which. */
export class MatchError extends Error {}

/** Tries after which modules are taken for ones that fit in several ways. */
const MOST_TRIES = 100_000;

/**
 * Which modules of a file, by names of its own, are which of a network: those that fit by the shapes of their arrays, where modules that
 * differ by a number keep their order. A convolution over the whole of a small image, or out of one point, is a dense layer here; a bias
 * that a file lacks is 0.
 * @throws MatchError where none fits, or more than one way does
 */
export function matched(arrays: readonly TorchArray[], tensors: ReadonlyMap<string, TorchTensor>): Match[] {
  const ours = groupsOf(arrays.map(array => [array.key, array] as const));
  const theirs = groupsOf(tensors);
  if (ours.length !== theirs.length) {
    throw new MatchError(`${theirs.length} layers where the network has ${ours.length}`);
  }
  return new Search(ours, rowsOf(theirs)).only();
}

/** Goes through all ways, and stops at the second. */
class Search {
  private readonly ours: readonly Ours[];
  private readonly rows: readonly (readonly Theirs[])[];
  private readonly found: Match[][] = [];
  private deepest = 0;
  private tries = 0;

  constructor(ours: readonly Ours[], rows: readonly (readonly Theirs[])[]) {
    this.ours = ours;
    this.rows = rows;
  }

  only(): Match[] {
    this.descend(
      this.rows.map(() => 0),
      [],
    );
    if (this.found.length > 1 || this.tries >= MOST_TRIES)
      throw new MatchError('names that fit it in several ways');
    if (this.found.length === 1) return this.found[0];
    const { path, arrays } = this.ours[this.deepest];
    const shapes = [...arrays].map(([key, { shape }]) => `${key} [${shape.join(', ')}]`).join(', ');
    throw new MatchError(`no layer that fits '${path}' of ${shapes} in its place`);
  }

  /** @param taken how many of each row */
  private descend(taken: readonly number[], matches: readonly Match[]): void {
    if (this.found.length > 1 || this.tries++ >= MOST_TRIES) return;
    this.deepest = Math.max(this.deepest, Math.min(matches.length, this.ours.length - 1));
    if (matches.length === this.ours.length) {
      this.found.push([...matches]);
      return;
    }
    const to = this.ours[matches.length];
    this.rows.forEach((row, i) => {
      const from = row[taken[i]];
      const values = from && valuesFor(to, from);
      if (!values) return;
      const match = { from: from.path, to: to.path, values };
      this.descend(taken.with(i, taken[i] + 1), [...matches, match]);
    });
  }
}

/** The values of a module's arrays, where another's are of these kinds and shapes. */
function valuesFor(ours: Ours, theirs: Theirs): Values | undefined {
  if ([...theirs.arrays.keys()].some(key => !ours.arrays.has(key))) return undefined;
  const values = new Map<string, Float32Array>();
  for (const [key, { shape }] of ours.arrays) {
    const given = theirs.arrays.get(key);
    const made = given ? fitted(key, shape, given, theirs) : lacking(key, shape, ours);
    if (!made) return undefined;
    values.set(key, made);
  }
  return values;
}

/** What a file need not have: the bias of a layer of weights. Normalisations have no matrix. */
function lacking(key: string, shape: readonly number[], { arrays }: Ours): Float32Array | undefined {
  const isMatrix = (arrays.get('weight')?.shape.length ?? 0) > 1;
  return key === 'bias' && isMatrix ? new Float32Array(sizeOf(shape)) : undefined;
}

function fitted(
  key: string,
  shape: readonly number[],
  { shape: given, data }: TorchTensor,
  { arrays }: Theirs,
): Float32Array | undefined {
  if (`${shape}` === `${given}`) return data;
  const weight = arrays.get('weight');
  if (key === 'weight' && shape.length === 2 && given.length === 4) return dense(shape, given, data);
  const area = sizeOf(weight?.shape.slice(2) ?? []);
  if (key !== 'bias' || weight?.shape.length !== 4 || shape[0] !== given[0] * area) return undefined;
  return Float32Array.from({ length: shape[0] }, (_, i) => data[Math.floor(i / area)]);
}

/**
 * A matrix [units, inputs] of a convolution [units, C, H, W] over an image of C × H × W, or of a transposed one [inputs, C, H, W] out of a
 * point; neither where it could be both.
 */
function dense(
  [units, inputs]: readonly number[],
  [first, ...rest]: readonly number[],
  data: Float32Array,
): Float32Array | undefined {
  const over = first === units && sizeOf(rest) === inputs;
  const outOf = first === inputs && sizeOf(rest) === units;
  if (over === outOf) return undefined;
  if (over) return data;
  return Float32Array.from(data, (_, i) => data[(i % inputs) * units + Math.floor(i / inputs)]);
}
