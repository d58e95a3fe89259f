import { z } from 'zod';
import { units } from '../../util/schema.ts';
import {
  comparison,
  discriminatorBlock,
  discriminatorCondition,
  family,
  generatorBlock,
  imageActivation,
  normalizedCondition,
} from './block.schema.ts';

const channels = units.min(1);
const init = { kind: 'glorot-uniform', gain: Math.SQRT2 } as const;

/** Options of `resnetGenerator` and `resnetDiscriminator`; the defaults are those of the paper for 32 × 32 pixels. */
export const resnet = {
  generator: z.strictObject({
    family: family('resnet'),
    channels: channels
      .default([256, 256, 256, 256])
      .describe('channels of the dense layer and of each block, which doubles the sides'),
    ...generatorBlock({ norm: 'batch', init }),
    outputActivation: imageActivation,
    ...normalizedCondition,
  }),
  discriminator: z.strictObject({
    family: family('resnet'),
    channels: channels.default([128, 128, 128, 128]).describe('channels of each block'),
    downsamplings: z.int().min(0).default(2).describe('how many blocks, the first ones, halve the sides'),
    ...discriminatorBlock({ init, weightNorm: 'spectral' }),
    ...discriminatorCondition,
    ...comparison,
  }),
};
