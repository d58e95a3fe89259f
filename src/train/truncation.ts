import { drawNoise, type NoiseLaw } from '../gan/feeds.ts';
import { placesWithin } from '../theory/distributions/truncated-place.ts';
import { UserError } from '../util/error.ts';
import { Random } from '../util/random.ts';

/** Centres of the uniform laws. */
const CENTRE = { uniform: 0, 'uniform-unit': 0, 'uniform-01': 0.5 } as const;

/**
 * Fills `out` with noise nearer its centre, a function of (seed, stream) only. Normal noise is N(0, 1) given
 * |z| ≤ t, which is to draw values beyond t anew (BigGAN); drawn by inverse transform, so each value moves
 * steadily towards 0 as t falls, and t = ∞ is {@link drawNoise}. Uniform noise keeps the share t of its range.
 *
 * @throws UserError when t is not positive, or above 1 for uniform noise
 * @see arXiv 1809.11096, section 3.1
 */
export function drawTruncated(
  law: NoiseLaw,
  t: number,
  seed: number,
  stream: string,
  out: Float32Array,
): Float32Array {
  checkTruncation(law, t);
  if (law === 'normal') {
    const random = new Random(seed, stream);
    const placeOf = placesWithin(-t, t);
    for (let i = 0; i < out.length; i++) {
      const u = random.uniform();
      out[i] = placeOf(Math.log(u), Math.log1p(-u));
    }
    return out;
  }
  drawNoise(law, seed, stream, 0, out);
  for (let i = 0; i < out.length; i++) out[i] = CENTRE[law] + t * (out[i] - CENTRE[law]);
  return out;
}

function checkTruncation(law: NoiseLaw, t: number): void {
  const most = law === 'normal' ? Infinity : 1;
  if (t > 0 && t <= most) return;
  const range = most === 1 ? 'a share of the range, above 0 and at most 1,' : 'a number above 0';
  throw new UserError(
    `truncation: expected ${range} for ${law} noise, got ${t}; BigGAN shows 2, 1, 0.5 and 0.04`,
  );
}

/** How a law is truncated, for who does it elsewhere. */
export interface Truncation {
  /** `redraw`: values farther than t from the centre are drawn anew; `scale`: distances from the centre are multiplied by t. */
  readonly kind: 'redraw' | 'scale';
  readonly centre: number;
}

export function truncationOf(law: NoiseLaw): Truncation {
  return law === 'normal' ? { kind: 'redraw', centre: 0 } : { kind: 'scale', centre: CENTRE[law] };
}
