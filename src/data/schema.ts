import { z } from 'zod';
import { isInRange, type Range, type Ranges, rangeText } from '../util/range.ts';
import { unknownName } from '../util/text.ts';

/** Which data a run learns: a name of the registry and its options, such as `{ name: 'ring', modes: 8 }`. */
export interface DataConfig {
  readonly name: string;
  readonly [option: string]: unknown;
}

interface Entry {
  readonly defaults: Readonly<Record<string, unknown>>;
  readonly ranges: Ranges;
}

type Entries = Readonly<Record<string, Entry>>;

/** The schema of all datasets: for each its options, of the types of their defaults and in their ranges, and no others. */
export function dataSchema(entries: Entries): z.ZodType<DataConfig, DataConfig> {
  const options = Object.entries(entries).map(([name, entry]) => datasetSchema(name, entry));
  const error = (issue: { readonly code: string; readonly input?: unknown }) =>
    issue.code === 'invalid_union'
      ? unknownName('dataset', nameOf(issue.input), Object.keys(entries))
      : undefined;
  return z.discriminatedUnion('name', options as never, { error }) as never;
}

const nameOf = (input: unknown) => String((input as { readonly name?: unknown })?.name);

function datasetSchema(name: string, { defaults, ranges }: Entry) {
  const options = Object.entries(defaults).map(([option, value]) => {
    const schema = optionSchema(`${name}.${option}`, value, ranges[option]);
    return [option, value === undefined ? schema.optional() : schema.default(value as never)];
  });
  const error = (issue: { readonly code: string; readonly keys?: readonly string[] }) =>
    issue.code === 'unrecognized_keys'
      ? unknownName(`option of ${name}`, issue.keys![0], Object.keys(defaults))
      : undefined;
  return z.strictObject({ name: z.literal(name), ...Object.fromEntries(options) }, { error });
}

/**
 * An option has the type of its default, and is in its range; what has no default is for the law to judge, and so are
 * lists of parts of a law.
 */
function optionSchema(where: string, value: unknown, range: Range | undefined): z.ZodType {
  if (value === undefined) return z.unknown();
  const list = Array.isArray(value);
  const ofParts = list && value.some(item => typeof item !== 'number');
  const plain = list ? (ofParts ? 'a list' : 'a list of numbers') : `a ${typeof value}`;
  const expected = range ? (list ? `a list, each item ${rangeText(range)}` : rangeText(range)) : plain;
  const error = ({ input }: { readonly input?: unknown }) =>
    `${where}: expected ${expected}, got ${shown(input)}`;
  if (list) return z.array(ofParts ? z.unknown() : inRange(z.number({ error }), range, error), { error });
  if (typeof value === 'number') return inRange(z.number({ error }), range, error);
  return typeof value === 'boolean' ? z.boolean({ error }) : inRange(z.string({ error }), range, error);
}

const inRange = (
  schema: z.ZodType,
  range: Range | undefined,
  error: (issue: { readonly input?: unknown }) => string,
) => (range ? schema.refine(value => isInRange(range, value), { error }) : schema);

function shown(value: unknown): string {
  const type = Array.isArray(value) ? 'a list' : value === null ? 'null' : `a ${typeof value}`;
  return typeof value === 'number' ? String(value) : `${type} ${JSON.stringify(value)}`.slice(0, 80);
}
