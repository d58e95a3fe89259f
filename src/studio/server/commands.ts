import { z } from 'zod';
import type { Config } from '../../train/config.ts';
import { type ResolveOptions, resolveConfig } from '../../train/resolve.ts';
import { UserError } from '../../util/error.ts';
import type { ResumeCommand, StartCommand } from '../protocol.ts';

/** A whole config with 2000 own points stays far below; what is more would only cost time. */
export const MOST_BODY = 131_072;
const MOST_DEPTH = 12;
const MOST_VALUES = 5000;
const MOST_NAMES = 100;
const LONGEST_NAME = 100;
const LONGEST_TEXT = 2000;
/** Own points, as text. */
const LONGEST_DATA = 100_000;

const startSchema = z.strictObject({
  recipe: z.string().min(1).max(100).optional(),
  like: z.string().min(1).max(200).optional(),
  overrides: z.record(z.string(), z.unknown()).optional(),
  settings: z.record(z.string(), z.string()).optional(),
  seeds: z.int().min(1).optional(),
}) satisfies z.ZodType<StartCommand>;

const resumeSchema = z.strictObject({
  steps: z.int().min(1).optional(),
}) satisfies z.ZodType<ResumeCommand>;

/**
 * @param mostRuns how many seeds may train at the same time
 * @throws UserError that names the first thing that is wrong
 */
export function parseStart(body: unknown, mostRuns: number): StartCommand {
  const wish = parse('start', startSchema, body);
  const { seeds = 1 } = wish;
  if (seeds <= mostRuns) return wish;
  throw refusal(
    'start.seeds',
    `at most ${mostRuns}, which may train at the same time, got ${seeds}; start the studio with a larger --max-runs`,
  );
}

/** @throws UserError that names the first thing that is wrong */
export const parseResume = (body: unknown): ResumeCommand => parse('resume', resumeSchema, body);

function parse<T>(command: string, schema: z.ZodType<T>, body: unknown): T {
  checkSize(command, body);
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0];
  const where = [command, ...path].join('.');
  throw new UserError(`${where}: ${message.charAt(0).toLowerCase()}${message.slice(1)}`);
}

/** Level by level, so that no depth is too much for it. */
function checkSize(command: string, body: unknown): void {
  let level: readonly (readonly [where: string, value: unknown])[] = [[command, body]];
  let count = 0;
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MOST_DEPTH) throw refusal(command, `values at most ${MOST_DEPTH} deep, got deeper ones`);
    count += level.length;
    if (count > MOST_VALUES) throw refusal(command, `at most ${MOST_VALUES} values, got more`);
    level = level.flatMap(([where, value]) => inside(where, value));
  }
}

function inside(where: string, value: unknown): (readonly [string, unknown])[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.slice(0, MOST_VALUES + 1).map(item => [where, item] as const);
  const names = Object.keys(value);
  if (names.length > MOST_NAMES) throw refusal(where, `at most ${MOST_NAMES} names, got ${names.length}`);
  return names.map(name => {
    if (name === '__proto__') throw refusal(where, "names of settings, got '__proto__'");
    if (name.length > LONGEST_NAME)
      throw refusal(where, `names of at most ${LONGEST_NAME} characters, got one of ${name.length}`);
    return [`${where}.${name}`, (value as Record<string, unknown>)[name]] as const;
  });
}

const refusal = (where: string, what: string) => new UserError(`${where}: expected ${what}`);

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
  const flags = Object.entries(settings).map(([path, text]) => {
    const most = path.startsWith('data.') ? LONGEST_DATA : LONGEST_TEXT;
    if (text.length <= most) return { path, text, flag: path };
    throw refusal(path, `at most ${most} characters, got ${text.length}`);
  });
  const file = base && { name: 'config', values: base };
  const options: ResolveOptions = { recipe, file, overrides, flags };
  return resolveConfig(options);
}
