import { z } from 'zod';
import { choice, count, fraction, keys, optionalChoice, share } from '../../util/schema.ts';
import { initializers } from '../initializers.ts';
import { activations } from '../layers/activations.ts';
import { reparametrizations } from '../reparametrize/index.ts';
import { minibatchLayers } from './minibatch.ts';
import { discriminatorNorms, norms } from './norm.ts';

/** What the schemas of the network families share. A player's schema has what that player can have, and no more. */

export const family = <const F extends string>(name: F) =>
  z.literal(name).describe('architecture; another one than the recipe has replaces the whole network');

export const initializer = choice('initialiser', initializers);

export const weightNorm = z
  .enum(keys(reparametrizations))
  .default('none')
  .describe('normalisation of weight matrices: by their spectral norm, or as lengths times directions');

/** Probabilities of dropout. */
export const dropout = (standard: number, what: string) =>
  fraction.default(standard).describe(`probability that dropout zeroes ${what}`);

const active = {
  activation: z.enum(keys(activations)).default('relu').describe('activation of the hidden layers'),
  slope: share.default(0.2).describe('slope of leaky-relu below zero'),
};

const weighted = {
  init: initializer.prefault({ kind: 'glorot-uniform' }).describe('law of the initial weights'),
  weightNorm,
};

/** Hidden layers of G; virtual normalisation draws its reference batch from the latent distribution. */
export const generatorBlock = {
  ...active,
  norm: optionalChoice('normalisation', norms).describe(
    'normalisation of the hidden layers; virtual for G only',
  ),
  ...weighted,
};

/** Hidden layers of D. */
export const discriminatorBlock = {
  ...active,
  norm: optionalChoice('normalisation', discriminatorNorms).describe('normalisation of the hidden layers'),
  ...weighted,
};

/** What lets D compare the samples of a batch; those that G makes must not depend on each other. */
export const comparison = {
  minibatch: optionalChoice('minibatch layer', minibatchLayers).describe(
    "layer that compares a batch's samples, before the last",
  ),
};

const condition = <const T extends readonly [string, ...string[]]>(names: T) =>
  z.enum(names).default('none').meta({ source: 'arXiv 1802.05637' });
const conditionFeatures = count.default(32).describe('concat: length of the vector of a class');

/** How G reads the condition of its samples. */
export const generatorCondition = {
  condition: condition(['none', 'concat']).describe(
    'how the condition of the data comes in: appended to the input',
  ),
  conditionFeatures,
};

/** How D reads the condition of its samples. */
export const discriminatorCondition = {
  condition: condition(['none', 'concat', 'projection']).describe(
    'how the condition of the data comes in: appended to the input, or by projection',
  ),
  conditionFeatures,
};
