import { z } from 'zod';
import { devices } from '../engine/engine.ts';
import { objectives } from '../gan/objectives/index.ts';
import { penalties } from '../gan/penalties/index.ts';
import { type Initializer, initializers, parseInitializer } from '../nn/initializers.ts';
import { activations } from '../nn/layers/activations.ts';
import { reparametrizations } from '../nn/reparametrize/index.ts';
import { choice } from '../util/schema.ts';

/** Keys of a registry, as the choices of an enum. */
function keys<T extends object>(registry: T) {
  return Object.keys(registry) as [keyof T & string, ...(keyof T & string)[]];
}

const count = z.int().min(1);
const units = z.array(count).max(32);
const share = z.number().min(0).max(1);
const fraction = z.number().min(0).lt(1);
const rate = z.number().positive();

const initializer = z.custom<Initializer>(
  value => {
    try {
      parseInitializer(String(value));
      return true;
    } catch {
      return false;
    }
  },
  {
    error: `expected a law of initial weights: ${Object.keys(initializers).join(', ')}, with a number after ':'`,
  },
);

const decay = (end: z.ZodNumber) =>
  z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.enum(['linear', 'cosine']),
      from: end,
      to: end,
      steps: z.int().min(0).default(0).describe('training steps from `from` to `to`; 0: the whole run'),
    }),
    z.strictObject({ kind: z.literal('exponential'), from: end, to: end, factor: share }),
  ]);
/** A number, or a schedule whose ends are in the range of `end`. */
const schedule = (number: z.ZodNumber, end = number) =>
  z.union([number, decay(end)]).meta({ field: 'schedule' });

const weightNorm = z
  .enum(keys(reparametrizations))
  .default('none')
  .describe('normalisation of weight matrices: by their spectral norm, or as lengths times directions');

/** Hidden layers of any network. */
const block = {
  activation: z.enum(keys(activations)).default('relu').describe('activation of the hidden layers'),
  slope: z.number().min(0).max(1).default(0.2).describe('slope of leaky-relu below zero'),
  norm: z
    .enum(['none', 'batch', 'layer', 'group', 'virtual'])
    .default('none')
    .describe('normalisation of the hidden layers; virtual in G only'),
  normPlace: z
    .enum(['before', 'after'])
    .default('before')
    .describe('normalise before or after the activation'),
  normMomentum: share.default(0.9).describe('share of a running average that one batch keeps'),
  normEpsilon: rate.default(1e-5).describe('added to the variance'),
  normGroups: count.default(8).describe('group: into how many groups the channels are divided'),
  normReference: count.default(64).describe('virtual: samples in the reference batch'),
  biasBeforeNorm: z
    .boolean()
    .default(false)
    .describe('whether weights before batch normalisation have a bias'),
  init: initializer.default('glorot-uniform').describe('law of the initial weights'),
  weightNorm,
};
/** Probabilities of dropout. */
const dropout = fraction.default(0);

/** What lets a discriminator compare the samples of a batch. */
const comparison = {
  minibatch: z
    .enum(['none', 'discrimination', 'stddev'])
    .default('none')
    .describe("layer that compares a batch's samples, before D's last; D only"),
  minibatchKernels: count.default(100).describe('minibatch discrimination: kernels'),
  minibatchDims: count.default(5).describe('minibatch discrimination: dimensions of a kernel'),
  minibatchGroup: z.int().min(0).default(4).describe('minibatch stddev: samples in a group; 0: all'),
};

/** How a network reads the condition of its samples. */
const conditioned = {
  condition: z
    .enum(['none', 'concat', 'projection'])
    .default('none')
    .describe('how the condition of the data comes in: appended to the input, or by projection (D only)')
    .meta({ source: 'arXiv 1802.05637' }),
  conditionFeatures: count.default(32).describe('concat: length of the vector of a class'),
};

const mlp = z.strictObject({
  family: z.literal('mlp'),
  hidden: units.describe('units of the hidden layers'),
  ...block,
  outputActivation: z.enum(keys(activations)).default('linear').describe('activation of the result'),
  outputInit: initializer.default('glorot-uniform').describe('law of the initial output weights'),
  outputBias: initializer.default('zeros').describe('law of the initial output bias'),
  dropoutInput: dropout.describe('probability that dropout zeroes an input'),
  dropoutHidden: dropout.describe('probability that dropout zeroes a hidden unit'),
  ...conditioned,
  ...comparison,
});

