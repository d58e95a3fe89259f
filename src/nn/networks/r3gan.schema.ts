import { z } from 'zod';
import { count, units } from '../../util/schema.ts';
import {
  comparison,
  discriminatorCondition,
  family,
  generatorCondition,
  imageActivation,
} from './block.schema.ts';

const head = {
  family: family('r3gan'),
  channels: units
    .min(1)
    .default([768, 768, 768, 768])
    .describe('channels of the stages, between which the sides double or halve'),
  blocks: count.default(2).describe('residual blocks of each stage'),
  expansion: count.default(2).describe('factor by which channels are expanded within a block'),
  groupSize: z
    .int()
    .min(0)
    .default(16)
    .describe('channels of a group of the inner convolutions; 0: all in one'),
  kernel: count
    .default(3)
    .refine(k => k % 2 === 1, 'expected an odd number')
    .describe('height and width of the kernels'),
  weightNorm: z.literal('none').default('none').describe('it has none'),
};

/** Options of `r3ganGenerator` and `r3ganDiscriminator`; the defaults are those of the authors for CIFAR-10. */
export const r3gan = {
  generator: z.strictObject({
    ...head,
    outputActivation: imageActivation.default('linear'),
    ...generatorCondition,
  }),
  discriminator: z.strictObject({ ...head, ...discriminatorCondition, ...comparison }),
};
