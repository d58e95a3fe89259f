import type { Tensor } from '../../graph/tensor.ts';

/** What an optimiser keeps for one parameter, by slot name. */
export type Slots = Readonly<Record<string, Tensor>>;

export interface Update {
  /** The parameter after the update. */
  readonly value: Tensor;
  readonly slots: Slots;
}

/** The rates in force at one update. */
export interface Rates {
  readonly learningRate: number;
  readonly momentum: number;
}

/**
 * A first-order rule. The arithmetic on arrays is graph, so it can be differentiated (unrolled GANs);
 * what depends only on the update count is plain numbers that are fed at each step.
 */
export interface Optimizer {
  /** Names of the arrays kept for each parameter, all of its shape and zero at first. */
  readonly slots: readonly string[];
  /** Names of the numbers that {@link numbers} returns. */
  readonly scalars: readonly string[];
  /** The numbers of update t = 1, 2, … */
  numbers(t: number, rates: Rates): readonly number[];
  /** One update of one parameter. */
  update(value: Tensor, gradient: Tensor, slots: Slots, scalars: Slots): Update;
}
