/// <reference types="vite/client" />

/** Made by `course/build/losses.ts`. */
declare module 'virtual:losses' {
  /** The losses of both players with slots for the numbers: D's two terms, if it has two, and the sum; G's sum. */
  export interface TypesetLosses {
    readonly discriminator: readonly string[];
    readonly generator: readonly string[];
  }

  export const losses: Readonly<Record<string, TypesetLosses>>;
}
