import { type Conditioned, checkConditions, copyConditions } from './conditions.ts';
import {
  checkRead,
  displayOf,
  type FiniteDataset,
  type PixelRange,
  pixelTable,
  sampleLength,
} from './dataset.ts';

/** A set of images that is not held in memory. */
export interface StoredSet extends Conditioned {
  readonly name: string;
  /** `[height, width, channels]` */
  readonly shape: readonly [number, number, number];
  readonly size: number;
  readonly fingerprint: string;
  readonly source: string;
  readonly range?: PixelRange;
  /** The pixels of an image, `[height, width, channels]`; many are asked for at once. */
  image(index: number): Promise<Uint8Array>;
}

/**
 * A finite set of images that are read when they are wanted, and then scaled.
 * @throws UserError when the conditions do not fit it
 */
export function storedDataset(images: StoredSet): FiniteDataset {
  const { name, shape, size, fingerprint, source, range = '[-1, 1]' } = images;
  const length = sampleLength(images);
  const table = pixelTable(range);
  const conditioned = checkConditions(name, images, size);
  const read: FiniteDataset['read'] = async (indices, out, y) => {
    checkRead(name, indices, out, size, length);
    if (y) copyConditions(name, conditioned, indices, y);
    const row = async (index: number, place: number) => {
      const bytes = await images.image(index);
      for (let i = 0; i < length; i++) out[place * length + i] = table[bytes[i]];
    };
    await Promise.all(Array.from(indices, row));
  };
  const display = displayOf(range);
  return { kind: 'finite', name, shape, size, fingerprint, source, range, display, ...conditioned, read };
}
