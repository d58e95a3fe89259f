import { z } from 'zod';
import { unknownName } from '../util/text.ts';

/** Which data a run learns: a name of the registry and its options, such as `{ name: 'ring', modes: 8 }`. */
export interface DataConfig {
  readonly name: string;
  readonly [option: string]: unknown;
}

type Entries = Readonly<Record<string, { readonly defaults: Readonly<Record<string, unknown>> }>>;

/** The schema of all datasets: for each its options, of the types of their defaults, and no others. */
export function dataSchema(entries: Entries): z.ZodType<DataConfig, DataConfig> {
  const options = Object.entries(entries).map(([name, { defaults }]) => datasetSchema(name, defaults));
  const error = (issue: { readonly code: string; readonly input?: unknown }) =>
    issue.code === 'invalid_union'
      ? unknownName('dataset', nameOf(issue.input), Object.keys(entries))
      : undefined;
  return z.discriminatedUnion('name', options as never, { error }) as never;
}

const nameOf = (input: unknown) => String((input as { readonly name?: unknown })?.name);

function datasetSchema(name: string, defaults: Readonly<Record<string, unknown>>) {
  const options = Object.entries(defaults).map(([option, value]) => {
    const schema = optionSchema(`${name}.${option}`, value);
    return [option, value === undefined ? schema.optional() : schema.default(value as never)];
  });
  const error = (issue: { readonly code: string; readonly keys?: readonly string[] }) =>
    issue.code === 'unrecognized_keys'
      ? unknownName(`option of ${name}`, issue.keys![0], Object.keys(defaults))
      : undefined;
  return z.strictObject({ name: z.literal(name), ...Object.fromEntries(options) }, { error });
}

/** An option has the type of its default; what has none is for the law to judge, and so are lists of parts of a law. */
function optionSchema(where: string, value: unknown): z.ZodType {
  if (value === undefined) return z.unknown();
  const ofParts = Array.isArray(value) && value.some(item => typeof item !== 'number');
  const expected = !Array.isArray(value) ? `a ${typeof value}` : ofParts ? 'a list' : 'a list of numbers';
  const error = ({ input }: { readonly input?: unknown }) =>
    `${where}: expected ${expected}, got ${shown(input)}`;
  if (Array.isArray(value)) return z.array(ofParts ? z.unknown() : z.number({ error }), { error });
  if (typeof value === 'number') return z.number({ error });
  return typeof value === 'boolean' ? z.boolean({ error }) : z.string({ error });
}

function shown(value: unknown): string {
  const type = Array.isArray(value) ? 'a list' : value === null ? 'null' : `a ${typeof value}`;
  return typeof value === 'number' ? String(value) : `${type} ${JSON.stringify(value)}`.slice(0, 80);
}
