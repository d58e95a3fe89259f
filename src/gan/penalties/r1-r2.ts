import { mul } from '../../graph/ops/elementwise.ts';
import { mean } from '../../graph/ops/statistics.ts';
import type { Choice, ChoiceParameter } from '../../util/choice.ts';
import { squaredNorm } from './gradient.ts';
import type { Penalty } from './penalty.ts';

const gamma: ChoiceParameter = {
  symbol: 'γ',
  default: 1,
  min: 0,
  max: 10_000,
  meaning: 'weight; the term is γ/2 times the mean squared norm',
};

/** At the samples that D judges anyway: both halves together share one gradient pass. */
function zeroCentred(at: 'real' | 'fake', weight: number): Penalty {
  return {
    perSample: true,
    inputGradientsAt: [at],
    discriminator: ({ inputGradients }) => mul(weight / 2, mean(squaredNorm(inputGradients()[at]))),
  };
}

/** R₁ = γ/2 · E‖∇ₓD(x)‖² on real samples. GAN_stability's reg_param 10 has no ½: γ = 20 here. */
export const r1: Choice<Penalty, 'weight'> = {
  summary: 'γ/2 · E‖∇D(x)‖² at real samples: D is flat where the data is, so the game comes to rest.',
  source: 'Mescheder et al., arXiv 1801.04406, equation 9',
  parameters: { weight: gamma },
  create: ({ weight }) => zeroCentred('real', weight),
};

/** R₂ = γ/2 · E‖∇ₓD(G(z))‖² on generated samples. */
export const r2: Choice<Penalty, 'weight'> = {
  summary: 'γ/2 · E‖∇D(G(z))‖² at generated samples.',
  source: 'Mescheder et al., arXiv 1801.04406, equation 10',
  parameters: { weight: gamma },
  create: ({ weight }) => zeroCentred('fake', weight),
};
