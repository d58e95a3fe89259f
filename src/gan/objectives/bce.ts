import { mul } from '../../graph/ops/elementwise.ts';
import type { Tensor } from '../../graph/tensor.ts';
import type { Choice } from '../../util/choice.ts';
import { crossEntropy } from './minimax.ts';
import { type Objective, separable } from './objective.ts';

/** −½ log D(x) and −½ log(1 − D(G(z))). */
export const halvedCrossEntropy = {
  real: (s: Tensor) => mul(0.5, crossEntropy.real(s)),
  fake: (s: Tensor) => mul(0.5, crossEntropy.fake(s)),
};

/**
 * Binary cross-entropy with the factor ½ in front of both halves, as many texts print it and as the code
 * of the 2014 paper computes it: L_D = −½ Σ log D(x) − ½ Σ log(1 − D(G(z))), here with means for sums.
 * Halving L_D halves D's gradient, which matters under plain gradient descent and not under Adam.
 */
export const bce: Choice<Objective> = {
  summary: 'Non-saturating with the factor ½ on the loss of D: −½ log D(x) − ½ log(1 − D(G(z))).',
  source: 'goodfeli/adversarial (AdversaryCost2)',
  create: () =>
    separable({
      ...halvedCrossEntropy,
      generator: ({ fake }) => crossEntropy.real(fake), // −log D(G(z))
    }),
};
