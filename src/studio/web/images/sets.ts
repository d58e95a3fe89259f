import type { DataConfig } from '../../../data/registry.ts';

/** Images that a page has, or the reader's own. */
export interface ImageSet {
  /** Its name above the controls. */
  readonly label: string;
  /** What it is, in a sentence. */
  readonly hint: string;
  /** What it is called where a recipe is trained on it that has other data. */
  readonly words: string;
  /** [height, width, channels] of its images; left out where the reader's files decide it. */
  readonly shape?: (data: DataConfig) => readonly number[];
}

const drawn = ({ side }: DataConfig) => [Number(side), Number(side), 3];

/** Every set that this page can train on, by the name of its data. */
export const sets = {
  mnist: {
    label: 'Digits',
    hint: '10,000 handwritten digits of MNIST, 28 × 28, grey.',
    words: 'Handwritten digits',
    shape: () => [28, 28, 1],
  },
  emoji: {
    label: 'Emoji',
    hint: '3,139 drawings in flat colours, 32 × 32, in nine categories; 1,594 without the colours of skin (Fluent Emoji by Microsoft, MIT). 1.7 MB are loaded.',
    words: 'Emoji',
    shape: drawn,
  },
  'pixel-faces': {
    label: 'Faces',
    hint: '10,000 faces of 16 × 16 large pixels, in colour (DiceBear Pixel Art, CC0). 0.7 MB are loaded.',
    words: 'Pixel faces',
    shape: drawn,
  },
  'stacked-mnist': {
    label: 'Coloured digits',
    hint: 'Three digits in red, green and blue: 1000 combinations.',
    words: 'Three digits as colours',
    shape: () => [28, 28, 3],
  },
  idx: {
    label: 'Your own',
    hint: 'They are read in this page and stay there: nothing is sent anywhere.',
    words: 'Your own images',
  },
} satisfies Readonly<Record<string, ImageSet>>;

export type SetName = keyof typeof sets;

/** The set of a name. @returns undefined for other data */
export const setOf = (name: string): ImageSet | undefined =>
  Object.hasOwn(sets, name) ? sets[name as SetName] : undefined;
