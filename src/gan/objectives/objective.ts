import type { Tensor } from '../../graph/tensor.ts';

/** Logits of the discriminator on m real and m generated samples, each [m]. */
export interface Logits {
  readonly real: Tensor;
  readonly fake: Tensor;
}

/**
 * What the two players minimise, per sample and on logits: [m] to [m], the step takes the mean.
 * With D = σ(logit): log D = −softplus(−logit) and log(1 − D) = −softplus(logit), so no logarithm
 * meets a rounded sigmoid.
 */
export interface Objective {
  /** What it is, in one sentence. */
  readonly summary: string;
  readonly source: string;
  discriminator(logits: Logits): Tensor;
  generator(logits: Pick<Logits, 'fake'>): Tensor;
}