const maxout = z.strictObject({
  family: z.literal('maxout'),
  hidden: units.describe('units of the hidden layers'),
  pieces: count.default(5).describe('affine pieces of each unit'),
  init: initializer.default('uniform:0.005').describe('law of the initial weights'),
  weightNorm,
  dropoutInput: fraction.default(0.2).describe('probability that dropout zeroes an input'),
  dropoutHidden: fraction.default(0.5).describe('probability that dropout zeroes a hidden unit'),
  ...conditioned,
  ...comparison,
});

const dcgan = z.strictObject({
  family: z.literal('dcgan'),
  channels: units.min(1).describe('channels of the layers; in G the first is that of the dense layer'),
  strides: units.default([2, 2]).describe('strides of the (transposed) convolutions'),
  kernel: count.default(4).describe('height and width of the kernels'),
  ...block,
  normFirst: z.boolean().default(false).describe('whether the first layer is normalised'),
  outputActivation: z.enum(keys(activations)).default('tanh').describe('activation of the image (generator)'),
  dropoutHidden: dropout.describe('probability that dropout zeroes a value (discriminator)'),
  ...conditioned,
  ...comparison,
});

const network = z.discriminatedUnion('family', [mlp, maxout, dcgan]);

const optimizer = z.strictObject({
  rule: z
    .enum(['adam', 'adamw', 'optimistic-adam', 'rmsprop', 'sgd'])
    .default('adam')
    .describe('update rule'),
  lr: schedule(rate, z.number().min(0)).default(2e-4).describe('learning rate, or its schedule'),
  beta1: fraction.default(0.5).describe('Adam: decay of the mean gradient'),
  beta2: fraction.default(0.999).describe('Adam: decay of the mean squared gradient'),
  epsilon: rate.default(1e-8).describe('Adam, RMSProp: added to the root'),
  decay: share.default(0.99).describe('RMSProp: decay of the mean squared gradient'),
  momentum: schedule(fraction).default(0).describe('SGD: share of the velocity that is kept'),
  weightDecay: z.number().min(0).default(0.01).describe('AdamW: decoupled weight decay'),
  clipNorm: z
    .number()
    .min(0)
    .default(0)
    .describe('largest norm of all gradients together; 0: any')
    .meta({ source: 'arXiv 1211.5063' }),
  clipValue: z.number().min(0).default(0).describe('largest size of one gradient; 0: any'),
  clipWeights: z
    .number()
    .min(0)
    .default(0)
    .describe('weights stay in [−c, c] (WGAN: 0.01 in D); 0: free')
    .meta({ source: 'arXiv 1701.07875' }),
});

