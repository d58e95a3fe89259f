import { add, mul } from '../graph/ops/elementwise.ts';
import type { Tensor } from '../graph/tensor.ts';
import { at } from '../nn/schedule.ts';
import type { Augment, Change } from './augment.ts';
import type { Feeds } from './feeds.ts';
import type { Samples } from './game.ts';
import type { StepOptions } from './options.ts';
import { pack, packConditions, unpack } from './pack.ts';

/** Samples as D sees them. */
export interface Seen extends Samples {
  /** The random change, augmentation, that they go through before D's network takes them; left out: none. */
  readonly change?: Change;
}

/** Makes of samples what D sees: with instance noise, packed, and then augmented. */
export class Preprocess {
  private readonly feeds: Feeds;
  private readonly pac: number;
  private readonly sigma: Tensor | undefined;
  private readonly augment: Augment;

  constructor(options: StepOptions, feeds: Feeds, augment: Augment) {
    const { pac = 1, instanceNoise = 0 } = options;
    this.feeds = feeds;
    this.pac = pac;
    this.augment = augment;
    if (instanceNoise !== 0) this.sigma = feeds.scalar('instanceNoise', step => at(instanceNoise, step));
  }

  /** @param name of the samples' random numbers */
  apply(samples: Samples, name: string): Seen {
    const change = this.augment.draw(samples.x.shape, name);
    const seen = this.packed(samples, name);
    return change ? { ...seen, change: x => pack(change(unpack(x, this.pac)), this.pac) } : seen;
  }

  /** With noise and packed, without a change of their own. */
  packed({ x, y }: Samples, name: string): Samples {
    return {
      x: pack(this.noisy(x, name), this.pac),
      ...(y && { y: packConditions(y, this.pac) }),
    };
  }

  private noisy(x: Tensor, name: string): Tensor {
    if (!this.sigma) return x;
    const noise = this.feeds.noise(`${name}/instance`, 'normal', x.shape);
    return add(x, mul(this.sigma, noise));
  }
}
