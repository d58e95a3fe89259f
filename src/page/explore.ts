import type { Client } from '../../packages/client/src/types.ts';
import { type Directions, directionsOf } from '../studio/web/images/directions.ts';
import { concatenateFloats } from '../util/bytes.ts';
import { rowsAt } from '../util/condition.ts';
import { pause } from './latest.ts';
import { type Drawn, rowOf } from './look.ts';

/** Samples at which directions are measured, and samples of one call, between which the page can be used. */
const [POINTS, PART] = [4, 16];

/** The directions of the latents along which samples change most, near those drawn, of what the first of them is. */
export async function directionsIn(
  client: Client,
  drawn: Drawn | undefined,
): Promise<Directions | undefined> {
  if (!drawn) return undefined;
  const { dim } = client.info.latent;
  const { conditions } = rowOf(client, drawn, 0);
  const generate = async (latents: Float32Array) => {
    const parts: Float32Array[] = [];
    for (let i = 0; i < latents.length; i += PART * dim) {
      await pause();
      const z = latents.subarray(i, i + PART * dim);
      const count = z.length / dim;
      const same = conditions && rowsAt(conditions, conditions.length, count, () => 0);
      parts.push((await client.generate(z, { conditions: same })).tensor.data);
    }
    return concatenateFloats(parts);
  };
  return directionsOf(drawn.latents.slice(0, POINTS * dim), dim, generate);
}
