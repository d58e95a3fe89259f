import type { Initializer } from '../initializers.ts';
import type { Layer } from '../layer.ts';
import { concatCondition, projection } from '../layers/condition.ts';
import { dense } from '../layers/dense.ts';

/** How a network of a family reads the condition of its samples. */
export interface ConditionOptions {
  /**
   * `concat`: appended to the input, classes as trained vectors. `batch-norm`: gains and shifts of batch normalisation in a
   * generator. `projection`: in the last layer of a discriminator (arXiv 1802.05637). Default `none`.
   */
  readonly condition?: 'none' | 'concat' | 'batch-norm' | 'projection';
  /** Length of the vector of a class in `concat`; default 32. */
  readonly conditionFeatures?: number;
}

/** What comes before the first layer of weights. */
export function conditionedInput({ condition, conditionFeatures }: ConditionOptions): Layer[] {
  return condition === 'concat' ? [concatCondition({ features: conditionFeatures })] : [];
}

/** Laws of the last layer. */
export interface OutputWeights {
  readonly init?: Initializer;
  readonly bias?: Initializer | false;
}

/** The last layer of weights, from features [N, F]. */
export function conditionedOutput(
  { condition }: ConditionOptions,
  units: number,
  weights: OutputWeights,
): Layer {
  return condition === 'projection' ? projection(weights) : dense(units, weights);
}
