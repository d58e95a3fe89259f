import { z } from 'zod';
import { count } from '../../util/schema.ts';
import { discriminatorBlock, discriminatorCondition, family } from './block.schema.ts';

/** Options of `projectedDiscriminator`, of D alone. */
export const projected = z.strictObject({
  family: family('projected'),
  width: count
    .default(64)
    .describe('channels of the finest mixed features, to which the heads are in proportion'),
  side: count
    .default(64)
    .refine(side => side % 16 === 0, 'expected a multiple of 16')
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
