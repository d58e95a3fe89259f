import { reshape } from '../../graph/ops/shape.ts';
import type { Choice } from '../../util/choice.ts';
import { type Augmentation, probability, sometimes } from './augmentation.ts';
import { alongColumns, identity, mirror } from './lines.ts';

export const flip: Choice<Augmentation, 'p'> = {
  summary: 'Mirrors left to right; at p = ½ G cannot tell the two apart and makes both.',
  source: 'arXiv 2006.06676, appendix B',
  parameters: { p: { ...probability, default: 0.5 } },
  create: ({ p }) => ({
    draw: ([n, , width], { random }) => {
      const columns = sometimes(
        p,
        random.uniform([n, 1, 1, 1]),
        mirrored(width),
        reshape(identity(width), [1, 1, width, width]),
      );
      return x => alongColumns(x, reshape(columns, [n, width, width]));
    },
  }),
};

const mirrored = (width: number) => reshape(mirror(width), [1, 1, width, width]);
