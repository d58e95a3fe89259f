import { augmentations } from '../gan/augmentations/index.ts';
import { objectives } from '../gan/objectives/index.ts';
import { penalties } from '../gan/penalties/index.ts';
import { initializers } from '../nn/initializers.ts';
import { minibatchLayers } from '../nn/networks/minibatch.ts';
import { norms } from '../nn/networks/norm.ts';
import { type Choices, choiceText, NONE, parseChoice } from '../util/choice.ts';
import { UserError } from '../util/error.ts';
import { isObject } from '../util/object.ts';
import { nearest } from '../util/text.ts';
import type { Field } from './fields.ts';

/**
 * Values of a config as texts: what flags, links and controls hold. Texts are parsed here and nowhere else; a config
 * holds objects, such as `{ kind: 'r1', weight: 10 }` for `r1:10`.
 */

/** Something that is chosen by its kind, with its options. */
interface Sort {
  /** For errors: `penalty`. */
  readonly what: string;
  readonly choices: Choices;
  /** Whether there may be none, null; default no. */
  readonly optional?: boolean;
}

const initialiser: Sort = { what: 'initialiser', choices: initializers };

/** By the last part of the paths that hold them. */
const SORTS: Readonly<Record<string, Sort>> = {
  objective: { what: 'objective', choices: objectives },
  penalties: { what: 'penalty', choices: penalties },
  augment: { what: 'augmentation', choices: augmentations },
  init: initialiser,
  outputInit: initialiser,
  outputBias: initialiser,
  norm: { what: 'normalisation', choices: norms, optional: true },
  minibatch: { what: 'minibatch layer', choices: minibatchLayers, optional: true },
};

/** What is chosen at a path; undefined where nothing is. */
export function sortAt(path: string): Sort | undefined {
  const key = path.slice(path.lastIndexOf('.') + 1);
  return Object.hasOwn(SORTS, key) ? SORTS[key] : undefined;
}

/** The choice that a value was probably meant to be, for errors: of a text what it is short for, else the first. */
export function choiceLike({ what, choices }: Sort, value: unknown): unknown {
  const kinds = Object.keys(choices);
  if (typeof value !== 'string') return { kind: kinds[0] };
  try {
    return parseChoice(what, value, choices);
  } catch {
    return { kind: nearest(value, kinds)[0] };
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
      return parseSort(path, text);
    case 'choices':
      return splitChoices(text).map(part => parseSort(path, part));
    case 'schedule':
      return text.trim().startsWith('{') ? parseJson(text) : parseSchedule(text);
    case 'text':
      return text;
  }
}

function parseSort(path: string, text: string): unknown {
  const { what, choices, optional = false } = sortAt(path)!;
  return optional && text.trim() === NONE ? null : parseChoice(what, text, choices);
}

function parseNumber(text: string): number | string {
  return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
}

function parseList(text: string): unknown {
  if (text.trim() === '') return text;
  if (text.trim() === NONE) return [];
  const items = text.replace(/^\[|\]$/g, '').split(',');
  return items.map(parseNumber);
}

/** `r1:10,lecam:0.3,0.9` is two texts: what follows a comma and is a number belongs to the text before. */
function splitChoices(text: string): string[] {
  const parts = text.split(/,(?=\s*[a-z])/i).map(part => part.trim());
  return parts.filter(part => part !== '' && part !== NONE);
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
  const choices = sortAt(path)?.choices;
  if (Array.isArray(value)) return value.length === 0 ? NONE : value.map(v => textOf(v, path)).join(',');
  if (value === null) return NONE;
  if (!isObject(value)) return String(value);
  if (choices) return choiceText(value as never, choices);
  const { kind, from, to, steps } = value;
  if (kind !== 'linear' && kind !== 'cosine') return JSON.stringify(value);
  return `${kind === 'linear' ? '' : 'cosine:'}${from}:${to}${steps ? `@${steps}` : ''}`;
}

/** A value of a config as text. */
export type Leaf = readonly [path: string, text: string];

/** What holds values by name, and is not a value itself. */
const SECTION = /^(data|latent|generator|discriminator|optimizer(\.(generator|discriminator))?)$/;

/** The values of a part of a config as texts. */
export function leavesOf(part: object, prefix = ''): readonly Leaf[] {
  return Object.entries(part).flatMap(([key, value]): readonly Leaf[] => {
    const path = prefix + key;
    return SECTION.test(path) ? leavesOf(value, `${path}.`) : [[path, textOf(value, path)]];
  });
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
