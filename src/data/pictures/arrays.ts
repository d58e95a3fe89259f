import type { Collection } from './collection.ts';

/** Pictures as plain pixels, one after the other. */
export interface PixelArray {
  readonly size: number;
  readonly shape: readonly [height: number, width: number, channels: number];
  /** Pixels of picture i. */
  pixels(i: number): Uint8Array;
  /** Name of its class. */
  label?(i: number): string;
  readonly notes?: readonly string[];
}

/** Plain pixels as a collection; pictures are called by their numbers. */
export function arrayCollection({ size, shape, pixels, label, notes = [] }: PixelArray): Collection {
  const items = Array.from({ length: size }, (_, i) => ({
    name: String(i),
    ...(label && { label: label(i) }),
    read: async () => ({ bytes: pixels(i), shape }),
  }));
  return { items, left: [], notes };
}
