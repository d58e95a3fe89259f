import {
  attributesOf,
  type Condition,
  type ConditionValues,
  checkConditionValues,
  classNumber,
  conditionText,
} from '../util/condition.ts';
import { UserError } from '../util/error.ts';
import { type AskedAttributes, askedText, askedVectors, drawnVectors } from './attributes.ts';

/** What samples are asked to be of: one of the three, or by default of all that the generator knows. */
export interface ConditionRequest {
  /** Names of the classes that samples are of, in turn; default all. */
  readonly classes?: readonly string[];
  /**
   * Values of attributes by name, such as `{ hair: 'red', skin: 'dark' }`; the others are drawn. Default: that with most values
   * goes through them in turn, the others are drawn.
   */
  readonly attributes?: AskedAttributes;
  /** The condition of each sample, such as [samples, dim] of vectors. */
  readonly conditions?: ConditionValues;
  /** Of attributes that are drawn; default 0. */
  readonly seed?: number;
}

/**
 * Conditions of `count` samples; undefined for a generator without a condition.
 * @throws UserError when there are no classes or attributes to choose from, none of a name, or conditions of another kind
 */
export function conditionsOf(
  condition: Condition | undefined,
  request: ConditionRequest,
  count: number,
): ConditionValues | undefined {
  const { classes, attributes, conditions, seed = 0 } = request;
  checkOne(request);
  if (!condition) return refuseConditions(request);
  if (conditions) {
    checkConditionValues('conditions', condition, conditions, count);
    return conditions;
  }
  if (attributes) return askedVectors(condition, attributes, seed, count);
  const known = attributesOf(condition);
  if (!known) return inTurn(condition, classes, count);
  if (!classes) return drawnVectors(known, seed, count);
  throw new UserError(
    `classes: expected none, since the generator was trained on ${conditionText(condition)}, got ${classes.join(', ')}; ask for attributes`,
  );
}

function checkOne({ classes, attributes, conditions }: ConditionRequest): void {
  const given = Object.entries({ classes, attributes, conditions }).filter(([, value]) => value);
  if (given.length < 2) return;
  const got = given.map(([name]) => name);
  throw new UserError(
    `${got[0]}: expected classes, attributes or conditions, got ${got.join(' and ')}; give one of them`,
  );
}

function refuseConditions({ classes, attributes, conditions }: ConditionRequest): undefined {
  if (attributes) {
    throw new UserError(
      `attributes: expected none, since the generator was trained without attributes, got ${askedText(attributes)}; leave them out`,
    );
  }
  if (!classes && !conditions) return undefined;
  throw new UserError(
    `classes: expected none, since the generator was trained without classes, got ${classes?.join(', ') ?? 'conditions'}; leave them out`,
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
