import type { Dataset } from '../data/dataset.ts';
import { augmentation } from '../gan/augmentations/index.ts';
import type { NoiseLaw } from '../gan/feeds.ts';
import { createGan, type Gan } from '../gan/gan.ts';
import { objective } from '../gan/objectives/index.ts';
import type { Objective } from '../gan/objectives/objective.ts';
import { smoothLabels } from '../gan/objectives/smoothing.ts';
import { packedShape } from '../gan/pack.ts';
import { penalty } from '../gan/penalties/index.ts';
import type { PlayerOptimizer } from '../gan/player.ts';
import type { StepOptions } from '../gan/step.ts';
import type { Initializer } from '../nn/initializers.ts';
import type { Layer } from '../nn/layer.ts';
import { Network, type NetworkOptions } from '../nn/network.ts';
import { dcganDiscriminator, dcganGenerator } from '../nn/networks/dcgan.ts';
import { fastganGenerator } from '../nn/networks/fastgan.ts';
import { maxoutNetwork } from '../nn/networks/maxout.ts';
import { mlp } from '../nn/networks/mlp.ts';
import { mobileNetStem, projectedDiscriminator } from '../nn/networks/projected.ts';
import { r3ganDiscriminator, r3ganGenerator } from '../nn/networks/r3gan.ts';
import { rectifierSigmoid } from '../nn/networks/rectifier-sigmoid.ts';
import { resnetDiscriminator, resnetGenerator } from '../nn/networks/resnet.ts';
import { snganDiscriminator, snganGenerator } from '../nn/networks/sngan.ts';
import { adam, optimisticAdam } from '../nn/optimizers/adam.ts';
import type { Optimizer } from '../nn/optimizers/optimizer.ts';
import { rmsprop } from '../nn/optimizers/rmsprop.ts';
import { sgd } from '../nn/optimizers/sgd.ts';
import { reparametrizations } from '../nn/reparametrize/index.ts';
import type { Schedule } from '../nn/schedule.ts';
import { UserError } from '../util/error.ts';
import {
  type Config,
  type DiscriminatorConfig,
  type GeneratorConfig,
  imageFamilies,
  imagesPerStep,
  type OptimizerConfig,
} from './config.ts';
import type { Pretrained } from './pretrained.ts';
import { validate } from './validate.ts';

/** What networks have to know of the data. */
export type DataShape = Pick<Dataset, 'shape' | 'condition' | 'display'>;

/**
 * Builds what a config describes.
 * @param data their shape, and what their samples are conditioned on
 * @param pretrained weights that a first state needs; a checkpoint has its own
 * @throws UserError where config and data do not go together
 */
export function buildGan(config: Config, data: DataShape, pretrained: Pretrained = {}): Gan {
  validate(config);
  const { latent } = config;
  const { shape } = data;
  const generator = new Network(
    'generator',
    generatorLayers(config.generator, shape, REFERENCE_LAWS[latent.distribution]),
    [latent.dim],
    {
      reparametrize: reparametrizations[config.generator.weightNorm],
      ...conditionOf('generator', config, data),
    },
  );
  const discriminator = new Network(
    'discriminator',
    discriminatorLayers(config.discriminator, shape, pretrained),
    packedShape(shape, config.pac),
    {
      reparametrize: reparametrizations[config.discriminator.weightNorm],
      pac: config.pac,
      ...conditionOf('discriminator', config, data),
    },
  );
  return createGan({
    generator,
    discriminator,
    objective: chosenObjective(config),
    optimizers: {
      discriminator: playerOptimizer(config.optimizer.discriminator, config.steps),
      generator: playerOptimizer(config.optimizer.generator, config.steps),
    },
    batch: config.batch,
    k: config.k,
    noise: latent.distribution,
    update: config.update,
    realFake: config.realFake,
    generatorMode: config.generatorMode,
    ema: ema(config),
    augment: config.augment.map(augmentation),
    ...(data.display && { pixels: data.display }),
    ...cures(config),
  });
}

/** The condition of a network that reads it. */
function conditionOf(
  role: 'generator' | 'discriminator',
  config: Config,
  { condition }: DataShape,
): Pick<NetworkOptions, 'condition'> {
  const how = config[role].condition;
  if (how === 'none') return {};
  if (condition) return { condition };
  throw new UserError(
    `${role}.condition: expected 'none', since the data have no classes or other conditions, got '${how}'; labelled images have classes, and laws of several modes with data.labelled true`,
  );
}

function chosenObjective({ objective: chosen, labelSmoothing }: Config): Objective {
  const plain = objective(chosen);
  return labelSmoothing === 1 ? plain : smoothLabels(plain, labelSmoothing);
}

