import { bce } from './bce.ts';
import { linear } from './linear.ts';
import { minimax } from './minimax.ts';
import { nonSaturating } from './non-saturating.ts';
import type { Objective } from './objective.ts';

/** Every objective by name: the choices of the command line, the schema and the documentation. */
export const objectives = {
  minimax,
  'non-saturating': nonSaturating,
  bce,
  linear,
} satisfies Record<string, Objective>;

export type ObjectiveName = keyof typeof objectives;
