import type { Decoder } from './decoder.ts';
import { idx } from './idx.ts';
import { packageDigits } from './package-digits.ts';

/** The kinds of files that images are read from. */
export const decoders = { idx, 'package-digits': packageDigits } satisfies Record<string, Decoder>;
