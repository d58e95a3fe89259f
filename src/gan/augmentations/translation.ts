import { add, floor, mul, sub } from '../../graph/ops/elementwise.ts';
import type { Tensor } from '../../graph/tensor.ts';
import type { RandomSource } from '../../nn/scope.ts';
import type { Choice } from '../../util/choice.ts';
import { type Augmentation, fill, type ImageShape, perImage, probability } from './augmentation.ts';
import { alongColumns, alongRows, shifts } from './lines.ts';

interface Options {
  readonly reach: number;
  readonly p: number;
  readonly fill: number;
}

/** Whole pixels U{−r, …, r} along both axes, r = ⌊size·reach + ½⌋. */
export function translationOf({ reach, p, fill: paint }: Options): Augmentation {
  return {
    draw: (images, { random }) => {
      const [, height, width] = images;
      const rows = shifts(height, moved(height, reach, p, images, random));
      const columns = shifts(width, moved(width, reach, p, images, random));
      return x => add(alongColumns(alongRows(sub(x, paint), rows), columns), paint);
    },
  };
}

function moved(size: number, reach: number, p: number, [n]: ImageShape, random: RandomSource): Tensor {
  const most = Math.floor(size * reach + 0.5);
  const t = sub(floor(mul(2 * most + 1, random.uniform([n, 1, 1, 1]))), most);
  return perImage(p, n, random, t, 0);
}

export const translation: Choice<Augmentation, 'reach' | 'p' | 'fill'> = {
  summary: 'Moves by whole pixels up to a share of the size, along each axis.',
  source: 'DiffAugment, arXiv 2006.10738',
  parameters: {
    reach: { default: 0.125, min: 0, max: 1, meaning: 'share of the size that an image moves at most' },
    p: probability,
    fill,
  },
  create: translationOf,
};
