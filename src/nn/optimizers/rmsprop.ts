import { add, div, mul, sqrt, sub } from '../../graph/ops/elementwise.ts';
import type { Optimizer } from './optimizer.ts';

export interface RmspropOptions {
  /** Decay of the mean of squared gradients; default 0.99. */
  readonly decay?: number;
  /** Added to the root; default 1e-8. */
  readonly epsilon?: number;
}

/** RMSProp: v ← αv + (1 − α)g², w ← w − lr · g / (√v + ε). @see Tieleman and Hinton 2012, lecture 6.5 */
export function rmsprop({ decay = 0.99, epsilon = 1e-8 }: RmspropOptions = {}): Optimizer {
  return {
    slots: ['v'],
    scalars: ['rate'],
    numbers: (_, { learningRate }) => [learningRate],
    update: (value, g, { v }, { rate }) => {
      const square = add(mul(v, decay), mul(mul(g, g), 1 - decay));
      return { value: sub(value, div(mul(g, rate), add(sqrt(square), epsilon))), slots: { v: square } };
    },
  };
}
