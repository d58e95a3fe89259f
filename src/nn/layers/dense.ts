import { add } from '../../graph/ops/elementwise.ts';
import { matmul } from '../../graph/ops/linear.ts';
import { formatShape, shapeError } from '../../graph/tensor.ts';
import type { Initializer } from '../initializers.ts';
import { type Layer, layer } from '../layer.ts';

export interface DenseOptions {
  /** Law of the initial weights; default `glorot-uniform`. */
  readonly init?: Initializer;
  /** Law of the initial bias, or false for none; default `zeros`. */
  readonly bias?: Initializer | false;
  /** Factor of the learning rate for weights and bias; default 1. */
  readonly lrFactor?: number;
}

/** y = x·W + b: [N, in] to [N, units]. */
export function dense(units: number, options: DenseOptions = {}): Layer {
  const { init = 'glorot-uniform', bias = 'zeros', lrFactor } = options;
  return layer('dense', (x, scope) => {
    if (x.shape.length !== 2)
      throw shapeError(scope.path, 'a batch of vectors [N, features]', formatShape(x.shape));
    const weight = scope.parameter('weight', {
      shape: [x.shape[1], units],
      init,
      layout: { kind: 'dense' },
      lrFactor,
    });
    const y = matmul(x, weight);
    return bias === false ? y : add(y, scope.parameter('bias', { shape: [units], init: bias, lrFactor }));
  });
}
