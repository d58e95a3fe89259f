import { add, mul, sub } from '../../graph/ops/elementwise.ts';
import type { Optimizer, Update } from './optimizer.ts';

/**
 * Gradient descent with classical momentum: v ← μv − lr·g, w ← w + v (without momentum w ← w − lr·g).
 * PyTorch scales differently (v ← μv + g, w ← w − lr·v): the same path while lr is constant.
 * @param momentum whether to keep a velocity; its μ comes with each step's rates
 */
export function sgd({ momentum = true }: { readonly momentum?: boolean } = {}): Optimizer {
  return {
    slots: momentum ? ['velocity'] : [],
    scalars: momentum ? ['rate', 'momentum'] : ['rate'],
    numbers: (_, rates) => (momentum ? [rates.learningRate, rates.momentum] : [rates.learningRate]),
    update: (value, g, { velocity }, { rate, momentum: mu }): Update => {
      if (!velocity) return { value: sub(value, mul(g, rate)), slots: {} };
      const moved = sub(mul(velocity, mu), mul(g, rate));
      return { value: add(value, moved), slots: { velocity: moved } };
    },
  };
}
