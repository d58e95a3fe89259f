import type { DataConfig } from '../../../data/registry.ts';
import type { RunFiles } from '../../../run/files.ts';

/** From the page to the worker that tells classes. */
export type ClassCommand =
  /** Learns the classes of some images. */
  | {
      readonly type: 'learn';
      readonly id: number;
      readonly data: DataConfig;
      /** Address of the page, with a slash at the end. */
      readonly base: string;
      readonly own: RunFiles;
    }
  /** Tells the class of each image, [n, height, width, channels]. */
  | { readonly type: 'judge'; readonly bytes: Uint8Array };

/** From the worker to the page. */
export type ClassReport =
  | { readonly type: 'progress'; readonly share: number }
  | {
      readonly type: 'learned';
      /** Share of images it has not seen whose class it tells. */
      readonly accuracy: number;
      readonly heldOut: number;
      /** What the classes are called, and the share of each among the training images. */
      readonly names: readonly string[];
      readonly shares: Float32Array;
    }
  | { readonly type: 'judged'; readonly classes: Int32Array; readonly probabilities: Float32Array }
  | { readonly type: 'failed'; readonly message: string };
