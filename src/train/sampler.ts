import type { Engine, Executable } from '../engine/engine.ts';
import { drawNoise, type NoiseLaw } from '../gan/feeds.ts';
import type { Gan } from '../gan/gan.ts';
import { inferenceWeights } from '../gan/state.ts';
import type { BatchProgram } from '../graph/batch.ts';
import { sizeOf } from '../graph/tensor.ts';
import { inference, latentInputs } from '../nn/inference.ts';
import type { Network } from '../nn/network.ts';
import { attributesOf, type ConditionValues, conditionValues } from '../util/condition.ts';
import { conditionsOf } from './conditions.ts';
import type { State } from './state.ts';

/** Writes conditions as often as the data have them. */
type Ask = (stream: string, y: ConditionValues) => void | Promise<void>;

/** Makes samples with a generator as it is after training: averaged weights if there are any, inference mode. */
export class Sampler {
  private readonly generator: Network;
  private readonly law: NoiseLaw;
  private readonly executable: Executable;
  private readonly ask: Ask | undefined;

  private constructor(generator: Network, law: NoiseLaw, executable: Executable, ask?: Ask) {
    this.generator = generator;
    this.law = law;
    this.executable = executable;
    this.ask = ask;
  }

  /** @param ask for conditions that are neither classes nor attributes, such as the data have; default: they come with each request */
  static async create(
    engine: Engine,
    { generator, latent }: Pick<Gan, 'generator' | 'latent'>,
    ask?: Ask,
  ): Promise<Sampler> {
    const executable = await engine.compileBatch(samplingProgram(generator));
    return new Sampler(generator, latent.distribution, executable, ask);
  }

  /** Takes the generator's weights from a training state. */
  async load(state: State): Promise<void> {
    await this.executable.write(inferenceWeights(this.generator, state));
  }

  /**
   * Samples [count, ...shape] from noise [count, dimension].
   * @param conditions of the samples, where the generator has a condition; default of all kinds
   */
  async generate(noise: Float32Array, conditions?: ConditionValues): Promise<Float32Array> {
    const count = noise.length / sizeOf(this.generator.input);
    const y = conditionsOf(this.generator.condition, { conditions }, count);
    return (await this.executable.run(count, { z: noise, ...(y && { y }) })).x;
  }

  /** `count` samples, a function of seed and stream: the same noise gives the same place in a grid. */
  async sample(count: number, seed: number, stream = 'samples'): Promise<Float32Array> {
    return this.generate(this.noise(count, seed, stream), await this.conditions(count, seed, stream));
  }

  /** The conditions of {@link sample}: all classes or attributes, as {@link conditionsOf} has them, or such as the data have. */
  async conditions(count: number, seed: number, stream = 'samples'): Promise<ConditionValues | undefined> {
    const { condition } = this.generator;
    const isNamed = condition?.kind === 'class' || attributesOf(condition);
    if (!condition || !this.ask || isNamed) return conditionsOf(condition, { seed }, count);
    const y = conditionValues(condition, count);
    await this.ask(stream, y);
    return y;
  }

  /** The noise [count, dimension] of {@link sample}. */
  noise(count: number, seed: number, stream = 'samples'): Float32Array {
    const noise = new Float32Array(count * sizeOf(this.generator.input));
    return drawNoise(this.law, seed, stream, 0, noise);
  }

  async dispose(): Promise<void> {
    await this.executable.dispose();
  }
}

/** z [n, ...], and y [n, ...] where there is a condition, to x [n, ...] */
function samplingProgram(generator: Network): BatchProgram {
  return inference([generator], (rows, infer) => {
    const [z, y] = latentInputs(generator, rows);
    return { inputs: y ? [z, y] : [z], outputs: { x: infer(generator, z, y) } };
  });
}
