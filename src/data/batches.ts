import {
  type Condition,
  type ConditionValues,
  conditionLength,
  conditionText,
  conditionValues,
} from '../util/condition.ts';
import { UserError } from '../util/error.ts';
import { Random } from '../util/random.ts';
import { copyConditions, withoutConditions } from './conditions.ts';
import { type Dataset, type FiniteDataset, type SamplerDataset, sampleLength } from './dataset.ts';
import { Prefetcher, type ReadBatch } from './prefetch.ts';

export interface BatchOptions {
  /** Samples in a minibatch, m of Algorithm 1. */
  readonly batch: number;
  readonly seed: number;
  /** Suffix of the random streams, to draw several independent sequences from one seed; default none. */
  readonly stream?: string;
  /** `shuffle` (default): without replacement, epoch by epoch. `replacement`: independent draws. */
  readonly order?: 'shuffle' | 'replacement';
}

/** Minibatches by number: a pure function of (dataset, options, n), so a resumed run needs only n. */
export interface Minibatches {
  readonly batch: number;
  /** Numbers in the samples of a minibatch: batch × features. */
  readonly length: number;
  /** What the samples are conditioned on, where the data say it. */
  readonly condition?: Condition;
  /**
   * Writes minibatch n = 0, 1, … into `x` (`[batch, ...shape]`), and its conditions into `y`
   * (`[batch, ...conditionShape]`) where it is given. Data that are not in memory come later: then it returns a promise.
   * @throws UserError when `y` is given and the data have no conditions
   */
  fill(n: number, x: Float32Array, y?: ConditionValues): void | Promise<void>;
  /**
   * Writes conditions to ask a generator for, independent draws, each as often as the data have it: a function of
   * (seed, stream, step) only.
   */
  ask(stream: string, step: number, y: ConditionValues): void | Promise<void>;
  /** Begins to read minibatch n, so that `fill` finds it; of data in memory nothing is read ahead. */
  prefetch(n: number): void;
}

/**
 * Seeded minibatches of a dataset. Shuffled batches run through a fresh permutation in every epoch
 * and continue across the border between epochs, so every sample is seen equally often whatever
 * the batch size.
 * @throws UserError when the batch is not a positive integer or larger than a finite dataset
 * @example
 *   const source = batchSource(dataset, { batch: 64, seed: 0 });
 *   await source.fill(step, new Float32Array(source.length));
 */
export function batchSource(dataset: Dataset, options: BatchOptions): Minibatches {
  const { batch, seed } = options;
  if (!Number.isInteger(batch) || batch < 1) {
    throw new UserError(`batch: expected a positive integer, got ${batch}`);
  }
  const { name, condition } = dataset;
  const length = batch * sampleLength(dataset);
  const { read, ask, prefetch } =
    dataset.kind === 'finite' ? finiteSource(dataset, options) : samplerSource(dataset, options);
  return {
    batch,
    length,
    condition,
    fill(n, x, y) {
      checkRoom(name, { length, batch, condition }, x, y);
      return read(n, { x, y });
    },
    ask(stream, step, y) {
      if (!condition) throw withoutConditions(name);
      return ask(new Random(seed, stream, step), y, condition);
    },
    prefetch,
  };
}

/** What depends on the kind of data. */
interface Source {
  readonly read: ReadBatch;
  /** Writes conditions of random samples. */
  readonly ask: (random: Random, y: ConditionValues, condition: Condition) => void | Promise<void>;
  readonly prefetch: (n: number) => void;
}

function samplerSource(dataset: SamplerDataset, { seed, stream = '' }: BatchOptions): Source {
  return {
    read: (n, { x, y }) => dataset.draw(new Random(seed, `data${stream}`, n), x, y),
    ask(random, y, condition) {
      const x = new Float32Array((y.length / conditionLength(condition)) * sampleLength(dataset));
      dataset.draw(random, x, y);
    },
    prefetch() {},
  };
}

function finiteSource(dataset: FiniteDataset, options: BatchOptions): Source {
  const { name, condition, size } = dataset;
  const { batch, order = 'shuffle' } = options;
  if (batch > size) {
    throw new UserError(
      `batch: expected at most ${size}, the size of ${name}, got ${batch}; choose a smaller batch`,
    );
  }
  const length = batch * sampleLength(dataset);
  const choose = order === 'shuffle' ? shuffled(size, options) : drawn(size, options);
  const read: ReadBatch = (n, { x, y }) => {
    const indices = new Uint32Array(batch); // a slow read keeps it
    choose(n, indices);
    return dataset.read(indices, x, y);
  };
  const room = (conditioned: boolean) => ({
    x: new Float32Array(length),
    ...(condition && conditioned && { y: conditionValues(condition, batch) }),
  });
  const bytes = 4 * (length + (condition ? batch * conditionLength(condition) : 0));
  const prefetcher = new Prefetcher(name, read, room, bytes);
  return {
    read: (n, room) => prefetcher.fill(n, room),
    ask: (random, y, condition) => askFinite(dataset, random, y, condition),
    prefetch: n => prefetcher.prefetch(n),
  };
}

/** Conditions of samples drawn at random; of a set that does not hold them the samples are read too. */
function askFinite(
  dataset: FiniteDataset,
  random: Random,
  y: ConditionValues,
  condition: Condition,
): void | Promise<void> {
  const { name, conditions, size } = dataset;
  const indices = Uint32Array.from({ length: y.length / conditionLength(condition) }, () =>
    random.integer(size),
  );
  if (conditions) return copyConditions(name, { condition, conditions }, indices, y);
  return dataset.read(indices, new Float32Array(indices.length * sampleLength(dataset)), y);
}

type Choose = (n: number, indices: Uint32Array) => void;

/** Positions n·batch … (n + 1)·batch − 1 of the sequence of permutations. */
function shuffled(size: number, { seed, stream = '' }: BatchOptions): Choose {
  /** Newest last; two, since minibatches are read ahead across the border of epochs. */
  const orders = new Map<number, Uint32Array>();
  const orderOf = (epoch: number) => {
    let order = orders.get(epoch);
    if (order) return order;
    if (orders.size === 2) orders.delete(orders.keys().next().value!);
    order = new Random(seed, `shuffle${stream}`, epoch).permutation(size);
    orders.set(epoch, order);
    return order;
  };
  return (n, indices) => {
    const start = n * indices.length;
    for (let i = 0; i < indices.length; ) {
      const epoch = Math.floor((start + i) / size);
      const order = orderOf(epoch);
      const end = Math.min(indices.length, (epoch + 1) * size - start);
      for (; i < end; i++) indices[i] = order[start + i - epoch * size];
    }
  };
}

function drawn(size: number, { seed, stream = '' }: BatchOptions): Choose {
  return (n, indices) => {
    const random = new Random(seed, `data${stream}`, n);
    for (let i = 0; i < indices.length; i++) indices[i] = random.integer(size);
  };
}

function checkRoom(
  name: string,
  { length, batch, condition }: Pick<Minibatches, 'length' | 'batch' | 'condition'>,
  x: Float32Array,
  y: ConditionValues | undefined,
): void {
  if (x.length !== length) throw new Error(`internal: batch of ${length} values into ${x.length}`);
  if (!y) return;
  if (!condition) throw withoutConditions(name);
  const expected = batch * conditionLength(condition);
  const type = condition.kind === 'class' ? Int32Array : Float32Array;
  if (y.length === expected && y instanceof type) return;
  throw new UserError(
    `${name}: expected room for ${expected} conditions (${conditionText(condition)}) as ${type.name}, got ${y.length} as ${y.constructor.name}`,
  );
}
