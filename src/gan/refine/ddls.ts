import { grad } from '../../graph/grad.ts';
import { add, mul, square, sub } from '../../graph/ops/elementwise.ts';
import { sum } from '../../graph/ops/reduce.ts';
import type { Choice } from '../../util/choice.ts';
import type { LatentRefinement } from './refinement.ts';

/**
 * Discriminator driven latent sampling: Langevin dynamics of the energy E(z) = −log p(z) − d(G(z)),
 *
 *   z ← z − ε/2 ∇E(z) + √ε n,  n ~ N(0, 1),
 *
 * from z ~ p(z) = N(0, 1). With the best D, G of its stationary law is the law of the data wherever G reaches.
 * Steps are not corrected by Metropolis: the bias is of the order ε.
 */
export const ddls: Choice<LatentRefinement, 'steps' | 'size'> = {
  summary: 'Langevin dynamics of latents under −log p(z) − d(G(z)).',
  source: 'Che et al., arXiv 2003.06060, algorithm 1',
  parameters: {
    steps: { default: 200, min: 1, max: 100_000, meaning: 'steps of a chain' },
    size: { symbol: 'ε', default: 0.01, min: 1e-9, max: 1, meaning: 'size of a step' },
  },
  create: ({ steps, size }) => ({
    kind: 'latent',
    steps: Math.round(steps),
    needsNormal: true,
    next: (z, logit, noise) => {
      const energy = sub(mul(0.5, sum(square(z))), sum(logit(z))); // Σ E(z), but for a constant
      const [slope] = grad(energy, [z]);
      return add(sub(z, mul(size / 2, slope)), mul(Math.sqrt(size), noise));
    },
  }),
};
