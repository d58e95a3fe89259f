import {
  type ChoiceOptions,
  type Choices,
  type Chosen,
  createChoice,
  parseChoice,
} from '../../util/choice.ts';
import { ddls } from './ddls.ts';
import { flowJs, flowKl } from './flow.ts';
import type { Refinement } from './refinement.ts';
import { rejection } from './rejection.ts';

/** Every way to sample with D's help by name. */
export const refinements = {
  rejection,
  ddls,
  flow: flowKl,
  'flow-js': flowJs,
} satisfies Choices<Refinement>;

export type RefinementName = keyof typeof refinements;

/** Such as `{ kind: 'rejection', percentile: 95 }`; numbers that are left out have their defaults. */
export type RefinementOptions = ChoiceOptions<typeof refinements>;

/**
 * The refinement that a kind stands for, with its numbers by name.
 * @throws UserError naming the nearest refinement, or the number that is out of range
 */
export function refinement(options: RefinementOptions | RefinementName): Refinement {
  return createChoice<Refinement>('refinement', options, refinements);
}

/**
 * What a text such as `rejection:95` or `ddls:500,0.01` is short for.
 * @throws UserError as {@link refinement}
 */
export function parseRefinement(text: string): Chosen<typeof refinements> {
  return parseChoice('refinement', text, refinements);
}
