import type { Choice } from '../../util/choice.ts';
import { gradientPenalty, interpolates, lambda, squaredNorm } from './gradient.ts';
import type { Penalty } from './penalty.ts';

/** λ · E‖∇D(x̂)‖², x̂ between real and generated samples; no ½. */
export const gp0: Choice<Penalty, 'weight'> = {
  summary: 'λ · E‖∇D(x̂)‖² between real and generated samples: D is flat there, and generalises.',
  source: 'Thanh-Tung et al., arXiv 1902.03984; the default is ours',
  parameters: { weight: lambda(10) },
  create: ({ weight }) => gradientPenalty(weight, interpolates, squaredNorm),
};
