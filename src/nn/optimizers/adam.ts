import { add, div, mul, sqrt, sub } from '../../graph/ops/elementwise.ts';
import type { Optimizer, Update } from './optimizer.ts';

export interface AdamOptions {
  /** Decay of the mean of gradients; default 0.9. */
  readonly beta1?: number;
  /** Decay of the mean of squared gradients; default 0.999. */
  readonly beta2?: number;
  /** Added to the root of the corrected second moment; default 1e-8. */
  readonly epsilon?: number;
  /** Decoupled weight decay λ (AdamW): w ← w − lr·λ·w besides; default 0. */
  readonly weightDecay?: number;
}

/**
 * Adam, and AdamW where `weightDecay` is set:
 * m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², w ← w − lr · m̂ / (√v̂ + ε).
 *
 * The step is bound by memory, so arrays are passed over as seldom as possible: the slots hold the plain sums
 * M = m/(1 − β₁) and V = v/(1 − β₂), and those factors, the bias corrections m̂ = m/(1 − β₁ᵗ),
 * v̂ = v/(1 − β₂ᵗ) and lr are folded into two numbers of step t: w ← w − rate · M / (√V + epsilon).
 * @see arXiv 1412.6980 algorithm 1 and the end of section 2; arXiv 1711.05101
 */
export function adam(options: AdamOptions = {}): Optimizer {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0 } = options;
  return {
    slots: beta1 === 0 ? ['V'] : ['M', 'V'],
    scalars: weightDecay === 0 ? ['rate', 'epsilon'] : ['rate', 'epsilon', 'keep'],
    numbers: (t, { learningRate }) => {
      const root = Math.sqrt((1 - beta2 ** t) / (1 - beta2)); // √v̂ = √V / root
      const rate = (learningRate * root * (1 - beta1)) / (1 - beta1 ** t);
      const decay = weightDecay === 0 ? [] : [1 - learningRate * weightDecay];
      return [rate, epsilon * root, ...decay];
    },
    update: (value, g, { M, V }, { rate, epsilon: floor, keep }): Update => {
      const gradients = M ? add(mul(M, beta1), g) : g;
      const squares = add(mul(V, beta2), mul(g, g));
      const step = div(mul(gradients, rate), add(sqrt(squares), floor));
      const decayed = keep ? mul(value, keep) : value;
      return { value: sub(decayed, step), slots: { ...(M && { M: gradients }), V: squares } };
    },
  };
}
