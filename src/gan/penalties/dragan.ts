import { add, mul, sqrt, square, sub } from '../../graph/ops/elementwise.ts';
import { mean } from '../../graph/ops/statistics.ts';
import type { Tensor } from '../../graph/tensor.ts';
import type { Choice } from '../../util/choice.ts';
import { gradientPenalty, lambda, norm, target } from './gradient.ts';
import type { DiscriminatorContext, Penalty } from './penalty.ts';

/** Standard deviation of all values of a batch together. */
function deviation(x: Tensor): Tensor {
  return sqrt(mean(square(sub(x, mean(x)))));
}

/**
 * x + α · ½ · std(x) · u, α ~ U[0, 1) one a sample, u ~ U[0, 1) one a value: as the authors' own code draws them.
 * The noise is not centred; the paper's text has N(0, c·I).
 */
function perturbed({ real, random }: DiscriminatorContext): Tensor {
  const alpha = random.uniform(real.shape.map((d, i) => (i === 0 ? d : 1)));
  const noise = mul(mul(0.5, deviation(real)), random.uniform(real.shape));
  return add(real, mul(alpha, noise));
}

/** λ · E(‖∇D(x + δ)‖ − 1)² around real samples. */
export const dragan: Choice<Penalty, 'weight' | 'target'> = {
  summary: 'λ · E(‖∇D(x + δ)‖ − 1)² in a neighbourhood of real samples.',
  source: 'Kodali et al., arXiv 1705.07215; noise of the authors’ code',
  parameters: { weight: lambda(10), target },
  create: options =>
    gradientPenalty(options.weight, perturbed, gradients => square(sub(norm(gradients), options.target))),
};
