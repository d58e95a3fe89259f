import { add, cast, floor, greater, mul, sub } from '../../graph/ops/elementwise.ts';
import { constant } from '../../graph/ops/leaf.ts';
import type { Tensor } from '../../graph/tensor.ts';
import type { Choice } from '../../util/choice.ts';
import { type Augmentation, fill, perImage, probability } from './augmentation.ts';

interface Options {
  readonly size: number;
  readonly p: number;
  readonly fill: number;
}

/** A rectangle of ⌊size·H + ½⌋ × ⌊size·W + ½⌋ pixels, its middle anywhere in the image. */
export function cutoutOf({ size, p, fill: paint }: Options): Augmentation {
  return {
    draw: ([n, height, width], { random }) => {
      const inRows = inside(height, size, random.uniform([n, 1, 1, 1]), [1, height, 1, 1]);
      const inColumns = inside(width, size, random.uniform([n, 1, 1, 1]), [1, 1, width, 1]);
      const kept = perImage(p, n, random, sub(1, mul(inRows, inColumns)), 1);
      return x => add(mul(sub(x, paint), kept), paint);
    },
  };
}

/** 1 at the places of an axis that are cut, by U[0, 1) of each image. */
function inside(length: number, share: number, uniform: Tensor, shape: readonly number[]): Tensor {
  const cut = Math.floor(length * share + 0.5);
  const middle = floor(mul(length + 1 - (cut % 2), uniform));
  const place = add(sub(constant([...Array(length).keys()], shape), middle), Math.floor(cut / 2)); // 0 to cut − 1
  return mul(cast(greater(place, -0.5)), cast(greater(cut - 0.5, place)));
}

export const cutout: Choice<Augmentation, 'size' | 'p' | 'fill'> = {
  summary: 'Cuts a rectangle out.',
  source: 'DiffAugment, arXiv 2006.10738; after arXiv 1708.04552',
  parameters: {
    size: { default: 0.5, min: 0, max: 1, meaning: 'side of the rectangle, as a share of that of the image' },
    p: probability,
    fill,
  },
  create: cutoutOf,
};