/** What a config says of remedies. */
function cures(config: Config): Partial<StepOptions> {
  const { steps, realWeight, lookaheadEvery, lookaheadShare, generatorEvery } = config;
  return {
    penalties: config.penalties.map(penalty),
    penaltyScale: overRun(config.penaltyScale, steps),
    penaltyEvery: config.penaltyEvery,
    pac: config.pac,
    unroll: config.unroll,
    instanceNoise: overRun(config.instanceNoise, steps),
    noisyLabels: config.noisyLabels,
    topK: overRun(config.topK, steps),
    featureMatching: config.featureMatching,
    consensus: config.consensus,
    ...(generatorEvery !== 1 && { generatorEvery: overRun(generatorEvery, steps) }),
    ...(realWeight !== 1 && { weights: { real: () => realWeight } }),
    ...(lookaheadEvery > 0 && { lookahead: { every: lookaheadEvery, share: lookaheadShare } }),
  };
}

/** The reference batch of virtual normalisation obeys the law of the noise. */
const REFERENCE_LAWS: Readonly<Record<NoiseLaw, Initializer>> = {
  normal: { kind: 'normal', std: 1 },
  uniform: { kind: 'uniform', range: 1 },
  'uniform-unit': { kind: 'uniform', range: Math.sqrt(3) },
  'uniform-01': { kind: 'uniform-01', range: 1 },
};

function generatorLayers(
  config: GeneratorConfig,
  output: readonly number[],
  referenceInit: Initializer,
): Layer {
  checkImages('generator', config.family, output);
  switch (config.family) {
    case 'mlp':
      return mlp({ ...config, output, referenceInit });
    case 'maxout':
      return maxoutNetwork({ ...config, output });
    case 'rectifier-sigmoid':
      return rectifierSigmoid({ ...config, output });
    case 'dcgan':
      return dcganGenerator({ ...config, output, referenceInit });
    case 'sngan':
      return snganGenerator({ ...config, output, referenceInit });
    case 'resnet':
      return resnetGenerator({ ...config, output, referenceInit });
    case 'r3gan':
      return r3ganGenerator({ ...config, output });
    case 'fastgan':
      return fastganGenerator({ ...config, output });
  }
}

function checkImages(player: string, family: string, shape: readonly number[]): void {
  if (!imageFamilies.includes(family) || shape.length === 3) return;
  throw new UserError(
    `${player}.family: expected images [H, W, C] for '${family}', got samples [${shape}]; use 'mlp'`,
  );
}

function discriminatorLayers(
  config: DiscriminatorConfig,
  shape: readonly number[],
  { mobilenet }: Pretrained,
): Layer {
  checkImages('discriminator', config.family, shape);
  switch (config.family) {
    case 'mlp':
      return mlp({ ...config, output: [1] });
    case 'maxout':
      return maxoutNetwork({ ...config, output: [1] });
    case 'dcgan':
      return dcganDiscriminator(config);
    case 'sngan':
      return snganDiscriminator(config);
    case 'resnet':
      return resnetDiscriminator(config);
    case 'r3gan':
      return r3ganDiscriminator(config);
    case 'projected':
      return projectedDiscriminator({ ...config, channels: config.width, stem: mobileNetStem(mobilenet) });
  }
}

function rule(config: OptimizerConfig): Optimizer {
  switch (config.kind) {
    case 'adam':
    case 'adamw':
      return adam(config);
    case 'optimistic-adam':
      return optimisticAdam(config);
    case 'rmsprop':
      return rmsprop(config);
    case 'sgd':
      return sgd({ momentum: config.momentum !== 0 });
  }
}

/** A schedule without steps of its own spans the run. */
export function overRun(schedule: Schedule, steps: number): Schedule {
  const open = typeof schedule === 'object' && 'steps' in schedule && schedule.steps === 0;
  return open ? { ...schedule, steps } : schedule;
}

function playerOptimizer(config: OptimizerConfig, steps: number): PlayerOptimizer {
  const positive = (limit: number) => (limit > 0 ? limit : undefined);
  return {
    rule: rule(config),
    learningRate: overRun(config.lr, steps),
    momentum: config.kind === 'sgd' ? overRun(config.momentum, steps) : undefined,
    clipNorm: positive(config.clipNorm),
    clipValue: positive(config.clipValue),
    clipWeights: positive(config.clipWeights),
    maxColumnNorm: positive(config.maxColumnNorm),
  };
}

/**
 * Share of the average replaced at each step: 1 − ½^(images a step / half-life), with the half-life no
 * longer than a twentieth of the images so far, so that the average forgets its start (StyleGAN2's ramp-up).
 */
function ema({ emaHalfLife, ...config }: Config): ((step: number) => number) | undefined {
  if (emaHalfLife === 0) return undefined;
  const images = imagesPerStep(config);
  return step => {
    const halfLife = Math.min(emaHalfLife, (step + 1) * images * 0.05);
    return 1 - 0.5 ** (images / halfLife);
  };
}
