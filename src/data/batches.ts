import { UserError } from '../util/error.ts';
import { Random } from '../util/random.ts';
import { type Dataset, type FiniteDataset, type SamplerDataset, sampleLength } from './dataset.ts';

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
export interface BatchSource {
  readonly batch: number;
  /** Numbers in a minibatch: batch × features. */
  readonly length: number;
  /**
   * Writes minibatch n = 0, 1, … into `out` (`[batch, ...shape]`), and its classes into `labels`
   * where the dataset has them.
   */
  fill(n: number, out: Float32Array, labels?: Uint8Array | Int32Array): void;
}

/**
 * Seeded minibatches of a dataset. Shuffled batches run through a fresh permutation in every epoch
 * and continue across the border between epochs, so every sample is seen equally often whatever
 * the batch size.
 * @throws UserError when the batch is not a positive integer or larger than a finite dataset
 * @example
 *   const source = batchSource(dataset, { batch: 64, seed: 0 });
 *   source.fill(step, new Float32Array(source.length));
 */
export function batchSource(dataset: Dataset, options: BatchOptions): BatchSource {
  const { batch } = options;
  if (!Number.isInteger(batch) || batch < 1) {
    throw new UserError(`batch: expected a positive integer, got ${batch}`);
  }
  return dataset.kind === 'finite' ? finiteSource(dataset, options) : samplerSource(dataset, options);
}

function samplerSource(dataset: SamplerDataset, { batch, seed, stream = '' }: BatchOptions): BatchSource {
  const length = batch * sampleLength(dataset);
  const fill = (n: number, out: Float32Array) => {
    checkLength(out, length);
    dataset.draw(new Random(seed, `data${stream}`, n), out);
  };
  return { batch, length, fill };
}

function finiteSource(dataset: FiniteDataset, options: BatchOptions): BatchSource {
  const { batch, order = 'shuffle' } = options;
  if (batch > dataset.size) {
    throw new UserError(
      `batch: expected at most ${dataset.size}, the size of ${dataset.name}, got ${batch}; choose a smaller batch`,
    );
  }
  const length = batch * sampleLength(dataset);
  const indices = new Uint32Array(batch);
  const choose = order === 'shuffle' ? shuffled(dataset.size, options) : drawn(dataset.size, options);
  const fill = (n: number, out: Float32Array, labels?: Uint8Array | Int32Array) => {
    checkLength(out, length);
    choose(n, indices);
    dataset.read(indices, out);
    if (labels) copyLabels(dataset, indices, labels);
  };
  return { batch, length, fill };
}

type Choose = (n: number, indices: Uint32Array) => void;

/** Positions n·batch … (n + 1)·batch − 1 of the sequence of permutations. */
function shuffled(size: number, { seed, stream = '' }: BatchOptions): Choose {
  let epoch = -1;
  let order: Uint32Array = new Uint32Array();
  return (n, indices) => {
    const start = n * indices.length;
    for (let i = 0; i < indices.length; i++) {
      const wanted = Math.floor((start + i) / size);
      if (wanted !== epoch) {
        epoch = wanted;
        order = new Random(seed, `shuffle${stream}`, epoch).permutation(size);
      }
      indices[i] = order[start + i - epoch * size];
    }
  };
}

function drawn(size: number, { seed, stream = '' }: BatchOptions): Choose {
  return (n, indices) => {
    const random = new Random(seed, `data${stream}`, n);
    for (let i = 0; i < indices.length; i++) indices[i] = random.integer(size);
  };
}

function copyLabels(dataset: FiniteDataset, indices: Uint32Array, labels: Uint8Array | Int32Array): void {
  if (!dataset.labels)
    throw new UserError(`${dataset.name}: expected a dataset with labels, got one without`);
  for (let i = 0; i < indices.length; i++) labels[i] = dataset.labels[indices[i]];
}

function checkLength(out: Float32Array, length: number): void {
  if (out.length !== length) throw new Error(`internal: batch of ${length} values into ${out.length}`);
}
