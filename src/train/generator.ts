import type { Engine, Model, Values } from '../engine/engine.ts';
import { parseRefinement, refinement } from '../gan/refine/index.ts';
import { type ConditionValues, conditionLength, conditionShape, rowsAt } from '../util/condition.ts';
import { UserError } from '../util/error.ts';
import { type ConditionRequest, conditionsOf } from './conditions.ts';
import { channelsLast, type GeneratorInfo, generatorInfo } from './export.ts';
import { type LatentRequest, latentsOf } from './latents.ts';
import { type RefinedGan, Refiner } from './refiner.ts';
import { Sampler } from './sampler.ts';
import type { State } from './state.ts';

/** Which samples a generator is asked for. */
export interface SampleRequest extends LatentRequest, ConditionRequest {
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
  /** Samples [n, ...shape] of latents [n, dim] and, of a generator with a condition, n conditions. */
  generate(latents: Float32Array, conditions?: ConditionValues): Promise<Float32Array>;
  /** Makes samples with D's help; undefined where there is no D. */
  refine?(how: string, wanted: RefineRequest): Promise<GeneratedSamples>;
  dispose(): Promise<void>;
}

interface RefineRequest {
  readonly count: number;
  readonly seed: number;
  readonly conditions?: ConditionValues;
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
    const { count, interpolate: frames, refine } = request;
    const conditions = conditionsOf(this.info.condition, request, count);
    if (refine !== undefined) return this.refined(request, refine, conditions);
    const latents = latentsOf(this.info.latent, request);
    const along = frames === undefined ? conditions : alongLegs(conditions, count, frames);
    return { values: await this.source.generate(latents, along) };
  }

  /** Samples [n, ...shape] of latents [n, dim]. */
  generate(latents: Float32Array, request: ConditionRequest = {}): Promise<Float32Array> {
    const count = latents.length / this.info.latent.dim;
    return this.source.generate(latents, conditionsOf(this.info.condition, request, count));
  }

  private refined(
    request: SampleRequest,
    how: string,
    conditions?: ConditionValues,
  ): Promise<GeneratedSamples> {
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
    return this.source.refine(how, { count: request.count, seed: request.seed ?? 0, conditions });
  }

  dispose(): Promise<void> {
    return this.source.dispose();
  }
}

/** Conditions on the way from latent to latent: each leg has that of its first. */
function alongLegs(conditions: ConditionValues | undefined, count: number, frames: number) {
  if (!conditions) return undefined;
  return rowsAt(conditions, conditions.length / count, (count - 1) * frames + 1, i => Math.floor(i / frames));
}

/** The generator of a run in memory, as it is in a training state: averaged weights if there are any. */
export async function trainedGenerator(
  engine: Engine,
  gan: RefinedGan,
  state: State,
  info: GeneratorInfo,
): Promise<Generator> {
  const sampler = await Sampler.create(engine, gan);
  await sampler.load(state);
  return new Generator(info, {
    generate: (latents, conditions) => sampler.generate(latents, conditions),
    refine: async (how, { count, seed, conditions }) => {
      const refiner = await Refiner.create(engine, gan, refinement(parseRefinement(how)));
      try {
        await refiner.load(state);
        return await refiner.sample(count, seed, 'samples', conditions);
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
  const info = generatorInfo(bytes);
  const model = await engine.load(bytes, name);
  if (info) {
    const generate: Source['generate'] = (z, y) => run(model, info, z, y);
    return new Generator(info, { generate, dispose: () => model.dispose() });
  }
  await model.dispose();
  throw new UserError(
    `model: expected a generator that Saddle exported, got ${name}, another ONNX model; run it by engine.load`,
  );
}

/** One latent is run twice: ONNX Runtime computes one row in another order than a row among others. */
async function run(
  model: Model,
  info: GeneratorInfo,
  z: Float32Array,
  y?: ConditionValues,
): Promise<Float32Array> {
  const { latent, shape, condition } = info;
  const single = z.length === latent.dim;
  const rows = single ? 2 : z.length / latent.dim;
  const given = <T extends ConditionValues>(values: T, width: number) =>
    single ? rowsAt(values, width, rows, () => 0) : values;
  const inputs: Record<string, Values> = { z: { data: given(z, latent.dim), shape: [rows, latent.dim] } };
  if (condition && y) {
    const data = given(y, conditionLength(condition));
    inputs['y'] = { data, shape: [rows, ...conditionShape(condition)] };
  }
  const { x } = await model.run(inputs);
  const values = x.data.subarray(0, x.data.length / (single ? 2 : 1)) as Float32Array;
  return shape.length === 3 ? channelsLast(values, shape) : values;
}
