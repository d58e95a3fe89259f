import { add, div, mul, sqrt, sub } from '../../graph/ops/elementwise.ts';
import type { Tensor } from '../../graph/tensor.ts';
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
 * The bias corrections m̂ = m/(1 − β₁ᵗ) and v̂ = v/(1 − β₂ᵗ) are folded into a rate and an epsilon
 * of step t, so that arrays are touched once.
 * @see arXiv 1412.6980 algorithm 1 and the end of section 2; arXiv 1711.05101
 */
export function adam(options: AdamOptions = {}): Optimizer {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0 } = options;
  return {
    slots: beta1 === 0 ? ['v'] : ['m', 'v'],
    scalars: weightDecay === 0 ? ['rate', 'epsilon'] : ['rate', 'epsilon', 'keep'],
    numbers: (t, { learningRate }) => {
      const correction = Math.sqrt(1 - beta2 ** t);
      const rate = (learningRate * correction) / (1 - beta1 ** t);
      return [rate, epsilon * correction, 1 - learningRate * weightDecay].slice(0, weightDecay === 0 ? 2 : 3);
    },
    update: (value, g, { m, v }, { rate, epsilon: floor, keep }): Update => {
      const mean = m ? average(m, g, beta1) : g;
      const square = average(v, mul(g, g), beta2);
      const step = div(mul(mean, rate), add(sqrt(square), floor));
      const decayed = keep ? mul(value, keep) : value;
      return { value: sub(decayed, step), slots: { ...(m && { m: mean }), v: square } };
    },
  };
}

/** β·old + (1 − β)·fresh */
function average(old: Tensor, fresh: Tensor, beta: number): Tensor {
  return add(mul(old, beta), mul(fresh, 1 - beta));
}
