import { type Shape, sizeOf } from '../../graph/tensor.ts';
import type { Initializer } from '../initializers.ts';
import { type Layer, sequential } from '../layer.ts';
import { dropout } from '../layers/dropout.ts';
import { maxout } from '../layers/maxout.ts';
import { flatten, intermediate, reshape } from '../layers/shape.ts';
import { type ConditionOptions, conditionedInput, conditionedOutput } from './condition.ts';
import { type MinibatchOptions, minibatch } from './minibatch.ts';

export interface MaxoutOptions extends ConditionOptions, MinibatchOptions {
  /** Units of the hidden layers. */
  readonly hidden: readonly number[];
  readonly output: Shape;
  /** Affine pieces of each unit; default 5. */
  readonly pieces?: number;
  /** Default U(−0.005, 0.005). */
  readonly init?: Initializer;
  /** Probability that dropout zeroes an input, and a hidden unit; defaults 0.2 and 0.5. */
  readonly dropoutInput?: number;
  readonly dropoutHidden?: number;
}

/** The discriminator of the 2014 paper: maxout layers with dropout. @see arXiv 1302.4389, 1406.2661 section 5 */
export function maxoutNetwork(options: MaxoutOptions): Layer {
  const {
    hidden,
    output,
    pieces = 5,
    init = { kind: 'uniform', range: 0.005 },
    dropoutInput = 0.2,
    dropoutHidden = 0.5,
  } = options;
  return sequential([
    flatten(),
    dropout(dropoutInput),
    ...conditionedInput(options),
    ...hidden.flatMap(units => [maxout(units, pieces, { init }), dropout(dropoutHidden)]),
    intermediate('features'),
    ...minibatch(options),
    conditionedOutput(options, sizeOf(output), { init }),
    reshape(output),
  ]);
}
