import { type Choices, parseChoice } from '../../util/choice.ts';
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

/**
 * The refinement that a text such as `rejection:95` or `ddls:500,0.01` stands for.
 * @throws UserError naming the nearest refinement, or the number that is out of range
 */
export function refinement(text: string): Refinement {
  return parseChoice<Refinement>('refinement', text, refinements);
}
