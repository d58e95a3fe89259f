import { z } from 'zod';
import type { Json } from '../run/store.ts';
import { UserError } from '../util/error.ts';
import { type Config, configSchema } from './config.ts';
import { merge } from './merge.ts';
import type { Patch } from './monitor/remedies.ts';
import { ownKind } from './own.ts';
import { type Machine, machineSchema, planKeys, planSchema } from './plan.ts';
import { parseConfigFile } from './resolve.ts';
import type { OwnOptions, RunSpec } from './spec.ts';

const data = z.strictObject({ name: z.string() });

/** What `ownSpec` writes. */
const ownRecord = z.strictObject({
  own: z.literal('gan'),
  name: z.string(),
  data,
  batch: z.number(),
  latent: z.object({ dim: z.number(), distribution: z.string() }),
  parameters: z.object({ generator: z.number(), discriminator: z.number() }),
  ...planSchema.shape,
  ...machineSchema.partial().shape,
  program: z.string(),
});

/** A config whose data only the caller has. */
const dataless = configSchema.omit({ data: true }).extend({ data });

/**
 * The content of a `config.json`, once it is known to make sense.
 * @param where file or checkpoint that it comes from
 * @throws UserError naming the value that no run writes
 */
export function parseRecord(where: string, record: Json | undefined): RunSpec['record'] {
  switch (ownKind(record)) {
    case 'gan':
      return parsed(ownRecord, where, record);
    case 'data':
      return { own: 'data', ...asRecord(parseDataless(where, record!)) };
    case undefined:
      return asRecord(parseConfigFile(where, record));
  }
}

const asRecord = (config: Config) => config as unknown as RunSpec['record'];

/**
 * The config of a run on own data, as its `config.json` has it.
 * @param overrides what the caller wants otherwise
 * @throws UserError where that is no config
 */
export function parseDataless(where: string, record: Json, overrides: Patch = {}): Config {
  const { own: _, ...values } = merge(record, overrides) as Record<string, Json>;
  return parsed(dataless, where, values) as Config;
}

function parsed<T>(schema: z.ZodType<T>, where: string, values: unknown): T {
  const result = schema.safeParse(values);
  if (result.success) return result.data;
  const path = result.error.issues[0].path.join('.');
  throw new UserError(
    `${where}: expected '${path}' as a run writes it, got another; take another checkpoint or run`,
  );
}

/** What the `config.json` of own networks says of the options that they were given. */
export function recordedOptions(record: Json): OwnOptions & Partial<Machine> {
  const known = ['name', 'device', 'threads', ...planKeys];
  return Object.fromEntries(Object.entries(record as object).filter(([key]) => known.includes(key)));
}
