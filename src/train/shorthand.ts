import { objectives, parseObjective } from '../gan/objectives/index.ts';
import { parsePenalty, penalties } from '../gan/penalties/index.ts';
import { type Choices, choiceText } from '../util/choice.ts';
import { UserError } from '../util/error.ts';
import { isObject } from '../util/object.ts';
import type { Field } from './fields.ts';

/**
 * Values of a config as texts: what flags, links and controls hold. Texts are parsed here and nowhere else; a config
 * holds objects, such as `{ kind: 'r1', weight: 10 }` for `r1:10`.
 */

/** The fields of choices: their registries and parsers. */
const CHOICES: Readonly<Record<string, { readonly choices: Choices; parse(text: string): unknown }>> = {
  objective: { choices: objectives, parse: parseObjective },
  penalties: { choices: penalties, parse: parsePenalty },
};

/** What may be chosen at a path. */
export const choicesAt = (path: string): Choices => CHOICES[path].choices;

/** The choice that a value was probably meant to be, for errors: of a text what it is short for, else the first. */
export function choiceLike(path: string, value: unknown): unknown {
  try {
    return CHOICES[path].parse(String(value));
  } catch {
    return { kind: Object.keys(CHOICES[path].choices)[0] };
  }
}

/**
 * The value that a text stands for; a text that cannot be one is left for the schema to refuse.
 * @throws UserError for a choice that there is not, or numbers that it cannot take
 */
export function parseText({ path, kind }: Pick<Field, 'path' | 'kind'>, text: string): unknown {
  switch (kind) {
    case 'integer':
    case 'number':
      return parseNumber(text);
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text;
    case 'list':
      return parseList(text);
    case 'choice':
      return CHOICES[path].parse(text);
    case 'choices':
      return splitChoices(text).map(CHOICES[path].parse);
    case 'schedule':
      return text.trim().startsWith('{') ? parseJson(text) : parseSchedule(text);
    case 'text':
      return text;
  }
}

function parseNumber(text: string): number | string {
  return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
}

function parseList(text: string): unknown {
  if (text.trim() === '') return text;
  if (text.trim() === 'none') return [];
  const items = text.replace(/^\[|\]$/g, '').split(',');
  return items.map(parseNumber);
}

/** `r1:10,lecam:0.3,0.9` is two texts: what follows a comma and is a number belongs to the text before. */
function splitChoices(text: string): string[] {
  const parts = text.split(/,(?=\s*[a-z])/i).map(part => part.trim());
  return parts.filter(part => part !== '' && part !== 'none');
}

/** A number, or `from:to@steps`, with `cosine:` before it for another shape than a line. */
function parseSchedule(text: string): unknown {
  const [, kind = 'linear', from, to, steps] =
    /^\s*(?:(linear|cosine):)?([^:@]+):([^:@]+)(?:@([^:@]+))?\s*$/.exec(text) ?? [];
  if (from === undefined) return parseNumber(text);
  const ends = { kind, from: parseNumber(from), to: parseNumber(to) };
  return steps === undefined ? ends : { ...ends, steps: parseNumber(steps) };
}

function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    checkDepth('schedule', value);
    return value;
  } catch (error) {
    if (error instanceof UserError) throw error;
    return text;
  }
}

/** The text that stands for a value at a path: the inverse of {@link parseText}. */
export function textOf(value: unknown, path = ''): string {
  const choices = CHOICES[path]?.choices;
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(v => textOf(v, path)).join(',');
  if (!isObject(value)) return String(value);
  if (choices) return choiceText(value as never, choices);
  const { kind, from, to, steps } = value;
  if (kind !== 'linear' && kind !== 'cosine') return JSON.stringify(value);
  return `${kind === 'linear' ? '' : 'cosine:'}${from}:${to}${steps ? `@${steps}` : ''}`;
}

/** A config has four levels, lists and schedules included. */
const MOST_LEVELS = 8;

/** What nests without end would exhaust the stack of whoever walks it. */
export function checkDepth(where: string, values: unknown): void {
  let level = [values];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MOST_LEVELS) {
      throw new UserError(
        `${where}: expected at most ${MOST_LEVELS} levels of objects and lists, got more; a config has four`,
      );
    }
    level = level.flatMap(value => (typeof value === 'object' && value !== null ? Object.values(value) : []));
  }
}