/** The one schema of a run: types, validation, defaults, flags, help and documentation derive from it. */
export const configSchema = z.strictObject({
  recipe: z.string().default('custom').describe('name of the recipe that this began as'),
  data: z.looseObject({ name: z.string() }).describe('dataset and its options'),
  latent: z
    .strictObject({
      dim: count.default(2).describe('length of z'),
      distribution: z
        .enum(['normal', 'uniform', 'uniform-unit', 'uniform-01'])
        .default('normal')
        .describe('distribution of z'),
    })
    .prefault({}),
  generator: network,
  discriminator: network,
  objective: choice('objective', objectives)
    .default({ kind: 'non-saturating' })
    .describe('what the players minimise'),
  penalties: z.array(choice('penalty', penalties)).default([]).describe("terms added to the players' losses"),
  penaltyScale: schedule(z.number().min(0))
    .default(1)
    .describe('factor of all penalties, to let them fade')
    .meta({ source: 'arXiv 2501.05441' }),
  penaltyEvery: count
    .default(1)
    .describe('penalties on D act in each n-th step, n times as strong; may diverge')
    .meta({ source: 'arXiv 1912.04958' }),
  pac: count
    .max(16)
    .default(1)
    .describe('samples that D judges together (PacGAN)')
    .meta({ source: 'arXiv 1712.04086' }),
  unroll: z
    .int()
    .min(0)
    .max(50)
    .default(0)
    .describe('ascents of D that G looks ahead (unrolled GAN)')
    .meta({ source: 'arXiv 1611.02163' }),
  instanceNoise: schedule(z.number().min(0))
    .default(0)
    .describe('σ of normal noise on all that D sees')
    .meta({ source: 'arXiv 1610.04490' }),
  labelSmoothing: z
    .number()
    .gt(0.5)
    .max(1)
    .default(1)
    .describe('label of real samples for D; 1: no smoothing')
    .meta({ source: 'arXiv 1606.03498' }),
  noisyLabels: z
    .number()
    .min(0)
    .lt(0.5)
    .default(0)
    .describe('probability that D is given a wrong label')
    .meta({ source: 'arXiv 1606.03498' }),
  realWeight: z
    .number()
    .min(0)
    .default(1)
    .describe("weight of real samples in D's loss")
    .meta({ source: 'GAN Lab' }),
  topK: schedule(z.number().gt(0).max(1))
    .default(1)
    .describe('share of its samples, the best, that G learns from')
    .meta({ source: 'arXiv 2002.06224' }),
  featureMatching: share
    .default(0)
    .describe("share of feature matching in G's loss")
    .meta({ source: 'arXiv 1606.03498' }),
  consensus: z
    .number()
    .min(0)
    .default(0)
    .describe('weight of consensus optimisation (update simultaneous)')
    .meta({ source: 'arXiv 1705.10461' }),
  lookaheadEvery: z
    .int()
    .min(0)
    .default(0)
    .describe('steps between looks back of both players; 0: none')
    .meta({ source: 'arXiv 2006.14567' }),
  lookaheadShare: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.5)
    .describe('share of the way that lookahead keeps')
    .meta({ source: 'arXiv 2006.14567' }),
  batch: count.default(64).describe('samples in a minibatch, m of Algorithm 1'),
  k: count
    .max(100)
    .default(1)
    .describe('ascents of D for one descent of G')
    .meta({ source: 'arXiv 1406.2661' }),
  generatorEvery: schedule(z.number().min(1))
    .default(1)
    .describe('G moves in each n-th step only')
    .meta({ source: 'arXiv 1701.07875' }),
  update: z
    .enum(['alternating', 'simultaneous', 'extragradient'])
    .default('alternating')
    .describe('players move in turn (Algorithm 1), at once, or at once by gradients a step ahead'),
  realFake: z
    .enum(['joint', 'separate'])
    .default('joint')
    .describe('D learns from real and generated samples in one joint update, or in two separate ones'),
  generatorMode: z
    .enum(['train', 'eval'])
    .default('train')
    .describe('mode of G when it makes samples for D: batch statistics, or running ones'),
  order: z
    .enum(['shuffle', 'replacement'])
    .default('shuffle')
    .describe('how minibatches are drawn from a finite dataset'),
  heldOut: z
    .number()
    .min(0)
    .default(0)
    .refine(n => n < 1 || Number.isInteger(n))
    .describe(
      'samples, or share below 1, of a fixed set that are not trained on, to tell whether D overfits',
    ),
  optimizer: z
    .strictObject({ discriminator: optimizer.prefault({}), generator: optimizer.prefault({}) })
    .prefault({}),
  emaHalfLife: z
    .number()
    .min(0)
    .default(0)
    .describe('half-life of the exponential moving average of G, in images; 0: none'),
  steps: count.default(10_000).describe('training steps'),
  seed: z.int().min(0).default(0).describe('seed of everything random'),
  device: z
    .enum(['auto', ...devices])
    .default('auto')
    .describe('where to run'),
  threads: z.int().min(0).default(0).describe('threads of one operation on the CPU; 0: as many as help'),
  logEvery: count.default(100).describe('steps between rows of stats.jsonl'),
  sampleEvery: count.default(1000).describe('steps between pictures of samples'),
  checkpointEvery: count.default(1000).describe('steps between checkpoints'),
  samples: count.max(100_000).default(100).describe('samples in a picture'),
});

/** A run in full: every value named. */
export type Config = z.output<typeof configSchema>;
/** What a recipe or a user says of a run; the rest are defaults. */
export type PartialConfig = z.input<typeof configSchema>;
export type NetworkConfig = z.output<typeof network>;
export type OptimizerConfig = z.output<typeof optimizer>;

/** Real samples that D sees in a step: extra-gradient takes a second minibatch a step ahead. */
export function imagesPerStep({ batch, k, update }: Pick<Config, 'batch' | 'k' | 'update'>): number {
  return batch * k * (update === 'extragradient' ? 2 : 1);
}
