import { type Choices, parseChoice } from '../../util/choice.ts';
import { bce } from './bce.ts';
import { fGans } from './f-gan.ts';
import { hinge } from './hinge.ts';
import { linear } from './linear.ts';
import { lsgan } from './lsgan.ts';
import { minimax } from './minimax.ts';
import { nonSaturating } from './non-saturating.ts';
import type { Objective } from './objective.ts';
import { relativistic, relativisticHinge, relativisticLeastSquares } from './relativistic.ts';
import {
  relativisticAverage,
  relativisticAverageHinge,
  relativisticAverageLeastSquares,
} from './relativistic-average.ts';
import { wasserstein } from './wasserstein.ts';

/** Every objective by name: the choices of the command line, the schema and the documentation. */
export const objectives = {
  minimax,
  'non-saturating': nonSaturating,
  bce,
  linear,
  lsgan,
  hinge,
  wasserstein,
  relativistic,
  'relativistic-ls': relativisticLeastSquares,
  'relativistic-hinge': relativisticHinge,
  'relativistic-average': relativisticAverage,
  'relativistic-average-ls': relativisticAverageLeastSquares,
  'relativistic-average-hinge': relativisticAverageHinge,
  ...fGans,
} satisfies Choices<Objective>;

export type ObjectiveName = keyof typeof objectives;

/**
 * The objective that a text stands for: a name, with numbers where it takes some (`lsgan:-1,1,0`).
 * @throws UserError naming the nearest objective, or the number that is out of range
 */
export function objective(text: string): Objective {
  return parseChoice<Objective>('objective', text, objectives);
}
