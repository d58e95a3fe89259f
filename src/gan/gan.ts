import { sizeOf } from '../graph/tensor.ts';
import type { Network } from '../nn/network.ts';
import type { NoiseLaw } from './feeds.ts';
import type { Objective } from './objectives/objective.ts';
import type { StepOptions } from './options.ts';
import { buildStep, type GanStep } from './step.ts';

/** The networks of a GAN and the step that trains them, from a config or built by hand. */
export interface Gan {
  readonly generator: Network;
  readonly discriminator: Network;
  readonly step: GanStep;
  /** What the players minimise. */
  readonly objective: Objective;
  readonly latent: { readonly distribution: NoiseLaw };
}

/**
 * A GAN of given networks.
 * @throws UserError where networks and options do not go together
 * @example
 *   const gan = createGan({ generator, discriminator, objective: objective('hinge'), optimizers, batch: 64 });
 */
export function createGan(options: StepOptions): Gan {
  const { generator, discriminator, objective, noise = 'normal' } = options;
  return { generator, discriminator, step: buildStep(options), objective, latent: { distribution: noise } };
}

/** Samples in a minibatch. */
export function batchSize({ step }: Pick<Gan, 'step'>): number {
  return minibatches(step)[0].node.shape[0];
}

/** Real samples that D sees in a step: all minibatches together. */
export function imagesPerStep({ step }: Pick<Gan, 'step'>): number {
  return minibatches(step).reduce((sum, { node }) => sum + node.shape[0], 0);
}

/** Samples that D judges together. */
export function packSize({ generator, discriminator }: Pick<Gan, 'generator' | 'discriminator'>): number {
  return sizeOf(discriminator.input) / sizeOf(generator.output);
}

const minibatches = ({ feeds }: GanStep) => feeds.filter(feed => feed.kind === 'data');
