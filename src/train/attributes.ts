import { type Attribute, attributeVectors, leadingAttribute } from '../util/attributes.ts';
import { attributesOf, type Condition, conditionText } from '../util/condition.ts';
import { UserError } from '../util/error.ts';
import { Random } from '../util/random.ts';
import { unknownName } from '../util/text.ts';

/** What samples are asked to have: names of values by those of attributes. */
export type AskedAttributes = Readonly<Record<string, string>>;

/** `hair=red,skin=dark` */
export function askedText(asked: AskedAttributes): string {
  return Object.entries(asked)
    .map(([name, value]) => `${name}=${value}`)
    .join(',');
}

/**
 * Vectors [count, dim] of samples that have what is asked; the attributes that are not named are drawn, each value as likely as
 * the others.
 * @throws UserError when the condition has no attributes, none of a name, or one without such a value
 */
export function askedVectors(
  condition: Condition,
  asked: AskedAttributes,
  seed: number,
  count: number,
): Float32Array {
  const attributes = attributesOf(condition);
  if (!attributes) {
    const remedy = condition.kind === 'class' ? 'ask for classes' : 'pass conditions';
    throw new UserError(
      `attributes: expected a generator with attributes, got one of ${conditionText(condition)} and '${askedText(asked)}'; ${remedy}`,
    );
  }
  const places = placesOf(attributes, asked);
  const drawn = drawsOf(attributes, seed, count);
  return attributeVectors(attributes, count, ({ name }, i) => places.get(name) ?? drawn.get(name)![i]);
}

/** Vectors [count, dim] of samples of all kinds: the attribute with most values in turn, the others drawn. */
export function drawnVectors(attributes: readonly Attribute[], seed: number, count: number): Float32Array {
  const lead = leadingAttribute(attributes);
  const drawn = drawsOf(attributes, seed, count);
  return attributeVectors(attributes, count, (attribute, i) =>
    attribute === lead ? i % lead.values.length : drawn.get(attribute.name)![i],
  );
}

/** Which value of each attribute is asked for. */
function placesOf(attributes: readonly Attribute[], asked: AskedAttributes): Map<string, number> {
  const places = new Map<string, number>();
  for (const [name, value] of Object.entries(asked)) {
    const attribute = attributes.find(known => known.name === name);
    if (!attribute) {
      const known = attributes.map(({ name }) => name);
      throw new UserError(`attributes: ${unknownName('attribute', name, known)}`);
    }
    const place = attribute.values.indexOf(value);
    if (place < 0) throw new UserError(`attributes: ${unknownName(name, value, attribute.values)}`);
    places.set(name, place);
  }
  return places;
}

/** A value of each attribute for each sample: that of sample i depends on neither the others nor what is asked for. */
function drawsOf(attributes: readonly Attribute[], seed: number, count: number): Map<string, Uint32Array> {
  const draws = attributes.map(({ name, values }) => {
    const random = new Random(seed, `attributes/${name}`);
    return [name, Uint32Array.from({ length: count }, () => random.integer(values.length))] as const;
  });
  return new Map(draws);
}
