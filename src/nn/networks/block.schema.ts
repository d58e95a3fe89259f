import { z } from 'zod';
import { choice, count, fraction, keys, optionalChoice, share } from '../../util/schema.ts';
import { initializers } from '../initializers.ts';
import { type Activation, activations } from '../layers/activations.ts';
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

const initial = (standard: z.input<typeof initializer>) =>
  initializer.prefault(standard).describe('law of the initial weights');

/** What families differ in at first. */
interface BlockDefaults {
  readonly activation?: Activation;
  readonly slope?: number;
  readonly norm?: 'batch';
  readonly init?: z.input<typeof initializer>;
  readonly weightNorm?: keyof typeof reparametrizations;
}

const block = ({ activation = 'relu', slope = 0.2, init, weightNorm: weights = 'none' }: BlockDefaults) => ({
  activation: z.enum(keys(activations)).default(activation).describe('activation of the hidden layers'),
  slope: share.default(slope).describe('slope of leaky-relu below zero'),
  init: initial(init ?? { kind: 'glorot-uniform' }),
  weightNorm: weightNorm.default(weights),
});

/** With the biases before it that the authors' code has, so that networks have as many parameters. */
const chosenNorm = ({ norm }: BlockDefaults) => (norm ? ({ kind: norm, bias: 'zeros' } as const) : null);

/** Hidden layers of G; virtual normalisation draws its reference batch from the latent distribution. */
export const generatorBlock = (defaults: BlockDefaults = {}) => ({
  ...block(defaults),
  norm: optionalChoice('normalisation', norms, chosenNorm(defaults)).describe(
    'normalisation of the hidden layers; virtual for G only',
  ),
});

/** Hidden layers of D. */
export const discriminatorBlock = (defaults: BlockDefaults = {}) => ({
  ...block(defaults),
  norm: optionalChoice('normalisation', discriminatorNorms, chosenNorm(defaults)).describe(
    'normalisation of the hidden layers',
  ),
});

/** Activation of what G makes. */
export const imageActivation = z.enum(keys(activations)).default('tanh').describe('activation of the image');

/** What lets D compare the samples of a batch; those that G makes must not depend on each other. */
export const comparison = {
  minibatch: optionalChoice('minibatch layer', minibatchLayers).describe(
    "layer that compares a batch's samples, before the last",
  ),
};

const condition = <const T extends readonly [string, ...string[]]>(names: T) =>
  z.enum(names).default('none').meta({ source: 'arXiv 1802.05637' });
const conditionFeatures = count.default(32).describe('concat: length of the vector of a class');

const OF_G =
  'how the condition of the data comes in: appended to the input, or as gains and shifts of batch normalisation';

/** How G reads the condition of its samples. */
export const generatorCondition = {
  condition: condition(['none', 'concat']).describe(OF_G),
  conditionFeatures,
};

/** How a G with normalised layers reads it. */
export const normalizedCondition = {
  condition: condition(['none', 'concat', 'batch-norm']).describe(OF_G),
  conditionFeatures,
};

/** How D reads the condition of its samples. */
export const discriminatorCondition = {
  condition: condition(['none', 'concat', 'projection']).describe(
    'how the condition of the data comes in: appended to the input, or by projection',
  ),
  conditionFeatures,
};
