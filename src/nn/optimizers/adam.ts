import { add, div, mul, sqrt, sub } from '../../graph/ops/elementwise.ts';
import type { Tensor } from '../../graph/tensor.ts';
import type { Optimizer, Slots, Update } from './optimizer.ts';

interface MomentOptions {
  /** Decay of the mean of gradients; default 0.9. */
  readonly beta1?: number;
  /** Decay of the mean of squared gradients; default 0.999. */
  readonly beta2?: number;
  /** Added to the root of the corrected second moment; default 1e-8. */
  readonly epsilon?: number;
}

export interface AdamOptions extends MomentOptions {
  /** Decoupled weight decay λ (AdamW): w ← w − lr·λ·w besides; default 0. */
  readonly weightDecay?: number;
}

/**
 * What Adam and its relatives share: the moments, and the direction m̂ / (√v̂ + ε) times a number.
 *
 * The step is bound by memory, so arrays are passed over as seldom as possible: the slots hold the plain sums
 * M = m/(1 − β₁) and V = v/(1 − β₂), and those factors and the bias corrections m̂ = m/(1 − β₁ᵗ),
 * v̂ = v/(1 − β₂ᵗ) are folded into two numbers of step t: scale · M / (√V + floor).
 */
function moments({ beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: MomentOptions) {
  return {
    slots: beta1 === 0 ? ['V'] : ['M', 'V'],
    /** [scale, floor] of update t. */
    numbers: (t: number): [number, number] => {
      const root = Math.sqrt((1 - beta2 ** t) / (1 - beta2)); // √v̂ = √V / root
      return [(root * (1 - beta1)) / (1 - beta1 ** t), epsilon * root];
    },
    update: (
      g: Tensor,
      { M, V }: Slots,
      scale: Tensor,
      floor: Tensor,
    ): { slots: Slots; direction: Tensor } => {
      const gradients = M ? add(mul(M, beta1), g) : g;
      const squares = add(mul(V, beta2), mul(g, g));
      const direction = div(mul(gradients, scale), add(sqrt(squares), floor));
      return { slots: { ...(M && { M: gradients }), V: squares }, direction };
    },
  };
}

/**
 * Adam, and AdamW where `weightDecay` is set:
 * m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², w ← w − lr · m̂ / (√v̂ + ε).
 * @see arXiv 1412.6980 algorithm 1 and the end of section 2; arXiv 1711.05101
 */
export function adam(options: AdamOptions = {}): Optimizer {
  const { weightDecay = 0 } = options;
  const { slots, numbers, update } = moments(options);
  return {
    slots,
    scalars: weightDecay === 0 ? ['rate', 'epsilon'] : ['rate', 'epsilon', 'keep'],
    numbers: (t, { learningRate }) => {
      const [scale, floor] = numbers(t);
      const decay = weightDecay === 0 ? [] : [1 - learningRate * weightDecay];
      return [learningRate * scale, floor, ...decay];
    },
    update: (value, g, old, { rate, epsilon, keep }): Update => {
      const { slots, direction } = update(g, old, rate, epsilon);
      return { value: sub(keep ? mul(value, keep) : value, direction), slots };
    },
  };
}

/**
 * Optimistic Adam: with Adam's direction dₜ = m̂ₜ / (√v̂ₜ + ε), w ← w − 2 lr·dₜ + lr·dₜ₋₁, d₀ = 0.
 * The step foresees that the direction changes again as it just did, which turns cycles into spirals inwards.
 * @see arXiv 1711.00141, algorithm 1
 */
export function optimisticAdam(options: MomentOptions = {}): Optimizer {
  const { slots, numbers, update } = moments(options);
  return {
    slots: [...slots, 'last'],
    scalars: ['rate', 'scale', 'epsilon'],
    numbers: (t, { learningRate }) => [learningRate, ...numbers(t)],
    update: (value, g, old, { rate, scale, epsilon }): Update => {
      const { slots, direction } = update(g, old, scale, epsilon);
      const ahead = sub(mul(direction, 2), old['last']);
      return { value: sub(value, mul(ahead, rate)), slots: { ...slots, last: direction } };
    },
  };
}
