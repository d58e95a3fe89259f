import type { Reparametrization } from '../scope.ts';
import { spectralNorm } from './spectral.ts';
import { weightNorm } from './weight.ts';

/** What a network computes with instead of its weight matrices, by name; `none`: the matrices themselves. */
export const reparametrizations = {
  none: undefined,
  spectral: spectralNorm(),
  weight: weightNorm(),
} satisfies Record<string, Reparametrization | undefined>;
