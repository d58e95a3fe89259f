import { type Choices, parseChoice } from '../../util/choice.ts';
import { r1, r2 } from './gradient.ts';
import type { Penalty } from './penalty.ts';

/** Every penalty by name: the choices of the command line, the schema and the documentation. */
export const penalties = {
  r1,
  r2,
} satisfies Choices<Penalty>;

export type PenaltyName = keyof typeof penalties;

/**
 * The penalty that a text such as `r1:10` stands for.
 * @throws UserError naming the nearest penalty, or the number that is out of range
 */
export function penalty(text: string): Penalty {
  return parseChoice<Penalty>('penalty', text, penalties);
}
