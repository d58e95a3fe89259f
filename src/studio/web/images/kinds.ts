import type { Values } from '../../../engine/engine.ts';
import { type Attribute, attributeVectors, leadingAttribute } from '../../../util/attributes.ts';
import { attributesOf, type Condition, classNames } from '../../../util/condition.ts';

/** What samples can be asked to be: one of several kinds, which the page calls classes. */
export interface Kinds {
  readonly names: readonly string[];
  /** The input y of samples of these kinds, by their numbers. */
  values(kinds: Int32Array): Values;
}

/** Combinations of attributes beyond which nobody chooses from a list. */
const MOST = 512;

/**
 * The kinds of a generator: its classes, or each combination of its attributes. Those that differ in the attribute with most values
 * follow each other. Undefined for other conditions, and where there are more than 512 combinations.
 */
export function kindsOf(condition: Condition | undefined): Kinds | undefined {
  const names = classNames(condition);
  if (names) return { names, values: data => ({ data, shape: [data.length] }) };
  const attributes = attributesOf(condition);
  const count = attributes?.reduce((product, { values }) => product * values.length, 1) ?? 0;
  return attributes && count <= MOST ? combinations(attributes, count) : undefined;
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
  return {
    names: Array.from({ length: count }, (_, kind) => nameOf(kind)),
    values(kinds) {
      const data = attributeVectors(attributes, kinds.length, (attribute, i) => place(attribute, kinds[i]));
      return { data, shape: [kinds.length, data.length / kinds.length] };
    },
  };
}
