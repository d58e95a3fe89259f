import { add, div, maximum, minimum, mul, sign, sub } from '../graph/ops/elementwise.ts';
import { formatShape, type Operand, type Tensor } from '../graph/tensor.ts';
import { UserError } from '../util/error.ts';
import { drawAll, type ImageShape } from './augmentations/augmentation.ts';
import type { Feeds } from './feeds.ts';
import type { Memories } from './memories.ts';
import type { StepOptions } from './options.ts';

/** A random change T of images [n, H, W, C], the same for all that it is applied to. */
export type Change = (x: Tensor) => Tensor;

/**
 * What changes the images that D's network takes. D with the change is the discriminator of the game: penalties take
 * gradients with respect to the images before it.
 */
export class Augment {
  private readonly options: StepOptions;
  private readonly feeds: Feeds;
  private readonly memories: Memories;

  constructor(options: StepOptions, feeds: Feeds, memories: Memories) {
    this.options = options;
    this.feeds = feeds;
    this.memories = memories;
  }

  /**
   * Draws a change of a batch; undefined where nothing is augmented.
   * @param name of its random numbers
   */
  draw(batch: readonly number[], name: string): Change | undefined {
    const { augment = [], pixels = [-1, 1] } = this.options;
    if (augment.length === 0) return undefined;
    const images = imagesOf(batch);
    const draw = { random: this.feeds.randomSource(`${name}/augment`), p: this.probability() };
    return within(pixels, drawAll(augment, images, draw));
  }

  /**
   * Lets the probability follow D: p ← p + sign(r − target) · images / (1000 · kimg), within [0, 1].
   * @param r mean sign of D at real samples
   * @returns p from here on; undefined where none adapts
   * @see arXiv 2006.06676, section 3
   */
  follow(r: Tensor, images: number): Tensor | undefined {
    const adapt = this.adaptation;
    if (!adapt) return undefined;
    const memory = this.memory();
    const moved = add(memory.value, mul(images / (1000 * adapt.kimg), sign(sub(r, adapt.target))));
    const next = maximum(minimum(moved, 1), 0);
    memory.set(next);
    return next;
  }

  private get adaptation() {
    return this.options.augment?.find(a => a.adapt)?.adapt;
  }

  private probability(): Operand {
    return this.adaptation ? this.memory().value : 1;
  }

  private memory() {
    return this.memories.get('augmentP', []);
  }
}

/** A change that is made for pixels from −1 to 1, of others. */
function within([black, white]: readonly [number, number], change: Change): Change {
  if (black === -1 && white === 1) return change;
  const [middle, half] = [(black + white) / 2, (white - black) / 2];
  return x => add(mul(change(div(sub(x, middle), half)), half), middle);
}

function imagesOf(batch: readonly number[]): ImageShape {
  if (batch.length === 4) return batch as unknown as ImageShape;
  throw new UserError(
    `augment: expected images [H, W, C], got samples ${formatShape(batch.slice(1))}; remove it`,
  );
}
