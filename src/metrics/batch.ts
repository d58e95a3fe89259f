import type { ConditionValues } from '../util/condition.ts';
import { UserError } from '../util/error.ts';
import type { FeatureNetwork, Features } from './metric.ts';

/** Samples that metrics score; what a feature network says of them is computed once for all metrics. */
export class Batch {
  /** `[N, ...shape]` */
  readonly values: Float32Array;
  /** N */
  readonly count: number;
  /** The conditions that G was asked for; of real samples, their own. */
  readonly conditions?: ConditionValues;
  private readonly network: FeatureNetwork | undefined;
  private seen: Promise<Features> | undefined;

  constructor(values: Float32Array, count: number, network?: FeatureNetwork, conditions?: ConditionValues) {
    this.values = values;
    this.count = count;
    this.network = network;
    this.conditions = conditions;
  }

  /** The samples of these places. */
  at(rows: Uint32Array): Batch {
    const { values, count, conditions, network } = this;
    return new Batch(
      takeRows(values, values.length / count, rows),
      rows.length,
      network,
      conditions && takeRows(conditions, conditions.length / count, rows),
    );
  }

  /** What the feature network says of the samples. */
  features(): Promise<Features> {
    if (!this.network) throw new UserError('metrics: expected a feature network, got none; choose one');
    this.seen ??= this.network.look(this.values, this.count);
    return this.seen;
  }
}

/** Rows of a matrix [n, width], in the order given. */
export function takeRows<T extends Float32Array | Int32Array>(
  matrix: T,
  width: number,
  rows: ArrayLike<number>,
): T {
  const taken = new (matrix.constructor as new (length: number) => T)(rows.length * width);
  for (let i = 0; i < rows.length; i++) {
    taken.set(matrix.subarray(rows[i] * width, (rows[i] + 1) * width), i * width);
  }
  return taken;
}
