import { add, neg, relu, sub } from '../../graph/ops/elementwise.ts';
import type { Choice } from '../../util/choice.ts';
import { type Objective, separable } from './objective.ts';

/**
 * Hinge: L_D = E max(0, 1 − D(x)) + E max(0, 1 + D(G(z))), L_G = −E D(G(z)). At D's optimum sign(p − q) the
 * players minimise the total variation distance.
 */
export const hinge: Choice<Objective> = {
  summary: 'D separates with a margin of 1 and then rests; G ascends D(G(z)).',
  source: 'Lim and Ye, arXiv 1705.02894; Miyato et al., arXiv 1802.05957',
  create: () =>
    separable({
      real: s => relu(sub(1, s)),
      fake: s => relu(add(1, s)),
      generator: ({ fake }) => neg(fake),
      critic: true,
    }),
};
