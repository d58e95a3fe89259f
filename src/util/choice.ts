import { UserError } from './error.ts';
import { unknownName } from './text.ts';

/** A number that a choice takes after its name, as the 10 of `r1:10`. */
export interface ChoiceParameter {
  readonly name: string;
  readonly default: number;
  readonly min: number;
  readonly max: number;
  /** Whether only whole numbers will do; default no. */
  readonly whole?: boolean;
  readonly meaning: string;
}

/** Something chosen by name, with its numbers: an objective, a penalty. */
export interface Choice<T> {
  /** What it is, in one sentence. */
  readonly summary: string;
  readonly source: string;
  /** In the order in which they are written; default none. */
  readonly parameters?: readonly ChoiceParameter[];
  /** @param numbers one for each parameter */
  create(...numbers: number[]): T;
}

/** The choices of one kind by name. */
export type Choices<T> = Readonly<Record<string, Choice<T>>>;

/** The name in a text such as `r1:10`. */
export function choiceName(text: string): string {
  return text.split(':')[0].trim();
}

/**
 * What a text such as `hinge`, `r1:10` or `lsgan:-1,1,0` stands for; numbers that are left out have their defaults.
 * @param kind what is chosen, for errors: `objective`
 * @throws UserError that names the nearest choice, or the parameter with its range and source
 */
export function parseChoice<T>(kind: string, text: string, choices: Choices<T>): T {
  const [name, ...rest] = text.trim().split(':');
  const choice = Object.hasOwn(choices, name) ? choices[name] : undefined;
  if (!choice) throw new UserError(unknownName(kind, name, Object.keys(choices)));
  const given = rest.length === 0 ? [] : rest.join(':').split(',');
  const parameters = choice.parameters ?? [];
  if (given.length > parameters.length) {
    throw new UserError(
      `${kind} '${name}': expected ${expectedNumbers(name, parameters)}, got '${text}'; remove what is too much`,
    );
  }
  return choice.create(...parameters.map((p, i) => number(kind, name, choice.source, p, given[i])));
}

function expectedNumbers(name: string, parameters: readonly ChoiceParameter[]): string {
  if (parameters.length === 0) return `no numbers after its name`;
  return `at most ${parameters.length} as in '${name}:${parameters.map(p => p.default).join(',')}'`;
}

function number(
  kind: string,
  name: string,
  source: string,
  { name: parameter, default: fallback, min, max, whole = false, meaning }: ChoiceParameter,
  text: string | undefined,
): number {
  if (text === undefined) return fallback;
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (value >= min && value <= max && (!whole || Number.isInteger(value))) return value;
  throw new UserError(
    `${kind} '${name}': expected ${parameter} (${meaning}) ${whole ? 'a whole number ' : ''}${rangeText(min, max)}, got '${text}'; the default is ${fallback} (${source})`,
  );
}

function rangeText(min: number, max: number): string {
  if (min === -Infinity && max === Infinity) return 'to be a number';
  return max === Infinity ? `of at least ${min}` : `from ${min} to ${max}`;
}
