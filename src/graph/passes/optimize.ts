import type { Tensor } from '../tensor.ts';
import { fold } from './fold.ts';
import { fuser } from './fuse.ts';
import { rebuild } from './rebuild.ts';
import { simplify } from './simplify.ts';

export interface OptimizeOptions {
  /** Replaces an op by others that a device runs faster, such as a convolution by a product. */
  readonly lower?: (node: Tensor) => Tensor;
  /** Whether to merge ops; default true. */
  readonly fuse?: boolean;
}

/**
 * An equal graph without waste: constants folded, algebra simplified, common subexpressions merged,
 * ops lowered for a device, and neighbours fused.
 */
export function optimize(
  outputs: readonly Tensor[],
  { lower = node => node, fuse = true }: OptimizeOptions = {},
): Tensor[] {
  const clean = (node: Tensor) => simplify(fold(node));
  const lean = rebuild(outputs, clean);
  const lowered = rebuild(lean, node => clean(lower(node)));
  return fuse ? rebuild(lowered, fuser(lowered)) : lowered;
}
