import { add, greater, mul, square, stopGradient, sub, where } from '../../graph/ops/elementwise.ts';
import { mean } from '../../graph/ops/statistics.ts';
import type { Tensor } from '../../graph/tensor.ts';
import type { Choice } from '../../util/choice.ts';
import { lambda } from './gradient.ts';
import type { DiscriminatorContext, Penalty } from './penalty.ts';

/** α ← γα + (1 − γ)·mean D, a constant for the gradient; while warming up the mean of this minibatch only. */
function average({ memory, logits }: DiscriminatorContext, of: 'real' | 'fake', decay: Tensor): Tensor {
  const kept = memory(`lecam/${of}`, []);
  const now = stopGradient(mean(logits[of]));
  const next = add(now, mul(decay, sub(kept.value, now)));
  kept.set(next);
  return next;
}

/** E(D − α)² */
const distance = (logits: Tensor, anchor: Tensor) => mean(square(sub(logits, anchor)));

/**
 * λ · (E(D(x) − α_F)² + E(D(G(z)) − α_R)²), α_R and α_F moving averages of D's logits of real and of generated
 * samples. It is off, and the averages forget at once, in the first `warmUp` updates of D.
 */
export const lecam: Choice<Penalty, 'weight' | 'decay' | 'warmUp'> = {
  summary: 'λ · (E(D(x) − α_F)² + E(D(G(z)) − α_R)²): real and generated logits stay near each other.',
  source: 'Tseng et al., arXiv 2104.03310',
  parameters: {
    weight: lambda(0.3),
    decay: {
      symbol: 'γ',
      default: 0.99,
      min: 0,
      max: 1,
      meaning: 'share of the averages that one update keeps',
    },
    warmUp: { default: 1000, min: 0, max: 1e7, whole: true, meaning: 'updates of D before it acts' },
  },
  create: ({ weight, decay, warmUp }) => ({
    discriminator: context => {
      const { logits, memory } = context;
      const updates = memory('lecam/updates', []);
      const warm = greater(add(updates.value, 1), warmUp);
      updates.set(add(updates.value, 1));
      const share = where(warm, decay, 0);
      const [alphaReal, alphaFake] = [average(context, 'real', share), average(context, 'fake', share)];
      const apart = add(distance(logits.real, alphaFake), distance(logits.fake, alphaReal));
      return mul(where(warm, weight, 0), apart);
    },
  }),
};
