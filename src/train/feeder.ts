import { batchSource, type Minibatches } from '../data/batches.ts';
import type { Dataset } from '../data/dataset.ts';
import { type FeedValues, fillFeeds } from '../gan/feeds.ts';
import { batchSize, type Gan } from '../gan/gan.ts';
import { sizeOf } from '../graph/tensor.ts';
import type { ConditionValues } from '../util/condition.ts';
import type { Plan } from './plan.ts';

/** Makes what the steps of a run are fed: a function of the plan, the data and the number of the step only. */
export class Feeder {
  /** Bytes that one step is fed. */
  readonly stepBytes: number;
  private readonly gan: Gan;
  private readonly seed: number;
  private readonly minibatches: Minibatches;

  /** @param dataset what is trained on */
  constructor(gan: Gan, dataset: Dataset, { seed, order }: Plan) {
    const { inputs } = gan.step.program;
    this.stepBytes = inputs.reduce((sum, node) => sum + 4 * sizeOf(node.shape), 0);
    this.gan = gan;
    this.seed = seed;
    this.minibatches = batchSource(dataset, { batch: batchSize(gan), seed, order });
  }

  /** What steps `first` to `first + count − 1` are fed. */
  inputs(first: number, count: number): Promise<FeedValues> {
    return fillFeeds(this.gan.step.feeds, this.seed, this.minibatches, first, count);
  }

  /** Conditions such as the data have, one set for each stream. */
  ask(stream: string, y: ConditionValues): void | Promise<void> {
    return this.minibatches.ask(stream, 0, y);
  }

  /** Begins to read what {@link inputs} will be asked for next, where the data are not in memory. */
  prefetch(first: number, count: number): void {
    const perStep = this.gan.step.feeds.filter(feed => feed.kind === 'data').length;
    for (let n = first * perStep; n < (first + count) * perStep; n++) this.minibatches.prefetch(n);
  }
}
