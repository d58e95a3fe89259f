import { z } from 'zod';
import { dataConfig } from '../data/registry.ts';
import { devices } from '../engine/engine.ts';
import { augmentations } from '../gan/augmentations/index.ts';
import { objectives } from '../gan/objectives/index.ts';
import { penalties } from '../gan/penalties/index.ts';
import { updates } from '../gan/updates/index.ts';
import { dcgan } from '../nn/networks/dcgan.schema.ts';
import { fastgan } from '../nn/networks/fastgan.schema.ts';
import { maxout } from '../nn/networks/maxout.schema.ts';
import { mlp } from '../nn/networks/mlp.schema.ts';
import { projected } from '../nn/networks/projected.schema.ts';
import { r3gan } from '../nn/networks/r3gan.schema.ts';
import { rectifierSigmoid } from '../nn/networks/rectifier-sigmoid.schema.ts';
import { resnet } from '../nn/networks/resnet.schema.ts';
import { sngan } from '../nn/networks/sngan.schema.ts';
import { optimizer } from '../nn/optimizers/optimizer.schema.ts';
import { choice, count, keys, schedule, share } from '../util/schema.ts';

const generator = z.discriminatedUnion('family', [
  mlp.generator,
  maxout.generator,
  rectifierSigmoid,
  dcgan.generator,
  sngan.generator,
  resnet.generator,
  r3gan.generator,
  fastgan,
]);
const discriminator = z.discriminatedUnion('family', [
  mlp.discriminator,
  maxout.discriminator,
  dcgan.discriminator,
  sngan.discriminator,
  resnet.discriminator,
  r3gan.discriminator,
  projected,
]);

/** Families of networks of images [H, W, C] alone. */
export const imageFamilies: readonly string[] = ['dcgan', 'sngan', 'resnet', 'r3gan', 'fastgan', 'projected'];

/** The one schema of a run: types, validation, defaults, flags, help and documentation derive from it. */
export const configSchema = z.strictObject({
  recipe: z.string().default('custom').describe('name of the recipe that this began as'),
  data: dataConfig.describe('dataset and its options'),
  latent: z
    .strictObject({
      dim: count.default(2).describe('length of z'),
      distribution: z
        .enum(['normal', 'uniform', 'uniform-unit', 'uniform-01'])
        .default('normal')
        .describe('distribution of z'),
    })
    .prefault({}),
  generator,
  discriminator,
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
  augment: z
    .array(choice('augmentation', augmentations))
    .default([])
    .describe('random changes of all images that D sees, such as diffaugment; for few images')
    .meta({ source: 'arXiv 2006.10738' }),
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
    .enum(keys(updates))
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
  evaluateEvery: z
    .int()
    .min(0)
    .default(0)
    .describe('steps between evaluations, each with a checkpoint; 0: never'),
  evaluateSamples: z
    .int()
    .min(0)
    .max(100_000)
    .default(0)
    .describe('samples N of an evaluation; 0: 2,000, or as many as can be calibrated'),
  bestBy: z
    .string()
    .default('none')
    .describe('figure of the evaluations whose best checkpoint is kept, such as fd; none'),
});

/** A run in full: every value named. */
export type Config = z.output<typeof configSchema>;
/** What a recipe or a user says of a run; the rest are defaults. */
export type PartialConfig = z.input<typeof configSchema>;
export type GeneratorConfig = z.output<typeof generator>;
export type DiscriminatorConfig = z.output<typeof discriminator>;
export type OptimizerConfig = z.output<typeof optimizer>;

/** Real samples that D sees in a step: extra-gradient takes a second minibatch a step ahead. */
export function imagesPerStep({ batch, k, update }: Pick<Config, 'batch' | 'k' | 'update'>): number {
  return batch * k * (update === 'extragradient' ? 2 : 1);
}
