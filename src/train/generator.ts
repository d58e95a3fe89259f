import { type ConditionValues, rowsAt } from '../util/condition.ts';
import { UserError } from '../util/error.ts';
import { type ConditionRequest, conditionsOf } from './conditions.ts';
import type { GeneratorInfo } from './export.ts';
import { type LatentRequest, latentsOf } from './latents.ts';

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
export interface Source {
  /** Samples [n, ...shape] of latents [n, dim] and, of a generator with a condition, n conditions. */
  generate(latents: Float32Array, conditions?: ConditionValues): Promise<Float32Array>;
  /** Makes samples with D's help; undefined where there is no D. */
  refine?(how: string, wanted: RefineRequest): Promise<GeneratedSamples>;
  dispose(): Promise<void>;
}

export interface RefineRequest {
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

/** Conditions of `count` latents on the way from one to the next: each leg of so many `frames` has that of its first. */
export function alongLegs(conditions: ConditionValues | undefined, count: number, frames: number) {
  if (!conditions) return undefined;
  return rowsAt(conditions, conditions.length / count, (count - 1) * frames + 1, i => Math.floor(i / frames));
}
