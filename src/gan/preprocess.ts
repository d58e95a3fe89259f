import { add, mul } from '../graph/ops/elementwise.ts';
import type { Tensor } from '../graph/tensor.ts';
import { at } from '../nn/schedule.ts';
import type { Feeds } from './feeds.ts';
import type { Samples } from './game.ts';
import type { StepOptions } from './options.ts';
import { pack, packConditions } from './pack.ts';

/** Makes of samples what D sees: with instance noise, packed. */
export class Preprocess {
  private readonly feeds: Feeds;
  private readonly pac: number;
  private readonly sigma: Tensor | undefined;

  constructor({ pac = 1, instanceNoise = 0 }: StepOptions, feeds: Feeds) {
    this.feeds = feeds;
    this.pac = pac;
    if (instanceNoise !== 0) this.sigma = feeds.scalar('instanceNoise', step => at(instanceNoise, step));
  }

  /** @param name of the samples' noise */
  apply({ x, y }: Samples, name: string): Samples {
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
