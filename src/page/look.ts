import { samplesOf } from '../../packages/client/src/picture.ts';
import type { Client, Samples } from '../../packages/client/src/types.ts';
import { latentsOnWay } from '../../packages/client/src/way.ts';
import { conditionsOf } from '../train/conditions.ts';
import { concatenateFloats } from '../util/bytes.ts';
import { type ConditionValues, conditionLength, rowsAt } from '../util/condition.ts';
import { pause } from './latest.ts';

/** Which samples the page shows. */
export interface Look {
  readonly seed: number;
  /** Name of a class; empty: all in turn. */
  readonly kind: string;
  /** Values of attributes by name; empty: any. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Undefined: none. */
  readonly truncation?: number;
}

/** What the page shows first. */
export const FIRST: Look = { seed: 0, kind: '', attributes: {} };

/** Samples, and all that they were made of. */
export interface Drawn {
  readonly look: Look;
  /** [count, dim] */
  readonly latents: Float32Array;
  readonly conditions?: ConditionValues;
  readonly samples: Samples;
}

/** Samples on the way between seeds, without the last. */
export const FRAMES = 24;

/** What {@link conditionsOf} is asked for. */
function askedOf({ seed, kind, attributes }: Look) {
  const named = Object.entries(attributes).filter(([, value]) => value !== '');
  return {
    seed,
    ...(kind !== '' && { classes: [kind] }),
    ...(named.length > 0 && { attributes: Object.fromEntries(named) }),
  };
}

/** The samples of a seed: those of `saddle sample`. */
export async function draw(client: Client, look: Look, count: number): Promise<Drawn> {
  const { seed, truncation } = look;
  const latents = client.latents({ count, seed, truncation });
  const conditions = conditionsOf(client.info.condition, askedOf(look), count);
  return { look, latents, conditions, samples: await client.generate(latents, { conditions }) };
}

/** Pixels of one call, between which the page can be used. */
const PART = 16 * 64 * 64;

/** Samples [n, ...shape] of latents that all have the condition of one, some at a time. */
export async function inParts(
  client: Client,
  latents: Float32Array,
  one: ConditionValues | undefined,
): Promise<Float32Array> {
  const { latent, shape } = client.info;
  const part = Math.max(1, Math.floor(PART / (shape[0] * (shape[1] ?? 1)))) * latent.dim;
  const parts: Float32Array[] = [];
  for (let i = 0; i < latents.length; i += part) {
    await pause();
    const z = latents.subarray(i, i + part);
    const conditions = one && rowsAt(one, one.length, z.length / latent.dim, () => 0);
    parts.push((await client.generate(z, { conditions })).tensor.data);
  }
  return concatenateFloats(parts);
}

/** One of the samples as a row of its own. */
export function rowOf({ info }: Client, { latents, conditions }: Drawn, place: number) {
  const { dim } = info.latent;
  const width = info.condition ? conditionLength(info.condition) : 0;
  return {
    latent: latents.subarray(place * dim, (place + 1) * dim),
    conditions: conditions && rowsAt(conditions, width, 1, () => place),
  };
}

/** The way from the first sample of a seed to that of another, of what the first one is. */
export async function way(client: Client, look: Look, to: number): Promise<Samples> {
  const { latent, condition } = client.info;
  const { seed, truncation } = look;
  const latents = latentsOnWay(latent, { seeds: [seed, to], frames: FRAMES, truncation });
  return samplesOf(client.info, await inParts(client, latents, conditionsOf(condition, askedOf(look), 1)));
}

/** What a sample was asked to be, for people; empty where nothing. */
export function kindText(client: Client, { conditions }: Drawn, place: number): string {
  if (!conditions) return '';
  if (client.classes.length > 0) return `class ${client.classes[conditions[place]]}`;
  const width = conditionLength(client.info.condition!);
  const values = client.attributes.flatMap(({ name, values }) => values.map(value => `${name} ${value}`));
  return values.filter((_, i) => conditions[place * width + i] === 1).join(', ');
}
