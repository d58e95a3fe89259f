import type { StepWriter } from '../writer.ts';
import { alternating } from './alternating.ts';
import { extragradient } from './extragradient.ts';
import { simultaneous } from './simultaneous.ts';

/** In which order the players move within a step, by name. */
export const updates = {
  alternating,
  simultaneous,
  extragradient,
} satisfies Record<string, (step: StepWriter) => void>;

export type UpdateOrder = keyof typeof updates;
