import type { Choice } from '../../util/choice.ts';
import type { RejectionSampler } from './refinement.ts';

/** Keeps the logarithm finite at the sample that has the largest logit. */
const EPSILON = 1e-8;

/**
 * Discriminator rejection sampling: a sample is kept with probability σ(F(x)),
 *
 *   F(x) = d(x) − m − log(1 − e^{d(x) − m − ε}) − γ,
 *
 * m the largest logit of a burn-in. With γ = 0 this is e^{d(x) − m}, exact rejection sampling of p from q with
 * M = e^m, which keeps 1/M. With γ at a percentile of F the share that is kept is chosen instead: a high one keeps
 * what D likes best, though its law is then no longer p; a low one keeps more where M is large, and corrects less.
 *
 * The paper lets m grow while it samples and takes γ anew for each batch; here both are those of the burn-in, so
 * that a sample does not depend on those beside it.
 */
export const rejection: Choice<RejectionSampler, 'percentile'> = {
  summary: 'Keeps a sample with the probability that D gives it against the best of a burn-in.',
  source: 'Azadi et al., arXiv 1810.06758, section 3',
  parameters: {
    percentile: {
      symbol: 'γ',
      default: 0,
      min: 0,
      max: 99,
      meaning: 'percentile of F that is kept half the time; 0: exact',
    },
  },
  create: ({ percentile }) => ({
    kind: 'rejection',
    burnIn: 10_000,
    acceptance: logits => {
      const most = Float64Array.from(logits).reduce((a, b) => Math.max(a, b), -Infinity);
      const score = (logit: number) => {
        const below = Math.min(0, logit - most);
        return below - Math.log(-Math.expm1(below - EPSILON));
      };
      const gamma = percentile === 0 ? 0 : percentileOf(Float64Array.from(logits, score), percentile);
      return logit => 1 / (1 + Math.exp(gamma - score(logit))); // σ(F)
    },
  }),
};

function percentileOf(values: Float64Array, percentile: number): number {
  return values.sort()[Math.floor(((values.length - 1) * percentile) / 100)];
}
