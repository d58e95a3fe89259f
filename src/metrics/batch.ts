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
  private look: (() => Promise<Features>) | undefined;

  constructor(values: Float32Array, count: number, network?: FeatureNetwork, conditions?: ConditionValues) {
    this.values = values;
    this.count = count;
    this.network = network;
    this.conditions = conditions;
    if (network) this.look = async () => checked(network, await network.look(values, count), count);
  }

  /** The samples of these places; they share what the network says. */
  at(rows: Uint32Array): Batch {
    const { values, count, conditions, network } = this;
    const batch = new Batch(
      takeRows(values, values.length / count, rows),
      rows.length,
      network,
      conditions && takeRows(conditions, conditions.length / count, rows),
    );
    batch.look = async () => featuresAt(await this.features(), rows);
    return batch;
  }

  /** What the feature network says of the samples. */
  features(): Promise<Features> {
    if (!this.network || !this.look)
      throw new UserError('metrics: expected a feature network, got none; choose one');
    this.seen ??= this.look();
    return this.seen;
  }
}

function featuresAt({ values, size, probabilities }: Features, rows: Uint32Array): Features {
  const classes = probabilities && (probabilities.length * size) / values.length;
  return {
    values: takeRows(values, size, rows),
    size,
    ...(probabilities && { probabilities: takeRows(probabilities, classes!, rows) }),
  };
}

/** @throws UserError when a network gives features of other samples, or numbers that are not finite */
function checked({ name }: FeatureNetwork, features: Features, count: number): Features {
  const { values, size, probabilities = new Float32Array(0) } = features;
  if (values.length !== count * size) {
    throw new UserError(
      `network ${name}: expected ${size} features of each of ${count} samples, got ${values.length} numbers`,
    );
  }
  for (const numbers of [values, probabilities]) {
    const at = numbers.findIndex(value => !Number.isFinite(value));
    if (at < 0) continue;
    const sample = Math.floor(at / (numbers.length / count));
    throw new UserError(
      `network ${name}: expected finite features, got ${numbers[at]} for sample ${sample}; check the network and the range of the samples`,
    );
  }
  return features;
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
