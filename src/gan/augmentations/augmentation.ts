import { greater, where } from '../../graph/ops/elementwise.ts';
import { reshape, sliceAxis } from '../../graph/ops/shape.ts';
import type { Operand, Tensor } from '../../graph/tensor.ts';
import type { RandomSource } from '../../nn/scope.ts';
import type { ChoiceParameter } from '../../util/choice.ts';

/** Of a batch of images: [n, H, W, C]. */
export type ImageShape = readonly [n: number, height: number, width: number, channels: number];

/** What random changes are made with. */
export interface Draw {
  readonly random: RandomSource;
  /** The probability that adapts to D, where an augmentation asks for one. */
  readonly p: Operand;
}

/** How a probability p follows D: p += sign(r − target) · images / (1000 · kimg), r the mean sign of D at real samples. */
export interface Adaptation {
  readonly target: number;
  /** Thousands of images in which p can go from 0 to 1. */
  readonly kimg: number;
}

/** A change of images that D sees, real and generated ones: differentiable, random, each image by itself. */
export interface Augmentation {
  /** Draws a change of images whose pixels lie in [−1, 1]: it may be applied to several batches of the shape. */
  draw(images: ImageShape, draw: Draw): (images: Tensor) => Tensor;
  /** How its probability follows D; left out: it is fixed. */
  readonly adapt?: Adaptation;
}

/** The changes of some augmentations, one after the other. */
export function drawAll(
  parts: readonly Augmentation[],
  images: ImageShape,
  draw: Draw,
): (x: Tensor) => Tensor {
  const changes = parts.map(part => part.draw(images, draw));
  return x => changes.reduce((y, change) => change(y), x);
}

export const probability: ChoiceParameter = {
  symbol: 'p',
  default: 1,
  min: 0,
  max: 1,
  meaning: 'probability that an image is changed',
};

export const fill: ChoiceParameter = {
  default: 0,
  min: -1,
  max: 1,
  meaning: 'what comes in: −1 black, 0 grey as in the paper, 1 white',
};

/** `value` with probability p, else `identity`; `uniform` is U[0, 1). */
export function sometimes(p: Operand, uniform: Tensor, value: Operand, identity: Operand): Tensor {
  return where(greater(p, uniform), value, identity);
}

/** {@link sometimes}, for each of n images, [n, 1, 1, 1]; at p = 1 nothing is drawn. */
export function perImage(
  p: number,
  n: number,
  random: RandomSource,
  value: Tensor,
  identity: number,
): Tensor {
  return p === 1 ? value : sometimes(p, random.uniform([n, 1, 1, 1]), value, identity);
}

/** The columns of an array [n, k] one after the other, [n, 1, 1, 1] each. */
export function columnsOf(array: Tensor): () => Tensor {
  const [n] = array.shape;
  let count = 0;
  return () => {
    const column = sliceAxis(array, 1, count, ++count);
    return reshape(column, [n, 1, 1, 1]);
  };
}
