import {
  type ChoiceOptions,
  type Choices,
  type Chosen,
  createChoice,
  parseChoice,
} from '../../util/choice.ts';
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

/** Such as `{ kind: 'lsgan', fake: -1, real: 1, target: 0 }`; numbers that are left out have their defaults. */
export type ObjectiveOptions = ChoiceOptions<typeof objectives>;

/**
 * The objective that a kind stands for, with its numbers by name.
 * @throws UserError naming the nearest objective, or the number that is out of range
 */
export function objective(options: ObjectiveOptions | ObjectiveName): Objective {
  return createChoice<Objective>('objective', options, objectives);
}

/**
 * What a text such as `hinge` or `lsgan:-1,1,0` is short for.
 * @throws UserError as {@link objective}
 */
export function parseObjective(text: string): Chosen<typeof objectives> {
  return parseChoice('objective', text, objectives);
}
