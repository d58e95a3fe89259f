import { type Shape, sizeOf } from '../../graph/tensor.ts';
import type { Initializer } from '../initializers.ts';
import { type Layer, sequential } from '../layer.ts';
import { type Activation, activation } from '../layers/activations.ts';
import { dense } from '../layers/dense.ts';
import { dropout } from '../layers/dropout.ts';
import { batchNorm, layerNorm } from '../layers/norm.ts';
import { flatten, reshape, tap } from '../layers/shape.ts';

/** What the networks below share: normalisation and activation after each layer of weights. */
export interface BlockOptions {
  /** Default `relu`. */
  readonly activation?: Activation;
  /** Slope of `leaky-relu` below zero; default 0.2. */
  readonly slope?: number;
  /** Default `none`. */
  readonly norm?: 'none' | 'batch' | 'layer';
  /** Whether normalisation comes before the activation (as in DCGAN) or after; default `before`. */
  readonly normPlace?: 'before' | 'after';
  /** Share of a running average that one batch keeps; default 0.9. */
  readonly normMomentum?: number;
  /** Default 1e-5. */
  readonly normEpsilon?: number;
  /**
   * Whether weights that batch normalisation follows at once have a bias: it has no effect, the
   * normalisation takes it out again. Default false.
   */
  readonly biasBeforeNorm?: boolean;
  /** Law of the initial weights; default `glorot-uniform`. */
  readonly init?: Initializer;
}

/** The bias of a layer of weights before {@link block}. */
export function blockBias({
  norm,
  normPlace = 'before',
  biasBeforeNorm = false,
}: BlockOptions): 'zeros' | false {
  return norm === 'batch' && normPlace === 'before' && !biasBeforeNorm ? false : 'zeros';
}

/** Normalisation and activation of one hidden layer, in their order. */
export function block(options: BlockOptions): Layer[] {
  const { norm = 'none', normPlace = 'before', normMomentum, normEpsilon } = options;
  const active = activation(options.activation ?? 'relu', options.slope);
  const settings = { momentum: normMomentum, epsilon: normEpsilon };
  const normal = norm === 'none' ? [] : [norm === 'batch' ? batchNorm(settings) : layerNorm(settings)];
  return normPlace === 'before' ? [...normal, active] : [active, ...normal];
}

export interface MlpOptions extends BlockOptions {
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
  /** Probability that dropout keeps an input, and a hidden unit; default 1: no dropout. */
  readonly keepInput?: number;
  readonly keepHidden?: number;
}

/**
 * Multilayer perceptron: dense layers with one activation, from samples of any shape to `output`.
 * With no hidden layer and one output it is the logistic unit D(x) = 1 / (1 + e^−(x·w + b)), on logits.
 */
export function mlp(options: MlpOptions): Layer {
  const { hidden, output, outputActivation = 'linear', outputBias, keepInput = 1, keepHidden = 1 } = options;
  const init = options.init ?? 'glorot-uniform';
  return sequential([
    flatten(),
    dropout(keepInput),
    ...hidden.flatMap(units => [
      dense(units, { init, bias: blockBias(options) }),
      ...block(options),
      dropout(keepHidden),
    ]),
    tap('features'),
    dense(sizeOf(output), { init: options.outputInit ?? init, bias: outputBias }),
    activation(outputActivation, options.slope),
    reshape(output),
  ]);
}
