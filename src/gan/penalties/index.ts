import {
  type ChoiceOptions,
  type Choices,
  type Chosen,
  createChoice,
  parseChoice,
} from '../../util/choice.ts';
import { bcr, cr, zcr } from './consistency.ts';
import { dragan } from './dragan.ts';
import { gp0 } from './gp0.ts';
import { historical } from './historical.ts';
import { lecam } from './lecam.ts';
import { orthogonalD, orthogonalG } from './orthogonal.ts';
import type { Penalty } from './penalty.ts';
import { r1, r2 } from './r1-r2.ts';
import { oneSidedGp, wganGp } from './wgan-gp.ts';

/** Every penalty by name: the choices of the command line, the schema and the documentation. */
export const penalties = {
  'wgan-gp': wganGp,
  'one-sided-gp': oneSidedGp,
  dragan,
  gp0,
  r1,
  r2,
  cr,
  bcr,
  zcr,
  lecam,
  'orthogonal-d': orthogonalD,
  'orthogonal-g': orthogonalG,
  historical,
} satisfies Choices<Penalty>;

export type PenaltyName = keyof typeof penalties;

/** Names of those that bound D's slope at single samples. */
export const slopePenalties: readonly string[] = Object.keys(penalties).filter(
  name => penalty(name as PenaltyName).perSample,
);

/** Such as `{ kind: 'r1', weight: 10 }`; numbers that are left out have their defaults. */
export type PenaltyOptions = ChoiceOptions<typeof penalties>;

/**
 * The penalty that a kind stands for, with its numbers by name.
 * @throws UserError naming the nearest penalty, or the number that is out of range
 */
export function penalty(options: PenaltyOptions | PenaltyName): Penalty {
  return createChoice<Penalty>('penalty', options, penalties);
}

/**
 * What a text such as `r1:10` is short for.
 * @throws UserError as {@link penalty}
 */
export function parsePenalty(text: string): Chosen<typeof penalties> {
  return parseChoice('penalty', text, penalties);
}
