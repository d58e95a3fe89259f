import type { Model } from '../../../src/engine/engine.ts';
import { Generator } from '../../../src/train/generator.ts';
import { latentsOf } from '../../../src/train/latents.ts';
import { modelSamples } from '../../../src/train/model-samples.ts';
import { concatenateFloats } from '../../../src/util/bytes.ts';
import {
  attributesOf,
  type ConditionValues,
  classNames,
  conditionLength,
} from '../../../src/util/condition.ts';
import { UserError } from '../../../src/util/error.ts';
import { samplesOf } from './picture.ts';
import { queue } from './queue.ts';
import { ASKED, checkCount, checkRequest, conditionRequest } from './requests.ts';
import type { Client, GenerateRequest, GeneratorInfo, SamplesRequest } from './types.ts';
import { way } from './way.ts';

/** Samples of one call: few enough for the memory of a page. */
const PART = 64;
/** What latents are drawn by. */
const DRAWN = ['seed', 'truncation'];

/** The generator of an open model. */
export function clientOf(model: Model, info: GeneratorInfo, device: Client['device']): Client {
  const inTurn = queue();
  const generator = new Generator(info, {
    generate: (z, y) => inTurn(() => inParts(model, info, z, y)),
    dispose: () => inTurn(() => model.dispose()),
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
