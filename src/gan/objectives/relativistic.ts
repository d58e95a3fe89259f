import { neg, relu, softplus, square, sub } from '../../graph/ops/elementwise.ts';
import type { Tensor } from '../../graph/tensor.ts';
import type { Choice } from '../../util/choice.ts';
import type { Objective } from './objective.ts';

/** A loss of a margin: how much higher D judges what should be the more real. [m] to [m]. */
export type MarginLoss = (margin: Tensor) => Tensor;

export const marginLosses = {
  standard: margin => softplus(neg(margin)), // −log σ(margin)
  'least-squares': margin => square(sub(margin, 1)), // (margin − 1)²
  hinge: margin => relu(sub(1, margin)), // max(0, 1 − margin)
} satisfies Record<string, MarginLoss>;

/** What all relativistic objectives share: only differences of D's results count. */
export const RELATIVE = { comparesWithReal: true, critic: true, undecided: 'midpoint' } as const;

/** L_D = E f(D(x) − D(G(z))), L_G = E f(D(G(z)) − D(x)), pair by pair. */
const paired = (f: MarginLoss): Objective => ({
  discriminator: ({ real, fake }) => f(sub(real, fake)),
  generator: ({ real, fake }) => f(sub(fake, real)),
  ...RELATIVE,
});

/**
 * Relativistic pairing GAN: D says how much more real x is than G(z), pair by pair:
 * L_D = E softplus(−(D(x) − D(G(z)))), L_G = E softplus(−(D(G(z)) − D(x))). Its loss has no bad strict local minima
 * where the separable game has nⁿ − n! of them.
 */
export const relativistic: Choice<Objective> = {
  summary: 'D compares each generated sample with a real one; no mode can be dropped at ease.',
  source: 'Jolicoeur-Martineau, arXiv 1807.00734; R3GAN, arXiv 2501.05441',
  create: () => ({ ...paired(marginLosses.standard), logRatio: true }), // P(x is the real one of x, y) = σ(log p(x)/q(x) − log p(y)/q(y))
};

/** The pairing GAN with squares: L_D = E(D(x) − D(G(z)) − 1)², L_G = E(D(G(z)) − D(x) − 1)². */
export const relativisticLeastSquares: Choice<Objective> = {
  summary: 'Pairs as in relativistic, by least squares: D(x) − D(G(z)) should be 1.',
  source: 'Jolicoeur-Martineau, arXiv 1901.02474',
  create: () => paired(marginLosses['least-squares']),
};

/** The pairing GAN with a margin: L_D = E max(0, 1 − (D(x) − D(G(z)))), L_G with the roles exchanged. */
export const relativisticHinge: Choice<Objective> = {
  summary: 'Pairs as in relativistic, with a margin: D rests where D(x) − D(G(z)) is above 1.',
  source: 'Jolicoeur-Martineau, arXiv 1901.02474',
  create: () => paired(marginLosses.hinge),
};
