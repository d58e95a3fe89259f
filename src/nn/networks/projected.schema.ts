import { z } from 'zod';
import { count } from '../../util/schema.ts';
import { discriminatorBlock, discriminatorCondition, family } from './block.schema.ts';
import { LEAST_SIDE } from './projected.ts';

/** Options of `projectedDiscriminator`, of D alone. */
export const projected = z.strictObject({
  family: family('projected'),
  width: count
    .default(64)
    .describe('channels of the finest mixed features, to which the heads are in proportion'),
  side: z
    .int()
    .min(LEAST_SIDE)
    .default(64)
    .describe('sides of the image that the pretrained network sees, a multiple of 16'),
  ...discriminatorBlock({
    activation: 'leaky-relu',
    norm: 'batch',
    init: { kind: 'fan-in-uniform' },
    weightNorm: 'spectral',
  }),
  condition: discriminatorCondition.condition
    .removeDefault()
    .extract(['none', 'projection'])
    .default('none')
    .describe('how the condition of the data comes in: by projection in each head'),
});
