import { add, exp, mul, sub } from '../../graph/ops/elementwise.ts';
import { gridSample } from '../../graph/ops/sample.ts';
import type { Choice } from '../../util/choice.ts';
import { type Augmentation, fill, probability, sometimes } from './augmentation.ts';
import { gridOf, scaled, turned, unmoved } from './geometry.ts';

export const affine: Choice<Augmentation, 'degrees' | 'scale' | 'p' | 'fill'> = {
  summary: 'Turns by U(−d, d) degrees and scales by 2^N(0, s²), bilinear: small changes of shape.',
  source: 'ours, of the parts of arXiv 2006.06676',
  parameters: {
    degrees: { default: 10, min: 0, max: 180, meaning: 'angle that an image turns at most' },
    scale: { default: 0.1, min: 0, max: 1, meaning: 'σ of the logarithm to base 2 of the scale' },
    p: probability,
    fill,
  },
  create: ({ degrees, scale, p, fill: paint }) => ({
    draw: (images, { random }) => {
      const [n] = images;
      const changed = random.uniform([n, 1, 1, 1]);
      const angle = mul((degrees * Math.PI) / 90, sub(random.uniform([n, 1, 1, 1]), 0.5));
      const size = exp(mul(scale * Math.LN2, random.normal([n, 1, 1, 1])));
      const s = sometimes(p, changed, size, 1);
      const grid = gridOf(scaled(turned(unmoved, sometimes(p, changed, angle, 0)), s, s), images);
      return x => add(gridSample(sub(x, paint), grid), paint);
    },
  }),
};
