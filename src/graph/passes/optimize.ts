import type { BatchProgram } from '../batch.ts';
import { mapProgram, type Program } from '../program.ts';
import type { Tensor } from '../tensor.ts';
import { fold } from './fold.ts';
import { type Fusion, fuser } from './fuse.ts';
import { rebuild } from './rebuild.ts';
import { simplify } from './simplify.ts';

export interface OptimizeOptions {
  /** Replaces an op by others that a device runs faster, such as a convolution by a product. */
  readonly lower?: (node: Tensor) => Tensor;
  /** Which ops to merge; default all that can be. */
  readonly fuse?: Fusion | 'none';
}

/**
 * An equal graph without waste: constants folded, algebra simplified, common subexpressions merged,
 * ops lowered for a device, and neighbours fused.
 */
export function optimize(
  outputs: readonly Tensor[],
  { lower = node => node, fuse = 'all' }: OptimizeOptions = {},
): Tensor[] {
  const clean = (node: Tensor) => simplify(fold(node));
  const lean = rebuild(outputs, clean);
  const lowered = rebuild(lean, node => clean(lower(node)));
  return fuse === 'none' ? lowered : rebuild(lowered, fuser(lowered, fuse));
}

/** {@link optimize} of all that a program computes. */
export function optimizeProgram(program: Program, options?: OptimizeOptions): Program {
  return mapProgram(program, outputs => optimize(outputs, options));
}

/** {@link optimize} of a program for any number of rows. */
export function optimizeBatch(program: BatchProgram, options?: OptimizeOptions): BatchProgram {
  return { ...program, at: rows => optimizeProgram(program.at(rows), options) };
}
