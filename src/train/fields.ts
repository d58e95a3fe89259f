import { z } from 'zod';
import { type DatasetEntry, datasets } from '../data/registry.ts';
import { boundsText, rangeText } from '../util/range.ts';
import { configSchema } from './config.ts';
import { tagOf } from './merge.ts';

/** One value of a config: what flags, help, documentation and controls are made of. */
export interface Field {
  /** Such as `generator.hidden`. */
  readonly path: string;
  readonly kind: 'integer' | 'number' | 'boolean' | 'text' | 'list' | 'schedule' | 'choice' | 'choices';
  /** The names that may be chosen; some take numbers after a colon. */
  readonly choices?: readonly string[];
  readonly default?: unknown;
  /** What a value must be, in words: `a whole number of at least 1`; empty where a type says it all. */
  readonly expected: string;
  readonly description: string;
  /** Where it comes from: an arXiv id, or a name. */
  readonly source?: string;
  /** Network families, optimisers or datasets that have the field; left out: it is always there. */
  readonly owners?: readonly string[];
}

interface JsonSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly oneOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly enum?: readonly string[];
  /** How the field is read, where its type does not say so. */
  readonly field?: 'schedule' | 'choice';
  /** Kinds of a choice. */
  readonly choices?: readonly string[];
  readonly const?: string;
  readonly default?: unknown;
  readonly description?: string;
  readonly source?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
}

/** Every field of a config, in the schema's order, the options of all datasets included. */
export function configFields(): Field[] {
  const schema = z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  return merged(Object.entries(schema.properties ?? {}).flatMap(([key, part]) => walk(key, part)));
}

function walk(path: string, schema: JsonSchema, owner?: string): Field[] {
  if (path === 'data') return dataFields();
  if (schema.field) return [field(path, schema, owner)];
  if (schema.oneOf) return schema.oneOf.flatMap(part => walkKind(path, part));
  if (schema.properties) {
    return Object.entries(schema.properties).flatMap(([key, part]) => walk(`${path}.${key}`, part, owner));
  }
  return [field(path, schema, owner)];
}

/** One of several kinds of objects: the field that chooses, and those that the kind has. */
function walkKind(path: string, { properties = {} }: JsonSchema): Field[] {
  const tag = tagOf(path);
  const kind = properties[tag].const!;
  return Object.entries(properties).flatMap(([key, part]) =>
    key === tag ? [kindField(`${path}.${tag}`, kind, part)] : walk(`${path}.${key}`, part, kind),
  );
}

function kindField(path: string, kind: string, { description = '', default: standard }: JsonSchema): Field {
  return { path, kind: 'text', choices: [kind], default: standard, expected: '', description };
}

function dataFields(): Field[] {
  const names = Object.keys(datasets);
  const name: Field = {
    path: 'data.name',
    kind: 'text',
    choices: names,
    expected: oneOf(names),
    description: 'dataset; `saddle data list` describes them',
  };
  const options = Object.entries(datasets as Record<string, DatasetEntry>).flatMap(([owner, entry]) =>
    Object.keys(entry.defaults).map(key => dataField(key, entry, owner)),
  );
  return [name, ...options];
}

function dataField(key: string, { defaults, ranges }: DatasetEntry, owner: string): Field {
  const [value, range] = [defaults[key], ranges[key]];
  return {
    path: `data.${key}`,
    kind: dataKind(value),
    ...(range && 'words' in range && { choices: range.words }),
    default: value,
    expected: range ? rangeText(range) : '',
    description: '',
    owners: [owner],
  };
}

function dataKind(value: unknown): Field['kind'] {
  if (Array.isArray(value)) return 'list';
  return typeof value === 'number' || typeof value === 'boolean'
    ? (typeof value as 'number' | 'boolean')
    : 'text';
}

function field(path: string, schema: JsonSchema, owner?: string): Field {
  const choices = schema.enum ?? schema.choices ?? schema.items?.choices;
  return {
    path,
    kind: kindOf(schema),
    choices,
    default: schema.default,
    expected: expectation(schema),
    description: schema.description ?? '',
    source: schema.source,
    owners: owner === undefined ? undefined : [owner],
  };
}

function kindOf({ type, field, items }: JsonSchema): Field['kind'] {
  if (field) return field;
  if (type === 'array') return items?.field === 'choice' ? 'choices' : 'list';
  return type === 'integer' || type === 'number' || type === 'boolean' ? type : 'text';
}

function expectation(schema: JsonSchema): string {
  if (schema.enum) return oneOf(schema.enum);
  if (schema.choices) return `${oneOf(schema.choices)}, some with options after ':'`;
  if (schema.items?.choices)
    return `a list of ${schema.items.choices.join(', ')}, some with options after ':'`;
  if (schema.field === 'schedule') {
    return `${expectation(schema.anyOf![0])}, or a schedule such as 0.001:0@5000 (linear from 0.001 to 0 over 5000 steps)`;
  }
  switch (schema.type) {
    case 'integer':
    case 'number':
      return `a ${schema.type === 'integer' ? 'whole ' : ''}number${boundsText(schema)}`;
    case 'boolean':
      return 'true or false';
    case 'array':
      return `a list of whole numbers of at least 1, such as 128,64${schema.minItems ? '' : ', or none'}`;
    default:
      return 'a text';
  }
}

const oneOf = (choices: readonly string[]) => `one of ${choices.join(', ')}`;

/** One field for each path: what belongs to several owners is told once. */
function merged(fields: readonly Field[]): Field[] {
  const byPath = new Map<string, Field>();
  for (const next of fields) {
    const seen = byPath.get(next.path);
    byPath.set(next.path, seen ? union(seen, next) : next);
  }
  return [...byPath.values()].map(f =>
    f.expected === '' && f.choices ? { ...f, expected: oneOf(f.choices) } : f,
  );
}

function union(a: Field, b: Field): Field {
  const choices = a.choices && [...new Set([...a.choices, ...(b.choices ?? [])])];
  const more = choices && choices.length > a.choices!.length && a.expected === oneOf(a.choices!);
  return {
    ...a,
    choices,
    expected: more ? oneOf(choices) : a.expected,
    default: a.owners && JSON.stringify(a.default) !== JSON.stringify(b.default) ? undefined : a.default,
    owners: a.owners && [...a.owners, ...(b.owners ?? [])],
  };
}
