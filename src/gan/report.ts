import { grad } from '../graph/grad.ts';
import { add, mul, neg, sigmoid, softplus, sqrt, where } from '../graph/ops/elementwise.ts';
import { concat } from '../graph/ops/shape.ts';
import { mean } from '../graph/ops/statistics.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Loss } from './losses.ts';
import type { Memories } from './memories.ts';
import type { Objective } from './objectives/objective.ts';
import { squaredNorm } from './penalties/gradient.ts';
import { signOfReal } from './terms.ts';

/** In which steps D's penalties and G's loss are computed; left out: in all. */
interface Flags {
  readonly penaltyD: Tensor | undefined;
  readonly G: Tensor | undefined;
}

/** The outputs of a step: what it says of its moves. See `buildStep`. */
export class Report {
  readonly outputs: Record<string, Tensor> = {};
  private readonly objective: Objective;
  private readonly memories: Memories;
  private readonly flags: Flags;

  constructor(objective: Objective, memories: Memories, flags: Flags) {
    this.objective = objective;
    this.memories = memories;
    this.flags = flags;
  }

  /** The last ascent of D counts. */
  ascent({ objective: lossD, penalty, outputs }: Loss): void {
    const { objective } = this;
    const [reals, fakes] = [outputs.map(o => o.logits.real), outputs.map(o => o.logits.fake)];
    const [real, fake] = [concat(reals, 0), concat(fakes, 0)];
    const critic = objective.critic === true;
    const score = critic ? (logits: Tensor) => logits : sigmoid;
    this.outputs['lossD'] = lossD;
    this.outputs['scoreReal'] = mean(score(real));
    this.outputs['scoreFake'] = mean(score(fake));
    this.outputs['signReal'] = signOfReal(objective, { real, fake });
    this.outputs['value'] = neg(critic ? lossD : mean(add(softplus(neg(real)), softplus(fake))));
    if (penalty) this.outputs['penaltyD'] = this.newest('penaltyD', penalty, this.flags.penaltyD);
  }

  descent(loss: Loss): void {
    const say = (name: string, value: Tensor) => {
      this.outputs[name] = this.newest(name, value, this.flags.G);
    };
    say('lossG', loss.objective);
    if (loss.penalty) say('penaltyG', loss.penalty);
    say('gradientG', gradientAt(loss));
  }

  /** A value that counts only in steps where the flag holds; in others, where it need not be computed, the last one. */
  private newest(name: string, value: Tensor, flag: Tensor | undefined): Tensor {
    if (!flag) return value;
    const memory = this.memories.get(name, value.shape);
    const newest = where(flag, value, memory.value);
    memory.set(newest);
    return newest;
  }
}

/** √(mean over samples ‖m·∂L/∂(what D saw)‖²): the loss is a mean, so m times its gradient is one sample's. */
function gradientAt({ objective, outputs }: Loss): Tensor {
  const { x } = outputs[0].seen.fake;
  const [gradients] = grad(objective, [x]);
  return mul(x.shape[0], sqrt(mean(squaredNorm(gradients))));
}
