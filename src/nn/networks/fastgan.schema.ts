import { z } from 'zod';
import { optionalChoice, units } from '../../util/schema.ts';
import { family, imageActivation, initializer, normalizedCondition, weightNorm } from './block.schema.ts';
import { norms } from './norm.ts';

const { virtual: _, ...offered } = norms;

/** Options of `fastganGenerator`, of G alone. */
export const fastgan = z.strictObject({
  family: family('fastgan'),
  channels: units
    .min(1)
    .default([1024, 512, 256, 128])
    .describe('channels of the small image and of each doubling of the sides'),
  skip: z.int().min(0).default(2).describe('doublings that a skip-layer excitation spans; 0: none'),
  noise: z
    .boolean()
    .default(true)
    .describe('whether noise is added in training, by factors that are trained'),
  norm: optionalChoice('normalisation', offered, { kind: 'batch' }).describe(
    'normalisation of the hidden layers',
  ),
  init: initializer.prefault({ kind: 'fan-in-uniform' }).describe('law of the initial weights'),
  weightNorm: weightNorm.default('spectral'),
  outputActivation: imageActivation,
  ...normalizedCondition,
});
