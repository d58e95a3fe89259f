import { type Shape, sizeOf } from '../../graph/tensor.ts';
import type { Initializer } from '../initializers.ts';
import { type Layer, sequential } from '../layer.ts';
import { type Activation, activation } from '../layers/activations.ts';
import { dense } from '../layers/dense.ts';
import { dropout } from '../layers/dropout.ts';
import { flatten, intermediate, reshape } from '../layers/shape.ts';
import { type BlockOptions, block, blockBias, referenced } from './block.ts';
import { type ConditionOptions, conditionedInput, conditionedOutput } from './condition.ts';
import { type MinibatchOptions, minibatch } from './minibatch.ts';

export interface MlpOptions extends BlockOptions, ConditionOptions, MinibatchOptions {
  /** Units of the hidden layers, first to last; empty for one affine map. */
  readonly hidden: readonly number[];
  /** Shape of one result. */
  readonly output: Shape;
  /** Activation of the result; default `linear`. */
  readonly outputActivation?: Activation;
  /** Law of the initial output weights; default as the others. */
  readonly outputInit?: Initializer;
  /** Law of the initial output bias; default `zeros`. */
  readonly outputBias?: Initializer;
  /** Probability that dropout zeroes an input, and a hidden unit; default 0. */
  readonly dropoutInput?: number;
  readonly dropoutHidden?: number;
}

/**
 * Multilayer perceptron: dense layers with one activation, from samples of any shape to `output`.
 * With no hidden layer and one output it is the logistic unit D(x) = 1 / (1 + e^−(x·w + b)), on logits.
 */
export function mlp(options: MlpOptions): Layer {
  const {
    hidden,
    output,
    outputActivation = 'linear',
    outputBias,
    dropoutInput = 0,
    dropoutHidden = 0,
  } = options;
  const init = options.init ?? 'glorot-uniform';
  const layers = sequential([
    flatten(),
    dropout(dropoutInput),
    ...conditionedInput(options),
    ...hidden.flatMap(units => [
      dense(units, { init, bias: blockBias(options) }),
      ...block(options),
      dropout(dropoutHidden),
    ]),
    intermediate('features'),
    ...minibatch(options),
    conditionedOutput(options, sizeOf(output), { init: options.outputInit ?? init, bias: outputBias }),
    activation(outputActivation, options.slope),
    reshape(output),
  ]);
  return referenced(options, layers);
}
