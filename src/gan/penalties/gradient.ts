import { add, mul, sqrt, square, sub } from '../../graph/ops/elementwise.ts';
import { sum } from '../../graph/ops/reduce.ts';
import { mean } from '../../graph/ops/statistics.ts';
import type { Tensor } from '../../graph/tensor.ts';
import type { ChoiceParameter } from '../../util/choice.ts';
import { inputGradient } from '../discriminator.ts';
import type { DiscriminatorContext, Penalty } from './penalty.ts';

/** ‖g‖² of each sample: [m, ...] to [m]. */
export function squaredNorm(gradients: Tensor): Tensor {
  const axes = gradients.shape.slice(1).map((_, i) => i + 1);
  return sum(square(gradients), axes);
}

/** ‖g‖ of each sample, [m, ...] to [m], as √(‖g‖² + 10⁻¹²): where D is flat its derivative is 0, not NaN. */
export function norm(gradients: Tensor): Tensor {
  return sqrt(add(squaredNorm(gradients), 1e-12));
}

/** αx + (1 − α)·G(z), one α ~ U[0, 1) for each sample: points between real and generated ones. */
export function interpolates({ real, fake, random }: DiscriminatorContext): Tensor {
  const alpha = random.uniform(real.shape.map((d, i) => (i === 0 ? d : 1)));
  return add(fake, mul(alpha, sub(real, fake)));
}

/**
 * λ · E μ(∇D(x̂)), at points of its own, which D judges in a pass of their own.
 * @param points x̂ [m, ...]
 * @param measure μ of gradients [m, ...], one number a sample: [m]
 */
export function gradientPenalty(
  weight: number,
  points: (context: DiscriminatorContext) => Tensor,
  measure: (gradients: Tensor) => Tensor,
): Penalty {
  return {
    perSample: true,
    discriminator: context => {
      const at = points(context);
      return mul(weight, mean(measure(inputGradient(context.judge(at), at))));
    },
  };
}

/** The weight λ of a penalty. */
export function lambda(standard: number, meaning = 'weight'): ChoiceParameter {
  return { symbol: 'λ', default: standard, min: 0, max: 1e6, meaning };
}

/** The norm that a penalty asks of D's gradient. */
export const target: ChoiceParameter = {
  default: 1,
  min: 0,
  max: 1e6,
  meaning: "norm that D's gradient shall have",
};
