import type { Dataset } from '../../../data/dataset.ts';
import type { Values } from '../../../engine/engine.ts';
import {
  type Attribute,
  attributesLength,
  attributeVectors,
  leadingAttribute,
} from '../../../util/attributes.ts';
import { attributesOf, type Condition, type ConditionValues, classNames } from '../../../util/condition.ts';

/** What samples can be asked to be: one of several kinds, which the page calls classes. */
export interface Kinds {
  readonly names: readonly string[];
  /** The input y of samples of these kinds, by their numbers. */
  values(kinds: Int32Array): Values & { readonly data: ConditionValues };
  /** The inverse of {@link values}, of conditions as data have them. */
  numbers(conditions: ConditionValues): Int32Array;
}

/** Combinations of attributes beyond which nobody chooses from a list. */
export const MOST_KINDS = 512;

/**
 * The kinds of a generator: its classes, or each combination of its attributes. Those that differ in the attribute with most values
 * follow each other. Undefined for other conditions, and where there are more than 512 combinations.
 */
export function kindsOf(condition: Condition | undefined): Kinds | undefined {
  const names = classNames(condition);
  if (names)
    return {
      names,
      values: data => ({ data, shape: [data.length] }),
      numbers: labels => Int32Array.from(labels),
    };
  const attributes = attributesOf(condition);
  const count = attributes?.reduce((product, { values }) => product * values.length, 1) ?? 0;
  return attributes && count <= MOST_KINDS ? combinations(attributes, count) : undefined;
}

function combinations(attributes: readonly Attribute[], count: number): Kinds {
  const lead = leadingAttribute(attributes);
  const order = [lead, ...attributes.filter(attribute => attribute !== lead)];
  const place = (of: Attribute, kind: number) => {
    const before = order.slice(0, order.indexOf(of)).reduce((product, a) => product * a.values.length, 1);
    return Math.floor(kind / before) % of.values.length;
  };
  const nameOf = (kind: number) =>
    attributes.map(attribute => `${attribute.name}=${attribute.values[place(attribute, kind)]}`).join(', ');
  const vectors = (kinds: Int32Array) =>
    attributeVectors(attributes, kinds.length, (attribute, i) => place(attribute, kinds[i]));
  const width = attributesLength(attributes);
  const known = new Map(
    rowsOf(vectors(Int32Array.from({ length: count }, (_, kind) => kind)), width).map((row, kind) => [
      row,
      kind,
    ]),
  );
  return {
    names: Array.from({ length: count }, (_, kind) => nameOf(kind)),
    values: kinds => ({ data: vectors(kinds), shape: [kinds.length, width] }),
    numbers: conditions => Int32Array.from(rowsOf(conditions, width), row => known.get(row)!),
  };
}

/** Rows of `width` numbers as texts. */
const rowsOf = (values: ConditionValues, width: number): string[] =>
  Array.from({ length: values.length / width }, (_, i) => values.subarray(i * width, (i + 1) * width).join());

/** The kind of each sample of a fixed set, where that is known beforehand. */
export function kindsIn(dataset: Dataset, kinds: Kinds): Int32Array | undefined {
  const conditions = dataset.kind === 'finite' ? dataset.conditions : undefined;
  return conditions && kinds.numbers(conditions);
}
