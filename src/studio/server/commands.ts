import { z } from 'zod';
import type { Config } from '../../train/config.ts';
import { type ResolveOptions, resolveConfig } from '../../train/resolve.ts';
import { UserError } from '../../util/error.ts';
import type { ResumeCommand, StartCommand } from '../protocol.ts';

/** All of them train at the same time. */
const MOST_SEEDS = 16;

const startSchema = z.strictObject({
  recipe: z.string().min(1).max(100).optional(),
  like: z.string().min(1).max(200).optional(),
  overrides: z.record(z.string(), z.unknown()).optional(),
  settings: z.record(z.string().max(100), z.string().max(10_000)).optional(),
  seeds: z.int().min(1).max(MOST_SEEDS).optional(),
}) satisfies z.ZodType<StartCommand>;

const resumeSchema = z.strictObject({
  steps: z.int().min(1).optional(),
}) satisfies z.ZodType<ResumeCommand>;

/** @throws UserError that names the first thing that is wrong */
export const parseStart = (body: unknown): StartCommand => parse('start', startSchema, body);
/** @throws UserError that names the first thing that is wrong */
export const parseResume = (body: unknown): ResumeCommand => parse('resume', resumeSchema, body);

function parse<T>(command: string, schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0];
  const where = [command, ...path].join('.');
  throw new UserError(`${where}: ${message.charAt(0).toLowerCase()}${message.slice(1)}`);
}

/**
 * The whole config that a command asks for.
 * @param base config of the run that the command names
 * @throws UserError as {@link resolveConfig}
 */
export function configOf({ recipe, overrides, settings = {} }: StartCommand, base?: Config): Config {
  if (recipe !== undefined && base) throw new UserError('start: expected a recipe or another run, got both');
  if (recipe === undefined && overrides === undefined && !base) {
    throw new UserError(
      'start: expected a recipe, another run, or overrides that are a whole config, got neither',
    );
  }
  const flags = Object.entries(settings).map(([path, text]) => ({ path, text, flag: path }));
  const file = base && { name: 'config', values: base };
  const options: ResolveOptions = { recipe, file, overrides: overrides && own(overrides), flags };
  return resolveConfig(options);
}

/** JSON has keys that mean something else to an object. */
function own(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return JSON.parse(JSON.stringify(values), (key, value) => {
    if (key === '__proto__') throw new UserError("start: expected names of settings, got '__proto__'");
    return value;
  });
}
