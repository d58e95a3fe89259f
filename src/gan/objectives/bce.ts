import { mul } from '../../graph/ops/elementwise.ts';
import { nonSaturating } from './non-saturating.ts';
import type { Objective } from './objective.ts';

/**
 * Binary cross-entropy with the factor ½ in front of both halves, as many texts print it and as the code
 * of the 2014 paper computes it: L_D = −½ Σ log D(x) − ½ Σ log(1 − D(G(z))), here with means for sums.
 * Halving L_D halves D's gradient, which matters under plain gradient descent and not under Adam.
 */
export const bce: Objective = {
  summary: 'Non-saturating with the factor ½ on the loss of D: −½ log D(x) − ½ log(1 − D(G(z))).',
  source: 'goodfeli/adversarial (AdversaryCost2)',
  discriminator: logits => mul(0.5, nonSaturating.discriminator(logits)),
  generator: nonSaturating.generator,
};
