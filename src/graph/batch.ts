import { UserError } from '../util/error.ts';
import type { Program } from './program.ts';

/**
 * What is computed for a batch of any number of rows, such as the samples of a generator. The first axis of each input and
 * each output has a fixed number of elements for each row. State, such as weights, is only read.
 */
export interface BatchProgram {
  /** The program for so many rows; its structure does not depend on their number. */
  at(rows: number): Program;
  /** A part whose result for a row depends on the other rows, such as `discriminator`; it has no program of this kind. */
  readonly coupledBy?: string;
}

/** @throws UserError when the rows of a program influence each other */
export function requireIndependentRows({ coupledBy }: BatchProgram): void {
  if (coupledBy === undefined) return;
  throw new UserError(
    `${coupledBy}: expected layers that treat each sample by itself, got one that compares the samples of a batch; compile it for a batch of fixed size`,
  );
}
