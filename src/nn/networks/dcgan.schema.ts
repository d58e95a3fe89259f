import { z } from 'zod';
import { count, units } from '../../util/schema.ts';
import {
  comparison,
  discriminatorBlock,
  discriminatorCondition,
  dropout,
  family,
  generatorBlock,
  imageActivation,
  normalizedCondition,
} from './block.schema.ts';

const head = (channels: string) => ({
  family: family('dcgan'),
  channels: units.min(1).describe(channels),
  strides: units.default([2, 2]).describe('strides of the (transposed) convolutions'),
  kernel: count.default(4).describe('height and width of the kernels'),
});

const normFirst = z.boolean().default(false).describe('whether the first layer is normalised');

/** Options of `dcganGenerator` and `dcganDiscriminator`. */
export const dcgan = {
  generator: z.strictObject({
    ...head('channels of the layers, the first those of the dense layer'),
    ...generatorBlock(),
    normFirst,
    outputActivation: imageActivation,
    ...normalizedCondition,
  }),
  discriminator: z.strictObject({
    ...head('channels of the convolutions'),
    ...discriminatorBlock(),
    normFirst,
    dropoutHidden: dropout(0, 'a value after each convolution'),
    ...discriminatorCondition,
    ...comparison,
  }),
};
