import { batchSource } from '../data/batches.ts';
import type { Dataset } from '../data/dataset.ts';
import { type FeedValues, fillFeeds } from '../gan/feeds.ts';
import { batchSize, type Gan } from '../gan/gan.ts';
import { sizeOf } from '../graph/tensor.ts';
import type { Plan } from './plan.ts';

interface Ahead {
  readonly first: number;
  readonly count: number;
  readonly inputs: Promise<FeedValues>;
}

/** Makes what the steps of a run are fed: a function of the plan, the data and the number of the step only. */
export class Feeder {
  /** Bytes that one step is fed. */
  readonly stepBytes: number;
  private readonly fill: (first: number, count: number) => Promise<FeedValues>;
  private ahead: Ahead | undefined;

  /** @param dataset what is trained on */
  constructor(gan: Gan, dataset: Dataset, { seed, order }: Plan) {
    const { program, feeds } = gan.step;
    this.stepBytes = program.inputs.reduce((sum, node) => sum + 4 * sizeOf(node.shape), 0);
    const source = batchSource(dataset, { batch: batchSize(gan), seed, order });
    const batches = { fill: (n: number, x: Float32Array) => source.fill(n, x) };
    this.fill = (first, count) => fillFeeds(feeds, seed, batches, first, count);
  }

  /** What steps `first` to `first + count − 1` are fed. */
  async inputs(first: number, count: number): Promise<FeedValues> {
    const { ahead } = this;
    this.ahead = undefined;
    const made = await ahead?.inputs; // a source is asked for one thing at a time
    if (made && ahead?.first === first && ahead.count === count) return made;
    return this.fill(first, count);
  }

  /** Begins to make what {@link inputs} will be asked for next, while the engine computes. */
  prefetch(first: number, count: number): void {
    const inputs = this.inputs(first, count);
    inputs.catch(() => {}); // said when it is asked for
    this.ahead = { first, count, inputs };
  }
}
