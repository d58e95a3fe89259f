import { grad } from '../../graph/grad.ts';
import { add, mul, sigmoid } from '../../graph/ops/elementwise.ts';
import { sum } from '../../graph/ops/reduce.ts';
import { reshape } from '../../graph/ops/shape.ts';
import type { Tensor } from '../../graph/tensor.ts';
import type { Choice, ChoiceParameter } from '../../util/choice.ts';
import type { LatentRefinement, LogitAt } from './refinement.ts';

type Names = 'steps' | 'size' | 'entropy';

const parameters: Readonly<Record<Names, ChoiceParameter>> = {
  steps: { default: 25, min: 1, max: 100_000, meaning: 'steps along the flow' },
  size: { symbol: 'η', default: 0.1, min: 1e-9, max: 10, meaning: 'size of a step' },
  entropy: {
    symbol: 'γ',
    default: 0.01,
    min: 0,
    max: 1,
    meaning: 'weight of the entropy, which spreads samples',
  },
};

/**
 * Discriminator gradient flow: the flow that decreases D_f(q‖p) − γ H(q), on latents,
 *
 *   z ← z − η ∇ f′(e^{−d(G(z))}) + √(2ηγ) n,  n ~ N(0, 1).
 *
 * @param weight of ∇d: r f″(r) at r = e^{−d}
 */
function flow(
  weight: (logits: Tensor) => Tensor | number,
  needsSize: boolean,
): Choice<LatentRefinement, Names>['create'] {
  return ({ steps, size, entropy: gamma }) => ({
    kind: 'latent',
    steps: Math.round(steps),
    needsSize,
    next: (z, logit, noise) => {
      const velocity = velocityAt(z, logit, weight);
      return add(add(z, mul(size, velocity)), mul(Math.sqrt(2 * size * gamma), noise));
    },
  });
}

function velocityAt(z: Tensor, logit: LogitAt, weight: (logits: Tensor) => Tensor | number): Tensor {
  const logits = logit(z);
  const [slope] = grad(sum(logits), [z]);
  const factor = weight(logits);
  if (typeof factor === 'number') return mul(factor, slope);
  return mul(reshape(factor, [z.shape[0], ...z.shape.slice(1).map(() => 1)]), slope);
}

const source = 'Ansari et al., arXiv 2012.00780, section 3';

/** f(r) = r log r: every sample climbs d at the same pace. */
export const flowKl: Choice<LatentRefinement, Names> = {
  summary: 'Latents climb d(G(z)): the flow of the Kullback-Leibler divergence.',
  source,
  parameters,
  create: flow(() => 1, false), // f′(r) = 1 + log r, −∇f′ = ∇d
};

/** f(r) = r log r − (1 + r) log((1 + r)/2): samples climb d the slower the less real they look. */
export const flowJs: Choice<LatentRefinement, Names> = {
  summary: 'Latents climb d(G(z)), slower where D rejects: the flow of the Jensen-Shannon divergence.',
  source,
  parameters,
  create: flow(logits => sigmoid(logits), true), // f′(r) = log 2r/(1 + r), −∇f′ = σ(d) ∇d
};
