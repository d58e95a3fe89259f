import type { BatchProgram } from '../../graph/batch.ts';
import { input } from '../../graph/ops/leaf.ts';
import type { Program } from '../../graph/program.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { inference, latentInputs } from '../../nn/inference.ts';
import type { Network } from '../../nn/network.ts';
import { verdicts } from '../discriminator.ts';

/** d(G(z)) of latents [n, ...]: [n]. */
export type LogitAt = (z: Tensor) => Tensor;

/** Better samples by moving their latents. */
export interface LatentRefinement {
  readonly kind: 'latent';
  readonly steps: number;
  /** Whether the prior enters, which has a gradient only if it is normal. */
  readonly needsNormal?: boolean;
  /** Whether the size of d counts, not only its differences. */
  readonly needsSize?: boolean;
  /** The latents [n, ...] after one step. @param noise N(0, 1) of the same shape */
  next(z: Tensor, logit: LogitAt, noise: Tensor): Tensor;
}

/** Better samples by keeping some of many. */
export interface RejectionSampler {
  readonly kind: 'rejection';
  /** Samples whose logits are looked at first. */
  readonly burnIn: number;
  /** The probability to keep a sample by its logit. @param logits of the burn-in */
  acceptance(logits: ArrayLike<number>): (logit: number) => number;
}

/**
 * What makes better samples of a trained generator with the help of its discriminator, read as the logit
 * d(x) = log p(x) / q(x) of data against samples, which the best D is.
 */
export type Refinement = LatentRefinement | RejectionSampler;

interface Players {
  readonly generator: Network;
  readonly discriminator: Network;
}

/** z [n, ...], and conditions y [n, ...] where there are any, to x [n, ...] and logit [n]. */
export function scoringProgram({ generator, discriminator }: Players): BatchProgram {
  return inference([generator, discriminator], (rows, infer) => {
    const [z, y] = latentInputs(generator, rows);
    const x = infer(generator, z, y);
    const logit = verdicts(infer(discriminator, x, y));
    return { inputs: y ? [z, y] : [z], outputs: { x, logit } };
  });
}

/** One step of latents z [batch, ...], which are carried, by the input noise [batch, ...]; conditions y are inputs too. */
export function latentProgram(
  { generator, discriminator }: Players,
  { next }: LatentRefinement,
  batch: number,
): Program {
  const [z, y] = latentInputs(generator, batch);
  const noise = input('noise', z.shape);
  const { inputs, outputs, state } = inference([generator, discriminator], (_rows, infer) => {
    const logit: LogitAt = at => verdicts(infer(discriminator, infer(generator, at, y), y));
    return { inputs: y ? [noise, y] : [noise], outputs: { next: next(z, logit, noise) } };
  }).at(batch);
  return { inputs, state: [{ value: z, next: outputs['next'] }, ...state], outputs: {} };
}
