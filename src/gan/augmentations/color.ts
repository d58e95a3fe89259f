import { add, mul, sub } from '../../graph/ops/elementwise.ts';
import { mean } from '../../graph/ops/statistics.ts';
import type { Tensor } from '../../graph/tensor.ts';
import type { RandomSource } from '../../nn/scope.ts';
import type { Choice } from '../../util/choice.ts';
import { UserError } from '../../util/error.ts';
import { type Augmentation, type ImageShape, perImage, probability } from './augmentation.ts';

interface Options {
  readonly range: number;
  readonly p: number;
}

const source = 'DiffAugment, arXiv 2006.10738';

/** middle + U(−range, range) for each image, else `identity`. */
function factor({ range, p }: Options, [n]: ImageShape, random: RandomSource, identity: number): Tensor {
  const value = add(identity, mul(2 * range, sub(random.uniform([n, 1, 1, 1]), 0.5)));
  return perImage(p, n, random, value, identity);
}

/** x + b, b of U(−range, range) for each image. */
export function brightnessOf(options: Options): Augmentation {
  return {
    draw: (images, { random }) => {
      const b = factor(options, images, random, 0);
      return x => add(x, b);
    },
  };
}

/** m + (x − m)·c with the mean m over some axes, c of U(1 − range, 1 + range) for each image. */
function about(options: Options, axes: readonly number[]): Augmentation {
  return {
    draw: (images, { random }) => {
      const c = factor(options, images, random, 1);
      return x => {
        const m = mean(x, axes, { keepDims: true });
        return add(m, mul(sub(x, m), c));
      };
    },
  };
}

/** About the mean of each pixel's channels. */
export const saturationOf = (options: Options): Augmentation => about(options, [3]);
/** About the mean of each image. */
export const contrastOf = (options: Options): Augmentation => about(options, [1, 2, 3]);

/** @throws UserError for images without three colours */
function requireColours(what: string, [, , , channels]: ImageShape): void {
  if (channels === 3) return;
  throw new UserError(
    `augment: expected images of three colours for '${what}', got ${channels} ${channels === 1 ? 'channel' : 'channels'}; remove it: grey images have brightness and contrast`,
  );
}

const parameters = (range: number, meaning: string) => ({
  range: { default: range, min: 0, max: 1, meaning },
  p: probability,
});

export const brightness: Choice<Augmentation, 'range' | 'p'> = {
  summary: 'x + U(−r, r): lighter or darker, pixels from −1 to 1.',
  source,
  parameters: parameters(0.5, 'what is added at most'),
  create: brightnessOf,
};

export const saturation: Choice<Augmentation, 'range' | 'p'> = {
  summary: 'Colours ·U(1 − r, 1 + r) about the grey of each pixel; colour images only.',
  source,
  parameters: parameters(1, 'how far the factor may be from 1'),
  create: options => ({
    draw: (images, draw) => {
      requireColours('saturation', images);
      return saturationOf(options).draw(images, draw);
    },
  }),
};

export const contrast: Choice<Augmentation, 'range' | 'p'> = {
  summary: 'Pixels ·U(1 − r, 1 + r) about the mean of each image.',
  source,
  parameters: parameters(0.5, 'how far the factor may be from 1'),
  create: contrastOf,
};
