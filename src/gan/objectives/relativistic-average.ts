import { add, sub } from '../../graph/ops/elementwise.ts';
import { mean } from '../../graph/ops/statistics.ts';
import type { Choice } from '../../util/choice.ts';
import type { Objective } from './objective.ts';
import { type MarginLoss, marginLosses, RELATIVE } from './relativistic.ts';

/**
 * L_D = E f(D(x) − E D(G(z))) + E f(E D(x) − D(G(z))), L_G the same with the roles exchanged. Means are those of
 * the minibatch, so the loss of a sample depends on the others. The first paper's code has ½ before both losses.
 */
function averaged(f: MarginLoss): Objective {
  const above = (a: Parameters<MarginLoss>[0], b: Parameters<MarginLoss>[0]) =>
    add(f(sub(a, mean(b))), f(sub(mean(a), b)));
  return {
    discriminator: ({ real, fake }) => above(real, fake),
    generator: ({ real, fake }) => above(fake, real),
    ...RELATIVE,
  };
}

/** RaSGAN: f(margin) = −log σ(margin). */
export const relativisticAverage: Choice<Objective> = {
  summary: 'D compares each sample with the mean of the other kind (RaSGAN).',
  source: 'Jolicoeur-Martineau, arXiv 1807.00734, section 4.4',
  create: () => averaged(marginLosses.standard),
};

/** RaLSGAN: f(margin) = (margin − 1)². */
export const relativisticAverageLeastSquares: Choice<Objective> = {
  summary:
    'As relativistic-average, by least squares: samples should lie 1 from the mean of the other kind (RaLSGAN).',
  source: 'Jolicoeur-Martineau, arXiv 1807.00734, appendix',
  create: () => averaged(marginLosses['least-squares']),
};

/** RaHingeGAN: f(margin) = max(0, 1 − margin). */
export const relativisticAverageHinge: Choice<Objective> = {
  summary: 'As relativistic-average, with a margin of 1 (RaHingeGAN).',
  source: 'Jolicoeur-Martineau, arXiv 1807.00734, appendix',
  create: () => averaged(marginLosses.hinge),
};
