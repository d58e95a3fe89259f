import { z } from 'zod';
import {
  type Condition,
  type ConditionValues,
  checkConditionValues,
  classNumber,
  conditionText,
} from '../util/condition.ts';
import { UserError } from '../util/error.ts';

const extent = z.int().positive();

/** A condition in a file. */
export const conditionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('class'), names: z.array(z.string()).min(1) }),
  z.object({ kind: z.literal('vector'), dim: extent }),
  z.object({ kind: z.literal('image'), shape: z.tuple([extent, extent, extent]) }),
]);

/** What samples are asked to be of. */
export interface ConditionRequest {
  /** Names of the classes that samples are of, in turn; default all that the generator knows. */
  readonly classes?: readonly string[];
  /** The condition of each sample, such as [samples, dim] of vectors, instead of `classes`. */
  readonly conditions?: ConditionValues;
}

/**
 * Conditions of `count` samples; undefined for a generator without a condition.
 * @throws UserError when there are no classes to choose from, none of a name, or conditions of another kind
 */
export function conditionsOf(
  condition: Condition | undefined,
  { classes, conditions }: ConditionRequest,
  count: number,
): ConditionValues | undefined {
  if (classes && conditions) {
    throw new UserError('classes: expected classes or conditions, got both; leave one out');
  }
  if (!condition) return refuseConditions(classes?.join(', ') ?? (conditions && 'conditions'));
  if (!conditions) return inTurn(condition, classes, count);
  checkConditionValues('conditions', condition, conditions, count);
  return conditions;
}

function refuseConditions(given: string | undefined): undefined {
  if (given === undefined) return undefined;
  throw new UserError(
    `classes: expected none, since the generator was trained without classes, got ${given}; leave them out`,
  );
}

/** The classes of a generator, or those named, one after the other and again. */
function inTurn(condition: Condition, classes: readonly string[] | undefined, count: number): Int32Array {
  if (condition.kind !== 'class' && !classes) {
    throw new UserError(
      `conditions: expected ${conditionText(condition)} for each sample, got none; pass conditions`,
    );
  }
  const numbers = classes?.map(name => classNumber('classes', condition, name));
  const known = condition.kind === 'class' ? condition.names.length : 0;
  return Int32Array.from({ length: count }, (_, i) => numbers?.[i % numbers.length] ?? i % known);
}
