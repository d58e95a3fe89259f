import { type Choices, parseChoice } from '../../util/choice.ts';
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
  name => penalty(name).perSample,
);

/**
 * The penalty that a text such as `r1:10` stands for.
 * @throws UserError naming the nearest penalty, or the number that is out of range
 */
export function penalty(text: string): Penalty {
  return parseChoice<Penalty>('penalty', text, penalties);
}
