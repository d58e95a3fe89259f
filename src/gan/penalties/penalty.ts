import type { Shape, Tensor } from '../../graph/tensor.ts';
import type { Parameter, RandomSource } from '../../nn/scope.ts';
import type { Logits } from '../objectives/objective.ts';

/** A number or array that a penalty keeps from step to step; zero at first. */
export interface Memory {
  readonly value: Tensor;
  /** Sets what the next step finds. */
  set(next: Tensor): void;
}

/** A trained array of the player, with its present value. */
export interface Trained extends Parameter {
  readonly value: Tensor;
}

/** What terms for either player may use. */
interface Common {
  /** The player's trained arrays. */
  readonly trained: readonly Trained[];
  readonly random: RandomSource;
  memory(name: string, shape: Shape): Memory;
}

/**
 * What a term of D's loss may use: samples as D sees them, after instance noise and packing. Augmentation is
 * part of D: gradients are with respect to samples before it, and what `judge` is given goes through the change that the samples
 * of the minibatch went through. @see arXiv 2501.05441, whose code does so
 */
export interface DiscriminatorContext extends Common {
  /** [m, ...] */
  readonly real: Tensor;
  /** [m, ...] */
  readonly fake: Tensor;
  readonly logits: Logits;
  /** ∂D/∂x at each sample, [m, ...] each. Only where samples do not influence each other. */
  inputGradients(): { readonly real: Tensor; readonly fake: Tensor };
  /**
   * D's logits [m] of other samples [m, ...], with the same parameters.
   * @param like whose conditions they have; default those of the real samples
   */
  judge(samples: Tensor, like?: 'real' | 'fake'): Tensor;
  /** The noise that `fake` was made from, [batch, ...]; none in a game without. */
  readonly noise: Tensor | undefined;
  /** Samples that G makes of other noise [batch, ...], as D sees them, [m, ...]. */
  generate(noise: Tensor): Tensor;
}

/** What a term of G's loss may use. */
export interface GeneratorContext extends Common {
  readonly noise: Tensor | undefined;
  /** G(z) of this minibatch, [batch, ...], as G makes it. */
  readonly generated: Tensor;
  /** G at other noise, [batch, ...]. */
  generate(noise: Tensor): Tensor;
}

/** A term added to a player's loss: a scalar, already weighted. */
export interface Penalty {
  discriminator?(context: DiscriminatorContext): Tensor;
  generator?(context: GeneratorContext): Tensor;
  /** Whether it takes D's gradient at single samples, which has no meaning where a batch is coupled; default no. */
  readonly perSample?: boolean;
  /** At which samples it takes input gradients, so that D's passes can be arranged for them; default none. */
  readonly inputGradientsAt?: readonly ('real' | 'fake')[];
}
