import type { Model } from '../../../src/engine/engine.ts';
import { conditionsOf } from '../../../src/train/conditions.ts';
import { alongLegs, Generator } from '../../../src/train/generator.ts';
import { interpolate } from '../../../src/train/interpolate.ts';
import { latentsOf } from '../../../src/train/latents.ts';
import { modelSamples } from '../../../src/train/model-samples.ts';
import { concatenateFloats } from '../../../src/util/bytes.ts';
import {
  attributesOf,
  type ConditionValues,
  classNames,
  conditionLength,
  rowsAt,
} from '../../../src/util/condition.ts';
import { UserError } from '../../../src/util/error.ts';
import { samplesOf } from './picture.ts';
import { ASKED, checkCount, checkRequest, conditionRequest } from './requests.ts';
import type { Client, GenerateRequest, GeneratorInfo, InterpolateRequest, SamplesRequest } from './types.ts';

/** Samples of one call: few enough for the memory of a page. */
const PART = 64;
/** What latents are drawn by. */
const DRAWN = ['seed', 'truncation'];

/** The generator of an open model. */
export function clientOf(model: Model, info: GeneratorInfo, device: Client['device']): Client {
  const generator = new Generator(info, {
    generate: (z, y) => inParts(model, info, z, y),
    dispose: () => model.dispose(),
  });
  const made = async ({ count, seed, truncation, ...asked }: SamplesRequest) =>
    samplesOf(info, (await generator.sample({ count, seed, truncation, ...conditionRequest(asked) })).values);
  return {
    info,
    classes: classNames(info.condition) ?? [],
    attributes: attributesOf(info.condition) ?? [],
    device,
    sample: async (request = {}) => {
      checkRequest('sample', request, [...DRAWN, ...ASKED]);
      return (await made({ ...request, count: 1 })).at(0);
    },
    samples: async request => {
      checkRequest('samples', request, ['count', ...DRAWN, ...ASKED]);
      checkCount('count', request.count);
      return made(request);
    },
    latents: request => {
      checkRequest('latents', request, ['count', ...DRAWN]);
      checkCount('count', request.count);
      return latentsOf(info.latent, request) as Float32Array<ArrayBuffer>;
    },
    interpolate: async request => samplesOf(info, await way(generator, request)),
    generate: async (latents, request = {}) => samplesOf(info, await generated(generator, latents, request)),
    dispose: () => generator.dispose(),
  };
}

/** Samples of latents, some at a time. */
async function inParts(
  model: Model,
  info: GeneratorInfo,
  z: Float32Array,
  y?: ConditionValues,
): Promise<Float32Array> {
  const { dim } = info.latent;
  const width = info.condition ? conditionLength(info.condition) : 0;
  const parts: Float32Array[] = [];
  for (let i = 0; i < z.length / dim; i += PART) {
    const latents = z.subarray(i * dim, (i + PART) * dim);
    parts.push(await modelSamples(model, info, latents, y?.subarray(i * width, (i + PART) * width)));
  }
  return parts.length === 1 ? parts[0] : concatenateFloats(parts);
}

function generated(
  generator: Generator,
  latents: Float32Array,
  request: GenerateRequest,
): Promise<Float32Array> {
  checkRequest('generate', request, ['seed', ...ASKED]);
  const { dim } = generator.info.latent;
  if (!(latents instanceof Float32Array) || latents.length === 0 || latents.length % dim !== 0) {
    const got = latents instanceof Float32Array ? `${latents.length} numbers` : typeof latents;
    throw new UserError(`latents: expected a Float32Array of rows of ${dim} numbers, got ${got}`);
  }
  return generator.generate(latents, { seed: request.seed, ...conditionRequest(request) });
}

/** Samples on the way from seed to seed. */
async function way(generator: Generator, request: InterpolateRequest): Promise<Float32Array> {
  checkRequest('interpolate', request, ['seeds', 'frames', 'truncation', ...ASKED]);
  const { seeds, frames = 8, truncation } = request;
  const { latent, condition } = generator.info;
  if (!seeds) throw new UserError('seeds: expected two seeds or more, got none');
  const ends = concatenateFloats(seeds.map(seed => latentsOf(latent, { count: 1, seed, truncation })));
  const latents = interpolate(latent.distribution, ends, latent.dim, frames);
  const conditions = alongLegs(conditionsOfEnds(condition, request), seeds.length, frames);
  return generator.generate(latents, { conditions });
}

/** One condition for the whole way, that of the first sample of the first seed, unless each seed is asked to have its own. */
function conditionsOfEnds(condition: Generator['info']['condition'], request: InterpolateRequest) {
  const { seeds } = request;
  const asked = { ...conditionRequest(request), seed: seeds[0] };
  const isOwn = Array.isArray(request.class) || request.conditions !== undefined;
  const values = conditionsOf(condition, asked, isOwn ? seeds.length : 1);
  if (!condition || !values || isOwn) return values;
  return rowsAt(values, conditionLength(condition), seeds.length, () => 0);
}
