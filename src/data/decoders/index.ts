import type { Decoder } from './decoder.ts';
import { idx } from './idx.ts';

/** The kinds of files that images are read from. */
export const decoders = { idx } satisfies Record<string, Decoder>;
