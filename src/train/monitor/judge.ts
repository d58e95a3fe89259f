import type { Engine, Executable } from '../../engine/engine.ts';
import { verdicts } from '../../gan/discriminator.ts';
import { packedInputs } from '../../gan/pack.ts';
import type { BatchProgram } from '../../graph/batch.ts';
import { sizeOf } from '../../graph/tensor.ts';
import { inference } from '../../nn/inference.ts';
import type { Network } from '../../nn/network.ts';
import { type ConditionValues, rowsAt } from '../../util/condition.ts';
import { conditionsOf } from '../conditions.ts';
import type { State } from '../state.ts';
import type { Estimate } from './probe.ts';

/** Asks a discriminator for its logits, in inference mode. */
export class Judge {
  private readonly discriminator: Network;
  private readonly batch: number;
  private readonly pac: number;
  private readonly sampleLength: number;
  private readonly executable: Executable;

  private constructor(discriminator: Network, { batch, pac }: Minibatch, executable: Executable) {
    this.discriminator = discriminator;
    this.batch = batch;
    this.pac = pac;
    this.sampleLength = sizeOf(discriminator.input) / pac;
    this.executable = executable;
  }

  /** @param minibatch of the training: samples of a batch may influence each other */
  static async create(engine: Engine, discriminator: Network, minibatch: Minibatch): Promise<Judge> {
    const packs = minibatch.batch / minibatch.pac;
    const program = judgingProgram(discriminator, minibatch.pac);
    const executable = await (discriminator.couplesInference
      ? engine.compile(program.at(packs))
      : engine.compileBatch(program));
    return new Judge(discriminator, minibatch, executable);
  }

  /** Whether the discriminator is told what samples are conditioned on. */
  get isConditional(): boolean {
    return this.discriminator.condition !== undefined;
  }

  /** Takes the discriminator's weights from a training state. */
  async load(state: State): Promise<void> {
    const weights = this.discriminator.parameters.map(({ name }) => [name, state[name]]);
    await this.executable.write(Object.fromEntries(weights));
  }

  /**
   * Logits of the whole minibatches that samples [count, ...shape] make; too few are repeated until they make one.
   * @param conditions of the samples, of a discriminator that has some; default all classes in turn
   */
  async logits(samples: Float32Array, conditions?: ConditionValues): Promise<Float32Array> {
    const count = samples.length / this.sampleLength;
    const minibatches = Math.max(1, Math.floor(count / this.batch));
    const again = (values: ConditionValues) =>
      rowsAt(values, values.length / count, minibatches * this.batch, i => i % count);
    const x = again(samples);
    const packs = this.discriminator.couplesInference ? 1 : this.batch / this.pac;
    const given = conditionsOf(this.discriminator.condition, { conditions }, count);
    const y = given && again(given);
    return (await this.executable.run(minibatches * packs, { x, ...(y && { y }) })).logits;
  }

  /** Mean logit of samples and its standard error. */
  async estimate(samples: Float32Array, conditions?: ConditionValues): Promise<Estimate> {
    const logits = await this.logits(samples, conditions);
    const n = logits.length;
    const mean = logits.reduce((sum, s) => sum + s / n, 0);
    const variance = logits.reduce((sum, s) => sum + (s - mean) ** 2 / Math.max(1, n - 1), 0);
    return { mean, error: Math.sqrt(variance / n) };
  }

  async dispose(): Promise<void> {
    await this.executable.dispose();
  }
}

/** Of a config: what D judges at once. */
interface Minibatch {
  readonly batch: number;
  readonly pac: number;
}

/** x [n·pac, ...] to logits [n] of its n packs. */
function judgingProgram(discriminator: Network, pac: number): BatchProgram {
  return inference([discriminator], (packs, infer) => {
    const { inputs, seen } = packedInputs(discriminator, packs, pac);
    return { inputs, outputs: { logits: verdicts(infer(discriminator, seen.x, seen.y)) } };
  });
}
