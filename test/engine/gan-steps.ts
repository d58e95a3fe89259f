import { type Batches, type FeedValues, startFeeds } from '../../src/gan/feeds.ts';
import { objective } from '../../src/gan/objectives/index.ts';
import { parsePenalty, penalties, penalty } from '../../src/gan/penalties/index.ts';
import { sourceOf, stateName } from '../../src/gan/state.ts';
import { buildStep, type GanStep, type StepOptions } from '../../src/gan/step.ts';
import { sizeOf } from '../../src/graph/tensor.ts';
import { Network } from '../../src/nn/network.ts';
import { dcganDiscriminator, dcganGenerator } from '../../src/nn/networks/dcgan.ts';
import { mlp } from '../../src/nn/networks/mlp.ts';
import { adam } from '../../src/nn/optimizers/adam.ts';
import { sgd } from '../../src/nn/optimizers/sgd.ts';
import { reparametrizations } from '../../src/nn/reparametrize/index.ts';
import { Random } from '../../src/util/random.ts';

/** A training step of a GAN with everything it needs to run. */
export interface StepCase {
  readonly name: string;
  readonly step: GanStep;
  readonly initial: Record<string, Float32Array>;
  /** Inputs of `count` steps from step `first` on. */
  readonly inputs: (first: number, count: number) => FeedValues;
}

function stepCase(
  name: string,
  generator: Network,
  discriminator: Network,
  batch: number,
  options: Partial<StepOptions> = {},
): StepCase {
  const player = { rule: adam({ beta1: 0.5 }), learningRate: 1e-3 };
  const step = buildStep({
    generator,
    discriminator,
    objective: objective('non-saturating'),
    optimizers: { generator: player, discriminator: player },
    batch,
    ema: () => 0.1,
    ...options,
  });
  const initial = { ...generator.initialize(1), ...discriminator.initialize(1) };
  const state = step.state.map(array => {
    const source = initial[sourceOf(array) ?? ''];
    return [stateName(array), source?.slice() ?? new Float32Array(sizeOf(array.value.shape))] as const;
  });
  return {
    name,
    step,
    initial: Object.fromEntries(state),
    inputs: (first, count) => startFeeds(step.feeds, 2, batches, first, count).values,
  };
}

/** Normal samples; classes, where they are asked for, one after the other. */
const batches: Batches = {
  fill(n, x, y) {
    new Random(3, 'data', n).normals(x);
    y?.set(y.map((_, i) => (n + i) % 3));
  },
  ask: (_, step, y) => y.set(y.map((_, i) => (step + 2 * i) % 3)),
};

/** An MLP GAN: 4-16-16-3 and 3-16-16-1 with leaky ReLU, tanh at the end. */
export function mlpStep(batch = 8): StepCase {
  const hidden = [16, 16];
  const G = mlp({ hidden, activation: 'leaky-relu', output: [3], outputActivation: 'tanh' });
  const D = mlp({ hidden, activation: 'leaky-relu', output: [1] });
  return stepCase('MLP GAN', new Network('generator', G, [4]), new Network('discriminator', D, [3]), batch);
}

/** An MLP GAN of three classes: a trained vector of the label beside G's noise, projection in D. */
export function classStep(batch = 6): StepCase {
  const condition = { kind: 'class', names: ['a', 'b', 'c'] } as const;
  const hidden = [8];
  const G = mlp({ hidden, output: [3], condition: 'concat', conditionFeatures: 4 });
  const D = mlp({ hidden, activation: 'leaky-relu', output: [1], condition: 'projection' });
  return stepCase(
    'GAN of three classes',
    new Network('generator', G, [4], { condition }),
    new Network('discriminator', D, [3], { condition }),
    batch,
  );
}

/** A small DCGAN on 8 × 8 × 2 images: batch norm in both, strides 2. */
export function convStep(batch = 4): StepCase {
  const G = dcganGenerator({ channels: [6, 4], norm: 'batch', output: [8, 8, 2] });
  const D = dcganDiscriminator({ channels: [4, 6], norm: 'batch', activation: 'leaky-relu' });
  const image = [8, 8, 2];
  return stepCase(
    'convolutional GAN',
    new Network('generator', G, [5]),
    new Network('discriminator', D, image),
    batch,
  );
}

/**
 * Remedies together: pairs, penalties of second order and of consistency, normalised weights; images of 8 × 8 × 2.
 * By gradient descent: the gradient of D's last bias is zero, and Adam would make whole steps of rounding errors.
 */
export function curedStep(batch = 4): StepCase {
  const player = { rule: sgd({ momentum: false }), learningRate: 0.05 };
  const image = [8, 8, 2];
  const G = dcganGenerator({ channels: [6, 4], normFirst: false, output: image });
  const D = dcganDiscriminator({ channels: [4, 6], activation: 'leaky-relu' });
  return stepCase(
    'relativistic GAN with penalties and normalised weights',
    new Network('generator', G, [5], { reparametrize: reparametrizations.weight }),
    new Network('discriminator', D, image, { reparametrize: reparametrizations.spectral }),
    batch,
    {
      objective: objective('relativistic'),
      optimizers: { generator: player, discriminator: player },
      penalties: ['r1:1', 'r2:1', 'cr:1,1,0.5', 'lecam:0.3,0.9,1'].map(text => penalty(parsePenalty(text))),
    },
  );
}

/** Every penalty at once, on an MLP GAN with normalised weights: 4-8-3 and 3-8-8-1. */
export function penalizedStep(batch = 6): StepCase {
  const G = mlp({ hidden: [8], activation: 'leaky-relu', output: [3], outputActivation: 'tanh' });
  const D = mlp({ hidden: [8, 8], activation: 'leaky-relu', output: [1] });
  return stepCase(
    'MLP GAN with every penalty',
    new Network('generator', G, [4], { reparametrize: reparametrizations.spectral }),
    new Network('discriminator', D, [3], { reparametrize: reparametrizations.weight }),
    batch,
    { penalties: Object.keys(penalties).map(text => penalty(parsePenalty(text))) },
  );
}
