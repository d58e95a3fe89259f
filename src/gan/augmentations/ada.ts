import type { Choice, ChoiceParameter } from '../../util/choice.ts';
import { type Augmentation, probability } from './augmentation.ts';
import { pipeline } from './pipeline.ts';

const share = (meaning: string): ChoiceParameter => ({ default: 1, min: 0, max: 1, meaning });

const shares = {
  flips: share('factor of p for mirroring and turning by right angles'),
  shifts: share('factor of p for moving by whole pixels'),
  geometry: share('factor of p for scaling, turning, stretching and moving'),
  color: share('factor of p for brightness, contrast and colours'),
};

export const ada: Choice<Augmentation, 'target' | 'kimg' | 'flips' | 'shifts' | 'geometry' | 'color'> = {
  summary:
    'Adaptive: flips, moves, turns, scales and colours with a probability p that rises while D knows the data by heart.',
  source: 'StyleGAN2-ADA, arXiv 2006.06676',
  parameters: {
    target: { default: 0.6, min: 0, max: 1, meaning: 'mean sign of D at real samples that p aims at' },
    kimg: { default: 500, min: 0.1, max: 1e6, meaning: 'thousands of images in which p can go from 0 to 1' },
    ...shares,
  },
  create: ({ target, kimg, ...rest }) => ({
    adapt: { target, kimg },
    draw: (images, draw) => pipeline(rest, images, draw),
  }),
};

export const bgc: Choice<Augmentation, 'p' | 'flips' | 'shifts' | 'geometry' | 'color'> = {
  summary: 'The changes of ada with a probability that is fixed.',
  source: 'arXiv 2006.06676, appendix B',
  parameters: { p: { ...probability, default: 0.3 }, ...shares },
  create: ({ p, ...rest }) => ({
    draw: (images, { random }) => pipeline(rest, images, { random, p }),
  }),
};
