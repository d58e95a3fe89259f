import { isColoured } from '../../../data/pictures/colour.ts';
import { spread } from '../../../data/pictures/progress.ts';
import { chosenSide } from '../../../data/pictures/side.ts';
import { UserError } from '../../../util/error.ts';
import { inParallel } from '../../../util/parallel.ts';
import type { Given } from '../history/open.ts';

/** An image that was read. */
export interface Read {
  readonly path: string;
  /** RGB */
  readonly pixels: Uint8Array;
  readonly coloured: boolean;
}

/** Images whose sizes are looked at. */
const [PROBES, AT_ONCE] = [128, 4];

/** The side that suits images of their sizes. */
export async function sideOf(given: readonly Given[]): Promise<number> {
  const sizes = await inParallel(spread(given, PROBES), AT_ONCE, async ({ file }) => {
    const bitmap = await createImageBitmap(file).catch(() => undefined);
    const size = bitmap && ([bitmap.height, bitmap.width] as const);
    bitmap?.close();
    return size;
  });
  return chosenSide(sizes.filter(size => size !== undefined));
}

/**
 * An image cut to its middle square and brought to a size.
 * @throws Error when it is none, or damaged
 */
export async function pixelsOf(file: File, size: number): Promise<Omit<Read, 'path'>> {
  if (file.type !== '' && !file.type.startsWith('image/')) throw new UserError('no image');
  const bitmap = await createImageBitmap(file);
  const side = Math.min(bitmap.width, bitmap.height);
  const [x, y] = [(bitmap.width - side) / 2, (bitmap.height - side) / 2];
  const context = new OffscreenCanvas(size, size).getContext('2d', { willReadFrequently: true })!;
  context.fillStyle = 'white'; // behind what is transparent
  context.fillRect(0, 0, size, size);
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, x, y, side, side, 0, 0, size, size);
  bitmap.close();
  const { data } = context.getImageData(0, 0, size, size);
  return { pixels: rgbOf(data), coloured: isColoured(data, 4) };
}

/** RGBA to RGB. */
export function rgbOf(rgba: Uint8ClampedArray): Uint8Array {
  const count = rgba.length / 4;
  return Uint8Array.from({ length: 3 * count }, (_, i) => rgba[4 * Math.floor(i / 3) + (i % 3)]);
}
