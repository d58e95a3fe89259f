import { neg, softplus, sub } from '../../graph/ops/elementwise.ts';
import type { Choice } from '../../util/choice.ts';
import type { Objective } from './objective.ts';

/**
 * Relativistic pairing GAN: D says how much more real x is than G(z), pair by pair:
 * L_D = E softplus(−(D(x) − D(G(z)))), L_G = E softplus(−(D(G(z)) − D(x))). Its loss has no bad strict local minima
 * where the separable game has nⁿ − n! of them.
 */
export const relativistic: Choice<Objective> = {
  summary: 'D compares each generated sample with a real one; no mode can be dropped at ease.',
  source: 'Jolicoeur-Martineau, arXiv 1807.00734; R3GAN, arXiv 2501.05441',
  create: () => ({
    discriminator: ({ real, fake }) => softplus(sub(fake, real)), // −log σ(D(x) − D(G(z)))
    generator: ({ real, fake }) => softplus(neg(sub(fake, real))), // −log σ(D(G(z)) − D(x))
    comparesWithReal: true,
    critic: true,
  }),
};
