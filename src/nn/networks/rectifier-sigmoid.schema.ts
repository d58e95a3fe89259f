import { z } from 'zod';
import { units } from '../../util/schema.ts';
import { family, initializer, weightNorm } from './block.schema.ts';

/** Options of `rectifierSigmoid`, of G alone. */
export const rectifierSigmoid = z.strictObject({
  family: family('rectifier-sigmoid'),
  hidden: units.describe('units of the hidden layers'),
  init: initializer.prefault({ kind: 'uniform', range: 0.05 }).describe('law of the initial weights'),
  weightNorm,
  sigmoidBias: z.number().default(-2).describe('initial bias of the hidden sigmoids'),
  outputInit: initializer
    .prefault({ kind: 'sparse', count: 100 })
    .describe('law of the initial output weights'),
  outputBias: initializer.prefault({ kind: 'marginals' }).describe('law of the initial output bias'),
  condition: z.literal('none').default('none').describe('it has none'),
});
