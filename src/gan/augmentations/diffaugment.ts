import type { Choice } from '../../util/choice.ts';
import { type Augmentation, drawAll, fill, type ImageShape, probability } from './augmentation.ts';
import { brightnessOf, contrastOf, saturationOf } from './color.ts';
import { cutoutOf } from './cutout.ts';
import { translationOf } from './translation.ts';

export const diffaugment: Choice<Augmentation, 'p' | 'fill'> = {
  summary:
    'DiffAugment: brightness, saturation (of colour images), contrast, translation and cutout, each with its defaults.',
  source: 'arXiv 2006.10738, policy color,translation,cutout',
  parameters: { p: probability, fill },
  create: options => ({ draw: (images, draw) => drawAll(partsOf(images, options), images, draw) }),
};

function partsOf(
  [, , , channels]: ImageShape,
  options: { readonly p: number; readonly fill: number },
): Augmentation[] {
  const { p } = options;
  return [
    brightnessOf({ range: 0.5, p }),
    ...(channels === 3 ? [saturationOf({ range: 1, p })] : []),
    contrastOf({ range: 0.5, p }),
    translationOf({ reach: 0.125, ...options }),
    cutoutOf({ size: 0.5, ...options }),
  ];
}
