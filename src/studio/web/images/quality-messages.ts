import type { DataConfig } from '../../../data/registry.ts';
import type { RunFiles } from '../../../run/files.ts';

/** From the page to the worker that measures. */
export type QualityCommand =
  /** Looks at real images. */
  | {
      readonly type: 'prepare';
      readonly id: number;
      readonly data: DataConfig;
      /** Address of the page, with a slash at the end. */
      readonly base: string;
      readonly own: RunFiles;
      /** Whether G is asked for classes. */
      readonly asked: boolean;
    }
  /** Measures samples [n, height, width, channels], asked for by the classes of `prepared`. */
  | { readonly type: 'measure'; readonly bytes: Uint8Array };

/** A figure of the samples, and that of as many real images. */
export interface Measured {
  readonly name: string;
  readonly value: number;
  readonly real: number;
}

/** From the worker to the page. */
export type QualityReport =
  | {
      readonly type: 'prepared';
      /** Samples of a measurement. */
      readonly count: number;
      /** The classes to ask for, as often as the data have them; left out where they have none. */
      readonly classes?: Int32Array;
      /** Through what images are looked at, in words. */
      readonly network: string;
    }
  | { readonly type: 'measured'; readonly figures: readonly Measured[] }
  | { readonly type: 'failed'; readonly message: string };
