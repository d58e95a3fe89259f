import { input } from '../../graph/ops/leaf.ts';
import { reshape } from '../../graph/ops/shape.ts';
import { type Program, unchanged } from '../../graph/program.ts';
import type { Tensor } from '../../graph/tensor.ts';
import type { Network } from '../../nn/network.ts';

/** d(G(z)) of latents [n, ...]: [n]. */
export type LogitAt = (z: Tensor) => Tensor;

/** Better samples by moving their latents. */
export interface Moving {
  readonly kind: 'moving';
  readonly steps: number;
  /** Whether the prior enters, which has a gradient only if it is normal. */
  readonly needsNormal?: boolean;
  /** Whether the size of d counts, not only its differences. */
  readonly needsSize?: boolean;
  /** The latents [n, ...] after one step. @param noise N(0, 1) of the same shape */
  next(z: Tensor, logit: LogitAt, noise: Tensor): Tensor;
}

/** Better samples by keeping some of many. */
export interface Choosing {
  readonly kind: 'choosing';
  /** Samples whose logits are looked at first. */
  readonly burnIn: number;
  /** The probability to keep a sample by its logit. @param logits of the burn-in */
  acceptance(logits: ArrayLike<number>): (logit: number) => number;
}

/**
 * What makes better samples of a trained generator with the help of its discriminator, read as the logit
 * d(x) = log p(x) / q(x) of data against samples, which the best D is.
 */
export type Refinement = Moving | Choosing;

interface Players {
  readonly generator: Network;
  readonly discriminator: Network;
}

/** z [batch, ...] to x [batch, ...] and logit [batch], the weights carried unchanged. */
export function judgingProgram({ generator, discriminator }: Players, batch: number): Program {
  const z = input('z', [batch, ...generator.input]);
  const values = { G: generator.variables(), D: discriminator.variables() };
  const x = generator.infer(z, values.G);
  const logit = reshape(discriminator.infer(x, values.D), [batch]);
  return {
    inputs: [z],
    state: unchanged([...values.G.values(), ...values.D.values()]),
    outputs: { x, logit },
  };
}

/** One move of the carried latents z [batch, ...] by the input noise [batch, ...]. */
export function movingProgram(
  { generator, discriminator }: Players,
  { next }: Moving,
  batch: number,
): Program {
  const shape = [batch, ...generator.input];
  const [z, noise] = [input('z', shape), input('noise', shape)];
  const values = { G: generator.variables(), D: discriminator.variables() };
  const logit: LogitAt = at => reshape(discriminator.infer(generator.infer(at, values.G), values.D), [batch]);
  const state = [
    { value: z, next: next(z, logit, noise) },
    ...unchanged([...values.G.values(), ...values.D.values()]),
  ];
  return { inputs: [noise], state, outputs: {} };
}
