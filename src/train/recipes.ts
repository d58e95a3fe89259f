import type { PartialConfig } from './config.ts';

/** A preset with what it is and where it comes from. */
export interface Recipe {
  readonly summary: string;
  readonly source: string;
  readonly config: Omit<PartialConfig, 'recipe'>;
}

/** Leaky rectifiers of the A2Amir notebooks, in Keras's defaults. */
const keras = { activation: 'leaky-relu', norm: 'batch', normEpsilon: 1e-3 } as const;

/**
 * The presets of `saddle train`, each a whole run; every value can be overridden.
 */
export const recipes = {
  pixel: {
    summary: 'One pixel that obeys N(4, 0.5²): a generator as a learned quantile function.',
    source: 'AYLIEN/gan-intro (data); networks ours',
    config: {
      data: { name: 'normal', mean: 4, sigma: 0.5 },
      noise: { dimension: 1, law: 'uniform' },
      generator: { family: 'mlp', hidden: [32, 32], activation: 'softplus' },
      discriminator: { family: 'mlp', hidden: [32, 32], activation: 'leaky-relu' },
      optimizer: { discriminator: { lr: 1e-3 }, generator: { lr: 1e-3 } },
      batch: 256,
      steps: 10_000,
      averageHalfLife: 100_000,
      samples: 10_000,
    },
  },
  pixels2: {
    summary: 'Two pixels: mean (1, −1), standard deviations (1, 0.5), correlation 0.8.',
    source: 'ours',
    config: {
      data: { name: 'multivariate-normal', mean: [1, -1], covariance: [1, 0.4, 0.4, 0.25] },
      generator: { family: 'mlp', hidden: [32, 32] },
      discriminator: { family: 'mlp', hidden: [32, 32], activation: 'leaky-relu' },
      optimizer: { discriminator: { lr: 1e-3 }, generator: { lr: 1e-3 } },
      batch: 256,
      steps: 10_000,
      averageHalfLife: 100_000,
      samples: 2500,
    },
  },
  ring: {
    summary: '8 normals on a ring, σ 0.01: will the generator find all modes?',
    source: 'data as in VEEGAN and PacGAN (arXiv 1705.07761, 1712.04086)',
    config: {
      data: { name: 'ring', count: 100_000 },
      generator: { family: 'mlp', hidden: [128, 128] },
      discriminator: { family: 'mlp', hidden: [128, 128], activation: 'leaky-relu' },
      optimizer: { discriminator: { lr: 1e-3 }, generator: { lr: 1e-3 } },
      batch: 256,
      steps: 10_000,
      averageHalfLife: 100_000,
      samples: 2500,
    },
  },
  mnist: {
    summary: 'Handwritten digits in a few minutes on two cores.',
    source: 'ours, after arXiv 1511.06434',
    config: {
      data: { name: 'mnist' },
      noise: { dimension: 64 },
      generator: { family: 'dcgan', channels: [64, 32], norm: 'batch', normFirst: true },
      discriminator: { family: 'dcgan', channels: [32, 64], activation: 'leaky-relu' },
      optimizer: { discriminator: { lr: 2e-4 }, generator: { lr: 2e-4 } },
      batch: 64,
      steps: 4000,
      averageHalfLife: 10_000,
    },
  },
  'mnist-notebook': {
    summary: 'Dense 256-512-1024-784 with batch normalisation after the activation.',
    source: 'A2Amir, GAN.ipynb (Keras)',
    config: {
      data: { name: 'mnist' },
      noise: { dimension: 100 },
      generator: {
        family: 'mlp',
        hidden: [256, 512, 1024],
        ...keras,
        normPlace: 'after',
        normMomentum: 0.8,
        outputActivation: 'tanh',
      },
      discriminator: { family: 'mlp', hidden: [512, 256], activation: 'leaky-relu' },
      optimizer: { discriminator: { lr: 2e-4, epsilon: 1e-7 }, generator: { lr: 2e-4, epsilon: 1e-7 } },
      objective: 'non-saturating',
      halves: 'apart',
      fakes: 'inference',
      order: 'replacement',
      batch: 32,
      steps: 2000,
      sampleEvery: 200,
      samples: 25,
    },
  },
} satisfies Record<string, Recipe>;

export type RecipeName = keyof typeof recipes;
