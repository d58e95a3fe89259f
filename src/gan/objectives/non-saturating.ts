import type { Choice } from '../../util/choice.ts';
import { crossEntropy } from './minimax.ts';
import { type Objective, separable } from './objective.ts';

/** The heuristic of section 3: same fixed point as minimax, strong gradient where D rejects. */
export const nonSaturating: Choice<Objective> = {
  summary: 'D ascends V; G ascends log D(G(z)) instead, which does not saturate.',
  source: 'arXiv 1406.2661, section 3',
  create: () =>
    separable({
      ...crossEntropy,
      generator: ({ fake }) => crossEntropy.real(fake), // −log D(G(z))
    }),
};
