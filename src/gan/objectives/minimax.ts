import { neg, softplus } from '../../graph/ops/elementwise.ts';
import type { Tensor } from '../../graph/tensor.ts';
import type { Choice } from '../../util/choice.ts';
import { type Objective, separable } from './objective.ts';

/** −log D(x) and −log(1 − D(G(z))), on logits. */
export const crossEntropy = {
  real: (s: Tensor) => softplus(neg(s)), // −log σ(s)
  fake: (s: Tensor) => softplus(s), // −log(1 − σ(s))
};

/**
 * The game as it is written: both players on V(D, G) = E log D(x) + E log(1 − D(G(z))).
 * The generator's gradient vanishes where the discriminator rejects with confidence (it saturates).
 */
export const minimax: Choice<Objective> = {
  summary: 'The value function itself; G descends log(1 − D(G(z))), which saturates.',
  source: 'arXiv 1406.2661, equation 1',
  create: () =>
    separable({
      ...crossEntropy,
      generator: ({ fake }) => neg(softplus(fake)), // log(1 − D(G(z)))
    }),
};
