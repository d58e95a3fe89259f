import type { Kind } from '../lab/slow-motion/stages.ts';

/** What a stage of slow motion marks: pictures, networks, and what flows. */
export type Part =
  | 'noise'
  | 'generator'
  | 'generated'
  | 'real'
  | 'discriminator'
  | 'answer'
  | 'verdict'
  | 'through'
  | 'back of G'
  | 'back of D';

const LIT: Readonly<Record<Kind, readonly Part[]>> = {
  data: ['real'],
  noise: ['noise'],
  fakes: ['noise', 'generator', 'generated'],
  judge: ['real', 'generated', 'discriminator', 'answer', 'verdict'],
  ascend: ['discriminator', 'verdict', 'back of D'],
  descend: ['noise', 'generator', 'generated', 'discriminator', 'answer', 'verdict', 'through', 'back of G'],
};

/** Whether a part takes part in a stage; all do where there is none. */
export const isLit = (part: Part, kind: Kind | undefined): boolean =>
  kind === undefined || LIT[kind].includes(part);
