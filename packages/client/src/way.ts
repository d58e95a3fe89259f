import { conditionsOf } from '../../../src/train/conditions.ts';
import { alongLegs, type Generator } from '../../../src/train/generator.ts';
import { interpolate } from '../../../src/train/interpolate.ts';
import { latentsOf } from '../../../src/train/latents.ts';
import { concatenateFloats } from '../../../src/util/bytes.ts';
import { conditionLength, rowsAt } from '../../../src/util/condition.ts';
import { UserError } from '../../../src/util/error.ts';
import { ASKED, checkRequest, conditionRequest } from './requests.ts';
import type { InterpolateRequest, Latent } from './types.ts';

/** Samples on the way from seed to seed. */
export async function way(generator: Generator, request: InterpolateRequest): Promise<Float32Array> {
  checkRequest('interpolate', request, ['seeds', 'frames', 'truncation', ...ASKED]);
  const { seeds, frames = 8, truncation } = request;
  const { latent, condition } = generator.info;
  if (!seeds) throw new UserError('seeds: expected two seeds or more, got none');
  const latents = latentsOnWay(latent, { seeds, frames, truncation });
  const conditions = alongLegs(conditionsOfEnds(condition, request), seeds.length, frames);
  return generator.generate(latents, { conditions });
}

/** Latents on the way from the first one of each seed to that of the next: `[(seeds − 1) · frames + 1, dim]`. */
export function latentsOnWay(latent: Latent, { seeds, frames, truncation }: Way): Float32Array {
  const ends = seeds.map(seed => latentsOf(latent, { count: 1, seed, truncation }));
  return interpolate(latent.distribution, concatenateFloats(ends), latent.dim, frames);
}

type Way = Pick<InterpolateRequest, 'seeds' | 'truncation'> & { readonly frames: number };

/** One condition for the whole way, that of the first sample of the first seed, unless each seed is asked to have its own. */
function conditionsOfEnds(condition: Generator['info']['condition'], request: InterpolateRequest) {
  const { seeds } = request;
  const asked = { ...conditionRequest(request), seed: seeds[0] };
  const isOwn = Array.isArray(request.class) || request.conditions !== undefined;
  const values = conditionsOf(condition, asked, isOwn ? seeds.length : 1);
  if (!condition || !values || isOwn) return values;
  return rowsAt(values, conditionLength(condition), seeds.length, () => 0);
}
