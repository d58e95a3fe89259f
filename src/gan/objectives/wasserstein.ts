import { neg } from '../../graph/ops/elementwise.ts';
import type { Choice } from '../../util/choice.ts';
import { type Objective, separable } from './objective.ts';

/**
 * The critic of the Wasserstein GAN: L_D = E D(G(z)) − E D(x), L_G = −E D(G(z)). Only with D held 1-Lipschitz (weight
 * clipping, a gradient penalty, spectral normalisation) is −L_D a bound of W₁(p, q); without, it is unbounded.
 */
export const wasserstein: Choice<Objective> = {
  summary: 'D ascends E D(x) − E D(G(z)) without sigmoid; needs a Lipschitz constraint.',
  source: 'arXiv 1701.07875, algorithm 1',
  create: () =>
    separable({
      real: s => neg(s),
      fake: s => s,
      generator: ({ fake }) => neg(fake),
      critic: true,
      undecided: 'midpoint',
    }),
};
