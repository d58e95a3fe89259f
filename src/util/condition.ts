import { type Attribute, attributesFault, attributesText } from './attributes.ts';
import { UserError } from './error.ts';
import { unknownName } from './text.ts';

/**
 * What a sample is conditioned on: one of several classes, a vector, or an image (height, width, channels).
 * The data say which kind they have; networks that are conditional read it.
 */
export type Condition =
  | { readonly kind: 'class'; readonly names: readonly string[] }
  | {
      readonly kind: 'vector';
      readonly dim: number;
      /** What its numbers say, where that has names: one number for each value of each attribute, in this order. */
      readonly attributes?: readonly Attribute[];
    }
  | { readonly kind: 'image'; readonly shape: readonly [height: number, width: number, channels: number] };

/** Conditions of several samples, row after row: class numbers 0, 1, … or the values of vectors or images. */
export type ConditionValues = Int32Array | Float32Array;

/** Shape of the condition of one sample: `[]` for a class, `[dim]`, or `[height, width, channels]`. */
export function conditionShape(condition: Condition): readonly number[] {
  if (condition.kind === 'class') return [];
  return condition.kind === 'vector' ? [condition.dim] : condition.shape;
}

/** Numbers in the condition of one sample. */
export function conditionLength(condition: Condition): number {
  return conditionShape(condition).reduce((product, extent) => product * extent, 1);
}

/** Room for the conditions of `count` samples. */
export function conditionValues(condition: Condition, count: number): ConditionValues {
  const length = count * conditionLength(condition);
  return condition.kind === 'class' ? new Int32Array(length) : new Float32Array(length);
}

/**
 * Rows of values, such as conditions, taken from places among others.
 * @param width numbers in a row
 * @param place which of the rows of `values` row i is
 */
export function rowsAt<T extends ConditionValues>(
  values: T,
  width: number,
  count: number,
  place: (i: number) => number,
): T {
  const out = values instanceof Int32Array ? new Int32Array(count * width) : new Float32Array(count * width);
  for (let i = 0; i < count; i++)
    out.set(values.subarray(place(i) * width, (place(i) + 1) * width), i * width);
  return out as T;
}

/** Whether two conditions are the same kind, shape, classes and attributes; also where both are none. */
export function sameCondition(a: Condition | undefined, b: Condition | undefined): boolean {
  if (!a || !b) return a === b;
  if (a.kind !== b.kind) return false;
  const told = (c: Condition) => JSON.stringify([classNames(c) ?? conditionShape(c), attributesOf(c)]);
  return told(a) === told(b);
}

/** What the classes are called, of a condition that is a class. */
export function classNames(condition: Condition | undefined): readonly string[] | undefined {
  return condition?.kind === 'class' ? condition.names : undefined;
}

/** What the numbers of a condition say, of a vector that has attributes. */
export function attributesOf(condition: Condition | undefined): readonly Attribute[] | undefined {
  return condition?.kind === 'vector' ? condition.attributes : undefined;
}

/** For people: `8 classes`, `a vector of 40`, `hair, skin and glasses`, `an image of 28 × 28 × 1`. */
export function conditionText(condition: Condition): string {
  if (condition.kind === 'class') return `${condition.names.length} classes`;
  if (condition.kind === 'vector') {
    return condition.attributes ? attributesText(condition.attributes) : `a vector of ${condition.dim}`;
  }
  return `an image of ${condition.shape.join(' × ')}`;
}

/**
 * @param where what has the condition, for errors
 * @throws UserError when there are no classes or two of one name, an extent is no positive integer, or attributes do not
 * fit their vector
 */
export function checkCondition(where: string, condition: Condition): void {
  if (condition.kind === 'class') checkNames(where, condition.names);
  if (condition.kind === 'vector') checkAttributes(where, condition);
  for (const extent of conditionShape(condition)) {
    if (Number.isInteger(extent) && extent >= 1) continue;
    throw new UserError(
      `${where}: expected a condition whose extents are positive integers, got ${conditionText(condition)}`,
    );
  }
}

function checkAttributes(where: string, { dim, attributes }: Condition & { kind: 'vector' }): void {
  const fault = attributes && attributesFault(attributes, dim);
  if (fault) throw new UserError(`${where}: ${fault}`);
}

function checkNames(where: string, names: readonly string[]): void {
  if (names.length === 0) throw new UserError(`${where}: expected names of classes, got none`);
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) {
      throw new UserError(`${where}: expected another name for each class, got '${name}' twice`);
    }
    seen.add(name);
  }
}

/**
 * Checks the conditions of `count` samples.
 * @param where what has them, for errors
 * @throws UserError when they are of another type or number, or a class is not among those named
 */
export function checkConditionValues(
  where: string,
  condition: Condition,
  values: ConditionValues,
  count: number,
): void {
  const type = condition.kind === 'class' ? Int32Array : Float32Array;
  if (!(values instanceof type)) {
    throw new UserError(
      `${where}: expected conditions (${conditionText(condition)}) as ${type.name}, got ${(values as object).constructor.name}`,
    );
  }
  const length = count * conditionLength(condition);
  if (values.length !== length) {
    throw new UserError(
      `${where}: expected ${length} numbers as conditions of ${count} samples (${conditionText(condition)}), got ${values.length}`,
    );
  }
  if (condition.kind === 'class') checkClasses(where, condition.names.length, values as Int32Array);
}

function checkClasses(where: string, count: number, values: Int32Array): void {
  for (let i = 0; i < values.length; i++) {
    if (values[i] >= 0 && values[i] < count) continue;
    throw new UserError(`${where}: expected classes from 0 to ${count - 1}, got ${values[i]} at place ${i}`);
  }
}

/**
 * The number of the class of a name.
 * @throws UserError when there is no class of this name, or the condition is no class
 */
export function classNumber(where: string, condition: Condition | undefined, name: string): number {
  if (condition?.kind !== 'class') {
    const got = condition ? conditionText(condition) : 'no condition';
    throw new UserError(`${where}: expected data with classes to choose '${name}' of, got ${got}`);
  }
  const number = condition.names.indexOf(name);
  if (number >= 0) return number;
  throw new UserError(`${where}: ${unknownName('class', name, condition.names)}`);
}
