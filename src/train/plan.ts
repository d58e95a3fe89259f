import type { z } from 'zod';
import { UserError } from '../util/error.ts';
import { checkKeys } from '../util/object.ts';
import { type Config, configSchema } from './config.ts';
import { configFields } from './fields.ts';

/** The part of a config that is a plan. */
export const planSchema = configSchema.pick({
  seed: true,
  order: true,
  heldOut: true,
  steps: true,
  logEvery: true,
  sampleEvery: true,
  checkpointEvery: true,
  samples: true,
  evaluateEvery: true,
  evaluateSamples: true,
  bestBy: true,
});

/** How a run goes, whatever networks it trains: the part of a config that the trainer reads. */
export type Plan = z.output<typeof planSchema>;

export const planKeys = Object.keys(planSchema.shape) as (keyof Plan)[];

/** The plan of a config. */
export function planOf(config: Config): Plan {
  return Object.fromEntries(planKeys.map(key => [key, config[key]])) as unknown as Plan;
}

export const machineSchema = configSchema.pick({ device: true, threads: true });

/** Where a run computes. */
export type Machine = z.output<typeof machineSchema>;

/**
 * A plan in full: what is not given has the default of a config.
 * @param where who was given it, for errors
 * @throws UserError naming the value that is not allowed, or the option that does not exist
 */
export function readPlan(where: string, given: Values): Plan {
  checkKeys(where, given, ['name', ...planKeys]); // the caller has taken the name
  return read(planSchema, where, given);
}

/** @throws UserError naming the value that is not allowed */
export function readMachine(where: string, given: Partial<Machine>): Machine {
  return read(machineSchema, where, given);
}

type Values = Readonly<Record<string, unknown>>;

function read<T>(schema: z.ZodType<T>, where: string, given: Values): T {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const key = String(result.error.issues[0].path[0]);
  const expected = configFields().find(({ path }) => path === key)?.expected;
  throw new UserError(`${where}: ${key}: expected ${expected}, got ${JSON.stringify(given[key])}`);
}
