/// <reference types="vite/client" />

/** Made by `images/build/gallery.ts`. */
declare module 'virtual:gallery' {
  /** Names of the recipes that have one, `gallery/NAME.webp`. */
  export const pictures: readonly string[];
  /** Width and height of each. */
  export const size: readonly [width: number, height: number];
}

/** Made by `course/build/losses.ts`. */
declare module 'virtual:losses' {
  /** The losses of both players with slots for the numbers: D's two terms, if it has two, and the sum; G's sum. */
  export interface TypesetLosses {
    readonly discriminator: readonly string[];
    readonly generator: readonly string[];
  }

  export const losses: Readonly<Record<string, TypesetLosses>>;
}
