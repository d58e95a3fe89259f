import type { Engine, Model } from '../engine/engine.ts';
import { parseRefinement, refinement } from '../gan/refine/index.ts';
import type { Condition } from '../util/condition.ts';
import { UserError } from '../util/error.ts';
import { channelsLast, type GeneratorInfo, generatorInfo } from './export.ts';
import { type LatentRequest, latentsOf } from './latents.ts';
import { type RefinedGan, Refiner } from './refiner.ts';
import { Sampler } from './sampler.ts';
import type { State } from './state.ts';

/** Which samples a generator is asked for. */
export interface SampleRequest extends LatentRequest {
  /** Names of the classes that samples are of, in turn; default all that the generator knows. */
  readonly classes?: readonly string[];
  /** How D helps, such as `rejection:80` or `ddls:200,0.01`; default: not at all. */
  readonly refine?: string;
}

/** Samples of a generator. */
export interface GeneratedSamples {
  /** `[count, ...shape]`, images as [height, width, channels]. */
  readonly values: Float32Array;
  /** Samples that those were chosen from, of `refine: 'rejection'`. */
  readonly candidates?: number;
}

/** What differs between generators by where they come from. */
interface Source {
  /** Samples [n, ...shape] of latents [n, dim]. */
  generate(latents: Float32Array): Promise<Float32Array>;
  /** Makes samples with D's help; undefined where there is no D. */
  refine?(how: string, count: number, seed: number): Promise<GeneratedSamples>;
  dispose(): Promise<void>;
}

/**
 * A trained generator, from a run folder (`openGenerator`), a run in memory (`trainedGenerator`) or an exported model
 * (`loadGenerator`). The same request makes the same samples of all of them. Its owner disposes of it.
 *
 * @example
 *   const { values } = await generator.sample({ count: 64, seed: 7, truncation: 0.7 });
 */
export class Generator {
  readonly info: GeneratorInfo;
  private readonly source: Source;

  constructor(info: GeneratorInfo, source: Source) {
    this.info = info;
    this.source = source;
  }

  /** @throws UserError when parts of the request do not go together, or the generator cannot do what is asked */
  async sample(request: SampleRequest): Promise<GeneratedSamples> {
    checkClasses(this.info.condition, request.classes);
    if (request.refine !== undefined) return this.refined(request, request.refine);
    return { values: await this.source.generate(latentsOf(this.info.latent, request)) };
  }

  /** Samples [n, ...shape] of latents [n, dim]. */
  generate(latents: Float32Array): Promise<Float32Array> {
    return this.source.generate(latents);
  }

  private refined(request: SampleRequest, how: string): Promise<GeneratedSamples> {
    const beside = (['interpolate', 'truncation'] as const).find(name => request[name] !== undefined);
    if (beside) {
      throw new UserError(
        `refine: expected neither interpolate nor truncation, since D has a say in where samples come from, got ${beside} ${request[beside]}; leave it out`,
      );
    }
    if (!this.source.refine) {
      throw new UserError(
        `refine: expected a run, which has a discriminator, got an exported generator and '${how}'; sample the run`,
      );
    }
    return this.source.refine(how, request.count, request.seed ?? 0);
  }

  dispose(): Promise<void> {
    return this.source.dispose();
  }
}

/** @throws UserError when there are no classes to choose from, or none of a name */
function checkClasses(condition: Condition | undefined, classes: readonly string[] | undefined): void {
  if (classes === undefined) return;
  if (condition?.kind !== 'class') {
    throw new UserError(
      `classes: expected none, since the generator was trained without classes, got ${classes.join(', ')}; leave them out`,
    );
  }
}

/** The generator of a run in memory, as it is in a training state: averaged weights if there are any. */
export async function trainedGenerator(
  engine: Engine,
  gan: RefinedGan,
  state: State,
  info: GeneratorInfo,
): Promise<Generator> {
  const sampler = await Sampler.create(engine, gan.generator, gan);
  await sampler.load(state);
  return new Generator(info, {
    generate: latents => sampler.generate(latents),
    refine: async (how, count, seed) => {
      const refiner = await Refiner.create(engine, gan, refinement(parseRefinement(how)));
      try {
        await refiner.load(state);
        return await refiner.sample(count, seed);
      } finally {
        await refiner.dispose();
      }
    },
    dispose: () => sampler.dispose(),
  });
}

/**
 * The generator of an exported model, `model.onnx` of `saddle export`.
 * @param name what errors call it
 * @throws UserError when it is no model, or none that Saddle exported
 */
export async function loadGenerator(engine: Engine, bytes: Uint8Array, name = 'a file'): Promise<Generator> {
  const model = await engine.load(bytes, name);
  const info = generatorInfo(bytes);
  if (info)
    return new Generator(info, { generate: z => run(model, info, z), dispose: () => model.dispose() });
  await model.dispose();
  throw new UserError(
    `model: expected a generator that Saddle exported, got ${name}, another ONNX model; run it by engine.load`,
  );
}

/** One latent is run twice: ONNX Runtime computes one row in another order than a row among others. */
async function run(model: Model, { latent, shape }: GeneratorInfo, z: Float32Array): Promise<Float32Array> {
  const single = z.length === latent.dim;
  const data = single ? Float32Array.from({ length: 2 * z.length }, (_, i) => z[i % z.length]) : z;
  const { x } = await model.run({ z: { data, shape: [data.length / latent.dim, latent.dim] } });
  const values = x.data.subarray(0, x.data.length / (single ? 2 : 1)) as Float32Array;
  return shape.length === 3 ? channelsLast(values, shape) : values;
}
