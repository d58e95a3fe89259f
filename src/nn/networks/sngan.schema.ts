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
const init = { kind: 'normal', std: 0.02 } as const;

/** Options of `snganGenerator` and `snganDiscriminator`; the defaults are those of the paper for 32 × 32 pixels. */
export const sngan = {
  generator: z.strictObject({
    family: family('sngan'),
    channels: channels
      .default([512, 256, 128, 64])
      .describe('channels of the dense layer and of each doubling of the sides'),
    ...generatorBlock({ norm: 'batch', init }),
    outputActivation: imageActivation,
    ...normalizedCondition,
  }),
  discriminator: z.strictObject({
    family: family('sngan'),
    channels: channels
      .default([64, 128, 256, 512])
      .describe('channels of the first convolution and of each halving of the sides'),
    ...discriminatorBlock({ activation: 'leaky-relu', slope: 0.1, init, weightNorm: 'spectral' }),
    ...discriminatorCondition,
    ...comparison,
  }),
};
