import type { Engine, Executable } from '../../engine/engine.ts';
import { pack } from '../../gan/pack.ts';
import { input } from '../../graph/ops/leaf.ts';
import { reshape } from '../../graph/ops/shape.ts';
import { type Program, unchanged } from '../../graph/program.ts';
import { sizeOf } from '../../graph/tensor.ts';
import type { Network } from '../../nn/network.ts';
import type { State } from '../state.ts';
import type { Estimate } from './probe.ts';

/** Asks a discriminator for its logits, in inference mode. */
export class Judge {
  private readonly discriminator: Network;
  private readonly batch: number;
  private readonly sampleLength: number;
  private readonly executable: Executable;

  private constructor(discriminator: Network, { batch, pac }: Minibatch, executable: Executable) {
    this.discriminator = discriminator;
    this.batch = batch;
    this.sampleLength = sizeOf(discriminator.input) / pac;
    this.executable = executable;
  }

  /** @param minibatch of the training: samples of a batch may influence each other */
  static async create(engine: Engine, discriminator: Network, minibatch: Minibatch): Promise<Judge> {
    const executable = await engine.compile(judgingProgram(discriminator, minibatch));
    return new Judge(discriminator, minibatch, executable);
  }

  /** Takes the discriminator's weights from a training state. */
  async load(state: State): Promise<void> {
    const weights = this.discriminator.parameters.map(({ name }) => [name, state[name]]);
    await this.executable.write(Object.fromEntries(weights));
  }

  /** Logits of the whole minibatches that samples [count, ...shape] make; too few are repeated until they make one. */
  async logits(samples: Float32Array): Promise<Float32Array> {
    const minibatch = this.batch * this.sampleLength;
    const steps = Math.max(1, Math.floor(samples.length / minibatch));
    const x = Float32Array.from({ length: steps * minibatch }, (_, i) => samples[i % samples.length]);
    return (await this.executable.run(steps, { x })).logits;
  }

  /** Mean logit of samples and its standard error. */
  async estimate(samples: Float32Array): Promise<Estimate> {
    const logits = await this.logits(samples);
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

/** x [batch, ...] to logits [batch/pac], the weights carried unchanged. */
function judgingProgram(discriminator: Network, { batch, pac }: Minibatch): Program {
  const shape = discriminator.input;
  const x = input('x', [batch, ...shape.slice(0, -1), shape[shape.length - 1] / pac]);
  const values = discriminator.variables();
  const logits = reshape(discriminator.infer(pack(x, pac), values), [batch / pac]);
  return { inputs: [x], state: unchanged(values.values()), outputs: { logits } };
}
