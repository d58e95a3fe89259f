import type { Engine, Executable } from '../engine/engine.ts';
import { drawNoise, type NoiseLaw } from '../gan/feeds.ts';
import { AVERAGE } from '../gan/step.ts';
import { input } from '../graph/ops/leaf.ts';
import { type Program, unchanged } from '../graph/program.ts';
import { sizeOf } from '../graph/tensor.ts';
import type { Network } from '../nn/network.ts';
import type { State } from './state.ts';

/** Samples that one step of the generator makes, and those of one call into the engine. */
const BATCH = 100;
const CALL = 100 * BATCH;

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
    return new Sampler(generator, config, await engine.compile(samplingProgram(generator, BATCH)));
  }

  /** Takes the generator's weights from a training state. */
  async load(state: State): Promise<void> {
    const weights = this.generator.parameters.map(({ name }) => [name, state[AVERAGE + name] ?? state[name]]);
    await this.executable.write(Object.fromEntries(weights));
  }

  /** Samples [count, ...shape] from noise [count, dimension]. */
  async generate(noise: Float32Array): Promise<Float32Array> {
    const [width, size] = [sizeOf(this.generator.input), sizeOf(this.generator.output)];
    const count = noise.length / width;
    const samples = new Float32Array(count * size);
    for (let first = 0; first < count; first += CALL) {
      const steps = Math.ceil(Math.min(CALL, count - first) / BATCH);
      const z = new Float32Array(steps * BATCH * width);
      z.set(noise.subarray(first * width, (first + CALL) * width));
      const { x } = await this.executable.run(steps, { z });
      samples.set(x.subarray(0, samples.length - first * size), first * size);
    }
    return samples;
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

/** z [batch, ...] to x [batch, ...], the weights carried unchanged. */
function samplingProgram(generator: Network, batch: number): Program {
  const z = input('z', [batch, ...generator.input]);
  const values = generator.variables();
  return { inputs: [z], state: unchanged(values.values()), outputs: { x: generator.infer(z, values) } };
}
