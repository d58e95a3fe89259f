import type { Client } from '../../packages/client/src/types.ts';
import { type Directions, directionsOf } from '../studio/web/images/directions.ts';
import { type Drawn, inParts, rowOf } from './look.ts';

/** Samples at which directions are measured; of large pictures, which take long, one. */
const [POINTS, LARGE] = [4, 64 * 64];

/** The directions of the latents along which samples change most, near those drawn, of what the first of them is. */
export async function directionsIn(
  client: Client,
  drawn: Drawn | undefined,
): Promise<Directions | undefined> {
  if (!drawn) return undefined;
  const { latent, shape } = client.info;
  const { conditions } = rowOf(client, drawn, 0);
  const points = shape[0] * shape[1] > LARGE ? 1 : POINTS;
  return directionsOf(drawn.latents.slice(0, points * latent.dim), latent.dim, z =>
    inParts(client, z, conditions),
  );
}
