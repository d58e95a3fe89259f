import {
  type ChoiceOptions,
  type Choices,
  type Chosen,
  createChoice,
  parseChoice,
} from '../../util/choice.ts';
import { ada, bgc } from './ada.ts';
import { affine } from './affine.ts';
import type { Augmentation } from './augmentation.ts';
import { brightness, contrast, saturation } from './color.ts';
import { cutout } from './cutout.ts';
import { diffaugment } from './diffaugment.ts';
import { flip } from './flip.ts';
import { translation } from './translation.ts';

/** Every augmentation by name: the choices of the command line, the schema and the documentation. */
export const augmentations = {
  diffaugment,
  ada,
  bgc,
  brightness,
  saturation,
  contrast,
  translation,
  cutout,
  flip,
  affine,
} satisfies Choices<Augmentation>;

export type AugmentationName = keyof typeof augmentations;

/** Such as `{ kind: 'translation', reach: 0.125 }`; numbers that are left out have their defaults. */
export type AugmentationOptions = ChoiceOptions<typeof augmentations>;

/**
 * The augmentation that a kind stands for, with its numbers by name.
 * @throws UserError naming the nearest augmentation, or the number that is out of range
 */
export function augmentation(options: AugmentationOptions | AugmentationName): Augmentation {
  return createChoice<Augmentation>('augmentation', options, augmentations);
}

/**
 * What a text such as `translation:0.125` is short for.
 * @throws UserError as {@link augmentation}
 */
export function parseAugmentation(text: string): Chosen<typeof augmentations> {
  return parseChoice('augmentation', text, augmentations);
}
