import { conditionValues } from '../util/condition.ts';
import { UserError } from '../util/error.ts';
import { Random } from '../util/random.ts';
import { sha256, sha256Text } from '../util/sha256.ts';
import { copyConditions } from './conditions.ts';
import type { Dataset, FiniteDataset } from './dataset.ts';

/** A dataset in two parts: what is trained on, and what is not. */
export interface Split {
  readonly training: Dataset;
  /** Left out where nothing is held out. */
  readonly heldOut?: FiniteDataset;
}

/**
 * Holds samples of a finite set out, chosen at random by the seed.
 * @param heldOut how many, or, below 1, which share; 0: none
 * @throws UserError when the data have no end, or no sample would be left on one side
 */
export function splitDataset(dataset: Dataset, heldOut: number, seed: number): Split {
  if (heldOut === 0) return { training: dataset };
  if (dataset.kind === 'sampler') {
    throw new UserError(
      `heldOut: expected a fixed set of samples, got ${dataset.name} without end, of which D sees no sample twice; set heldOut 0, or data.count`,
    );
  }
  const count = heldOut < 1 ? Math.round(heldOut * dataset.size) : heldOut;
  if (count < 1 || count >= dataset.size) {
    throw new UserError(
      `heldOut: expected from 1 to ${dataset.size - 1} of the ${dataset.size} samples of ${dataset.name}, got ${count}; choose another number or share`,
    );
  }
  if (dataset.twins) return splitTwins(dataset, count, seed);
  const order = new Random(seed, 'heldOut').permutation(dataset.size);
  return {
    training: subset(dataset, order.subarray(count)),
    heldOut: subset(dataset, order.subarray(0, count)),
  };
}

/** Pictures are held out together with their mirror images: one would give the other away. */
function splitTwins(dataset: FiniteDataset, count: number, seed: number): Split {
  const half = dataset.size / 2;
  const order = new Random(seed, 'heldOut').permutation(half);
  const held = Math.min(half - 1, Math.ceil(count / 2));
  const both = (places: Uint32Array) => Uint32Array.from([...places, ...places.map(i => i + half)]);
  const part = (places: Uint32Array) => ({ ...subset(dataset, both(places)), twins: true }) as const;
  return { training: part(order.subarray(held)), heldOut: part(order.subarray(0, held)) };
}

/** The samples at the given places; its fingerprint stays that of the whole. */
export function subset(dataset: FiniteDataset, places: Uint32Array): FiniteDataset {
  const { conditions: _all, bytes: _, twins: _twins, ...rest } = dataset;
  const conditions = conditionsAt(dataset, places);
  return {
    ...rest,
    size: places.length,
    part: partOf(dataset, places),
    ...(conditions && { conditions }),
    read: (indices, out, y) =>
      dataset.read(
        Uint32Array.from(indices, i => placeOf(dataset.name, places, i)),
        out,
        y,
      ),
  };
}

/** Tells parts of a set apart, also parts of parts. */
function partOf({ part }: FiniteDataset, places: Uint32Array): string {
  return sha256Text(JSON.stringify([part ?? null, sha256(new Uint8Array(Uint32Array.from(places).buffer))]));
}

function conditionsAt(dataset: FiniteDataset, places: Uint32Array): FiniteDataset['conditions'] {
  const { name, condition, conditions } = dataset;
  if (!condition || !conditions) return undefined;
  const chosen = conditionValues(condition, places.length);
  copyConditions(name, { condition, conditions }, places, chosen);
  return chosen;
}

function placeOf(name: string, places: Uint32Array, index: number): number {
  if (index >= 0 && index < places.length && Number.isInteger(index)) return places[index];
  throw new UserError(`${name}: expected an index from 0 to ${places.length - 1}, got ${index}`);
}
