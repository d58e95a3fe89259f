/** A property of samples, such as the colour of hair, as numbers of a vector: 1 for the value it has, 0 for the others. */
export interface Attribute {
  readonly name: string;
  readonly values: readonly string[];
}

/** `hair, skin and glasses` */
export function attributesText(attributes: readonly Attribute[]): string {
  const names = attributes.map(({ name }) => name);
  return [names.slice(0, -1).join(', '), names.at(-1)].filter(Boolean).join(' and ');
}

/** Numbers in the vector of all attributes. */
export function attributesLength(attributes: readonly Attribute[]): number {
  return attributes.reduce((sum, { values }) => sum + values.length, 0);
}

/** What is wrong with the attributes of a vector of `dim` numbers, such as `expected X, got Y`; undefined: nothing. */
export function attributesFault(attributes: readonly Attribute[], dim: number): string | undefined {
  if (attributes.length === 0) return 'expected names of attributes, got none';
  const parted = attributes.flatMap(({ name, values }) => [name, ...values]).find(text => /[,=]/.test(text));
  if (parted !== undefined)
    return `expected names without commas and '=', which part what is asked for, got '${parted}'`;
  const empty = attributes.find(({ values }) => values.length === 0);
  if (empty) return `expected values of the attribute '${empty.name}', got none`;
  const name = repeated(attributes.map(attribute => attribute.name));
  if (name !== undefined) return `expected another name for each attribute, got '${name}' twice`;
  for (const { name: of, values } of attributes) {
    const value = repeated(values);
    if (value !== undefined) return `expected another name for each value of '${of}', got '${value}' twice`;
  }
  const length = attributesLength(attributes);
  return length === dim
    ? undefined
    : `expected a vector of ${length}, as many as its attributes have values, got ${dim}`;
}

/** A name that is there before. */
function repeated(names: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return names.find(name => seen.size === seen.add(name).size);
}

/**
 * Vectors [count, numbers] of samples with these attributes.
 * @param place which of the values of an attribute sample i has
 */
export function attributeVectors(
  attributes: readonly Attribute[],
  count: number,
  place: (attribute: Attribute, i: number) => number,
): Float32Array {
  const width = attributesLength(attributes);
  const out = new Float32Array(count * width);
  let first = 0;
  for (const attribute of attributes) {
    for (let i = 0; i < count; i++) out[i * width + first + place(attribute, i)] = 1;
    first += attribute.values.length;
  }
  return out;
}

/** The attribute with most values, by which pictures are arranged; of several the first. */
export function leadingAttribute(attributes: readonly Attribute[]): Attribute {
  return attributes.reduce((lead, attribute) =>
    attribute.values.length > lead.values.length ? attribute : lead,
  );
}
