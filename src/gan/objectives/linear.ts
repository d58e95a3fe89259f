import { mul, sigmoid } from '../../graph/ops/elementwise.ts';
import type { Choice } from '../../util/choice.ts';
import { halvedCrossEntropy } from './bce.ts';
import { type Objective, separable } from './objective.ts';

/**
 * The generator loss without a logarithm that some tutorials print: L_G = −½ Σ D(G(z)), beside the ½ form of
 * L_D. Its gradient −½ D(1 − D) vanishes both where D rejects and where D accepts: it saturates
 * like minimax. At D's optimum it descends ½ KL(p‖m), m = (p + q)/2.
 */
export const linear: Choice<Objective> = {
  summary: 'D as in bce; G ascends ½ D(G(z)) without logarithm, which saturates at both ends.',
  source: 'tutorials; compare arXiv 1406.2661, section 3',
  create: () =>
    separable({
      ...halvedCrossEntropy,
      generator: ({ fake }) => mul(-0.5, sigmoid(fake)), // −½ D(G(z))
    }),
};
