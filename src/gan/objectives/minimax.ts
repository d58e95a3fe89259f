import { add, neg, softplus } from '../../graph/ops/elementwise.ts';
import type { Objective } from './objective.ts';

/**
 * The game as it is written: both players on V(D, G) = E log D(x) + E log(1 − D(G(z))).
 * The generator's gradient vanishes where the discriminator rejects with confidence (it saturates).
 */
export const minimax: Objective = {
  summary: 'The value function itself; G descends log(1 − D(G(z))), which saturates.',
  source: 'arXiv 1406.2661, equation 1',
  discriminator: ({ real, fake }) => add(softplus(neg(real)), softplus(fake)), // −log D(x) − log(1 − D(G(z)))
  generator: ({ fake }) => neg(softplus(fake)), // log(1 − D(G(z)))
};
