import type { Engine, Executable } from '../engine/engine.ts';
import { drawNoise, type NoiseLaw } from '../gan/feeds.ts';
import { inferenceWeights } from '../gan/state.ts';
import type { BatchProgram } from '../graph/batch.ts';
import { input } from '../graph/ops/leaf.ts';
import { sizeOf } from '../graph/tensor.ts';
import { inference } from '../nn/inference.ts';
import type { Network } from '../nn/network.ts';
import type { State } from './state.ts';

/** Of a config: what a sampler needs to know. */
interface NoiseConfig {
  readonly latent: { readonly distribution: NoiseLaw };
}

/** Makes samples with a generator as it is after training: averaged weights if there are any, inference mode. */
export class Sampler {
  private readonly generator: Network;
  private readonly config: NoiseConfig;
  private readonly executable: Executable;

  private constructor(generator: Network, config: NoiseConfig, executable: Executable) {
    this.generator = generator;
    this.config = config;
    this.executable = executable;
  }

  static async create(engine: Engine, generator: Network, config: NoiseConfig): Promise<Sampler> {
    return new Sampler(generator, config, await engine.compileBatch(samplingProgram(generator)));
  }

  /** Takes the generator's weights from a training state. */
  async load(state: State): Promise<void> {
    await this.executable.write(inferenceWeights(this.generator, state));
  }

  /** Samples [count, ...shape] from noise [count, dimension]. */
  async generate(noise: Float32Array): Promise<Float32Array> {
    const count = noise.length / sizeOf(this.generator.input);
    return (await this.executable.run(count, { z: noise })).x;
  }

  /** `count` samples, a function of seed and stream: the same noise gives the same place in a grid. */
  async sample(count: number, seed: number, stream = 'samples'): Promise<Float32Array> {
    return this.generate(this.noise(count, seed, stream));
  }

  /** The noise [count, dimension] of {@link sample}. */
  noise(count: number, seed: number, stream = 'samples'): Float32Array {
    const noise = new Float32Array(count * sizeOf(this.generator.input));
    return drawNoise(this.config.latent.distribution, seed, stream, 0, noise);
  }

  async dispose(): Promise<void> {
    await this.executable.dispose();
  }
}

/** z [n, ...] to x [n, ...] */
function samplingProgram(generator: Network): BatchProgram {
  return inference([generator], (rows, infer) => {
    const z = input('z', [rows, ...generator.input]);
    return { inputs: [z], outputs: { x: infer(generator, z) } };
  });
}
