import { relu, square, sub } from '../../graph/ops/elementwise.ts';
import type { Choice } from '../../util/choice.ts';
import { gradientPenalty, interpolates, lambda, norm, target } from './gradient.ts';
import type { Penalty } from './penalty.ts';

/** λ · E(‖∇D(x̂)‖ − 1)², x̂ between real and generated samples. */
export const wganGp: Choice<Penalty, 'weight' | 'target'> = {
  summary: 'λ · E(‖∇D(x̂)‖ − 1)² between real and generated samples: D is nearly 1-Lipschitz.',
  source: 'Gulrajani et al., arXiv 1704.00028, equation 3',
  parameters: { weight: lambda(10), target },
  create: options =>
    gradientPenalty(options.weight, interpolates, gradients => square(sub(norm(gradients), options.target))),
};

/** λ · E max(0, ‖∇D(x̂)‖ − 1)²: slopes below the target are free. */
export const oneSidedGp: Choice<Penalty, 'weight' | 'target'> = {
  summary: 'λ · E max(0, ‖∇D(x̂)‖ − 1)² between real and generated samples: only too steep a D pays.',
  source: 'Gulrajani et al., arXiv 1704.00028, section 4; Petzka et al., arXiv 1709.08894',
  parameters: { weight: lambda(10), target },
  create: options =>
    gradientPenalty(options.weight, interpolates, gradients =>
      square(relu(sub(norm(gradients), options.target))),
    ),
};
