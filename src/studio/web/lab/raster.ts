import { upperBound } from '../../../theory/distributions/discrete.ts';
import { UserError } from '../../../util/error.ts';
import { Random } from '../../../util/random.ts';
import { MOST_POINTS } from './points.ts';

/** Pixels as a canvas gives them: red, green, blue, alpha, row after row from the top. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

/** What of a pixel counts as ink. */
export const inks = ['dark', 'light', 'red', 'green', 'blue'] as const;
export type Ink = (typeof inks)[number];

/** How much ink each pixel holds, from 0 to 1; what is transparent is white paper. */
export function inkOf({ data, width, height }: Raster, ink: Ink): Float64Array {
  return Float64Array.from({ length: width * height }, (_, i) => {
    const alpha = data[4 * i + 3] / 255;
    const [red, green, blue] = [0, 1, 2].map(c => 1 - alpha + (alpha * data[4 * i + c]) / 255);
    const light = 0.2126 * red + 0.7152 * green + 0.0722 * blue; // luminance of sRGB, ITU-R BT.709
    if (ink === 'dark') return 1 - light;
    if (ink === 'light') return light;
    const [own, a, b] = { red: [red, green, blue], green: [green, red, blue], blue: [blue, red, green] }[ink];
    return Math.max(0, own - Math.max(a, b));
  });
}

/** Below this share of the darkest pixel it is paper: no stray points. */
const PAPER = 0.15;

/**
 * Points drawn by the ink of an image, anywhere in their pixel: the longer side is from −1 to 1, both scales are equal.
 * @param count at most {@link MOST_POINTS}
 * @returns x and y in turn, three decimals
 * @throws UserError where there is no ink
 */
export function pointsOfRaster(raster: Raster, ink: Ink, { count, seed }: DrawOptions): number[] {
  const { width, height } = raster;
  const weights = inkOf(raster, ink);
  const top = weights.reduce((most, w) => Math.max(most, w), 0);
  let total = 0;
  const sums = weights.map(w => {
    total += w > PAPER * top ? w : 0;
    return total;
  });
  if (top < 0.02)
    throw new UserError(`picture: expected something ${ink}, got an empty one; choose other pixels`);
  const random = new Random(seed, 'raster');
  const scale = 2 / Math.max(width, height);
  return Array.from({ length: Math.min(count, MOST_POINTS) }, () => {
    const at = upperBound(sums, random.uniform() * total);
    const x = (at % width) + random.uniform() - width / 2;
    const y = height / 2 - Math.floor(at / width) - random.uniform();
    return [rounded(scale * x), rounded(scale * y)];
  }).flat();
}

interface DrawOptions {
  readonly count: number;
  readonly seed: number;
}

/** What a link can carry. */
const rounded = (value: number) => Math.round(value * 1000) / 1000;
