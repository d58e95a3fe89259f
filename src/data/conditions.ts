import {
  type Condition,
  type ConditionValues,
  checkCondition,
  checkConditionValues,
  conditionLength,
} from '../util/condition.ts';
import { UserError } from '../util/error.ts';

/** Conditions of a set in memory: what they are, and that of each sample. */
export interface Conditioned {
  readonly condition?: Condition;
  /** `[size, ...conditionShape(condition)]`, kept, not copied: class numbers as `Int32Array`, else `Float32Array`. */
  readonly conditions?: ConditionValues;
}

/** The conditions of a set of `size` samples, where it has any, as they fit it. */
export function checkConditions(
  name: string,
  { condition, conditions }: Conditioned,
  size: number,
): Conditioned {
  if (!condition && !conditions) return {};
  if (!condition || !conditions) {
    const [there, missing] = condition ? ['condition', 'conditions'] : ['conditions', 'condition'];
    throw new UserError(
      `${name}: expected condition and conditions, got ${there} alone; give ${missing} too`,
    );
  }
  checkCondition(name, condition);
  checkConditionValues(name, condition, conditions, size);
  return { condition, conditions };
}

/** Writes the conditions of the samples at `indices` into `y`, row after row. */
export function copyConditions(
  name: string,
  { condition, conditions }: Conditioned,
  indices: ArrayLike<number>,
  y: ConditionValues,
): void {
  if (!condition || !conditions) throw withoutConditions(name);
  const length = conditionLength(condition);
  if (y.length !== indices.length * length) {
    throw new UserError(`${name}: expected room for ${indices.length * length} conditions, got ${y.length}`);
  }
  for (let row = 0, o = 0; row < indices.length; row++) {
    const start = indices[row] * length;
    for (let i = start; i < start + length; i++) y[o++] = conditions[i];
  }
}

/** For whoever asks data without conditions for them. */
export function withoutConditions(name: string): UserError {
  return new UserError(
    `${name}: expected data with conditions, such as classes, got data without; choose data that have them`,
  );
}
