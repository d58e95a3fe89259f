import { add } from '../../graph/ops/elementwise.ts';
import type { Tensor } from '../../graph/tensor.ts';

/** What the discriminator says, before any sigmoid, of m real and m generated samples: each [m]. */
export interface Logits {
  readonly real: Tensor;
  readonly fake: Tensor;
}

/** A loss of D that is a sum of one term over real and one over generated samples: [m] to [m] each. */
export interface Halves {
  real(logits: Tensor): Tensor;
  fake(logits: Tensor): Tensor;
}

/**
 * What the two players minimise, per sample and on logits: [m] to [m], the step takes the mean.
 * With D = σ(logit): log D = −softplus(−logit) and log(1 − D) = −softplus(logit), so no logarithm
 * meets a rounded sigmoid.
 */
export interface Objective {
  discriminator(logits: Logits): Tensor;
  generator(logits: Logits): Tensor;
  /** Whether G's loss depends on D's logits of real samples, as in relativistic GANs; default no. */
  readonly comparesWithReal?: boolean;
  /** The two terms of D's loss, where it is a sum of two: what weights of samples need. */
  readonly halves?: Halves;
  /** Whether D's result is to be read as a number, and not as the logit of a probability; default no. */
  readonly critic?: boolean;
  /** Whether the best D is log p/q but for a constant, though it is a critic: what sampling with D's help needs. */
  readonly logRatio?: boolean;
  /**
   * D's result for a sample that is as likely real as generated. `midpoint` (of the means over both kinds): a
   * constant added to D changes nothing, so only differences mean something. Default 0.
   */
  readonly undecided?: number | 'midpoint';
}

/** An objective whose loss of D is a sum of two terms. */
export function separable({
  real,
  fake,
  ...rest
}: Halves & Omit<Objective, 'discriminator' | 'halves'>): Objective {
  return {
    ...rest,
    halves: { real, fake },
    discriminator: logits => add(real(logits.real), fake(logits.fake)),
  };
}
