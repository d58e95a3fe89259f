import { type Shape, sizeOf } from '../../graph/tensor.ts';
import type { Initializer } from '../initializers.ts';
import { type Layer, sequential } from '../layer.ts';
import { activation } from '../layers/activations.ts';
import { dense } from '../layers/dense.ts';
import { flatten, reshape } from '../layers/shape.ts';

export interface RectifierSigmoidOptions {
  /** Units of the hidden layers: rectifiers, sigmoids, rectifiers, … */
  readonly hidden: readonly number[];
  readonly output: Shape;
  /** Default U(−0.05, 0.05). */
  readonly init?: Initializer;
  /** Initial bias of the hidden sigmoids; default −2, so that few are on. */
  readonly sigmoidBias?: number;
  /** Default: 100 weights into each output, N(0, 1). */
  readonly outputInit?: Initializer;
  /** Default: the logits of the mean of the data. */
  readonly outputBias?: Initializer;
}

/**
 * The generator of the Toronto faces in the 2014 paper: layers of rectifiers and of sigmoids in turn, and sigmoid outputs.
 * @see arXiv 1406.2661; goodfeli/adversarial, tfd_pretrain/pretrain.yaml
 */
export function rectifierSigmoid(options: RectifierSigmoidOptions): Layer {
  const {
    hidden,
    output,
    init = { kind: 'uniform', range: 0.05 },
    sigmoidBias = -2,
    outputInit = { kind: 'sparse', count: 100 },
    outputBias = { kind: 'marginals' },
  } = options;
  const few: Initializer = { kind: 'constant', value: sigmoidBias };
  return sequential([
    flatten(),
    ...hidden.flatMap((units, i) =>
      i % 2 === 0
        ? [dense(units, { init }), activation('relu')]
        : [dense(units, { init, bias: few }), activation('sigmoid')],
    ),
    dense(sizeOf(output), { init: outputInit, bias: outputBias }),
    activation('sigmoid'),
    reshape(output),
  ]);
}
