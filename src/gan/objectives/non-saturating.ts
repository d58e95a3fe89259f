import { neg, softplus } from '../../graph/ops/elementwise.ts';
import { minimax } from './minimax.ts';
import type { Objective } from './objective.ts';

/** The heuristic of section 3: same fixed point as minimax, strong gradient where D rejects. */
export const nonSaturating: Objective = {
  summary: 'D ascends V; G ascends log D(G(z)) instead, which does not saturate.',
  source: 'arXiv 1406.2661, section 3',
  discriminator: minimax.discriminator,
  generator: ({ fake }) => softplus(neg(fake)), // −log D(G(z))
};
