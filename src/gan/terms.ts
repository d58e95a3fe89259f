import { add, cast, div, equal, greater, mul, sign, square, sub, where } from '../graph/ops/elementwise.ts';
import { constant } from '../graph/ops/leaf.ts';
import { sum } from '../graph/ops/reduce.ts';
import { reshape } from '../graph/ops/shape.ts';
import { mean } from '../graph/ops/statistics.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Pair } from './discriminator.ts';
import type { Logits, Objective } from './objectives/objective.ts';

/**
 * Mean sign of how far D's results of real samples lie above where it is undecided, in [−1, 1]: near 1, D knows the
 * data by heart (r_t of adaptive augmentation).
 * @see arXiv 2006.06676, section 3.1
 */
export function signOfReal({ undecided = 0 }: Objective, { real, fake }: Logits): Tensor {
  if (undecided === 0) return mean(sign(real));
  const threshold = undecided === 'midpoint' ? mul(0.5, add(mean(real), mean(fake))) : undecided;
  return mean(sign(sub(real, threshold)));
}

/** Swaps the labels of pairs with a probability; `uniform` is U[0, 1) [m]. @see arXiv 1606.03498 */
export function swapLabels({ real, fake }: Logits, probability: number, uniform: Tensor): Logits {
  const swapped = greater(probability, uniform);
  return { real: where(swapped, fake, real), fake: where(swapped, real, fake) };
}

/**
 * Mean of `losses` [m] over the k samples with the largest logits [m], k a scalar; of equals the first ones count.
 * @see arXiv 2002.06224
 */
export function topMean(losses: Tensor, logits: Tensor, k: Tensor): Tensor {
  const [m] = logits.shape;
  const row = reshape(logits, [1, m]);
  const column = reshape(logits, [m, 1]);
  const earlier = constant(
    Float64Array.from({ length: m * m }, (_, i) => Number(i % m < Math.floor(i / m))),
    [m, m],
  );
  const above = add(cast(greater(row, column)), mul(cast(equal(row, column)), earlier));
  const kept = cast(greater(k, sum(above, [1]))); // rank < k
  return div(sum(mul(losses, kept)), k);
}

/** ‖E f(x) − E f(G(z))‖² of features [m, F]. @see arXiv 1606.03498, section 3.1 */
export function featureDistance({ real, fake }: Pair): Tensor {
  return sum(square(sub(mean(real, [0]), mean(fake, [0]))));
}
