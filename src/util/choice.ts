import { UserError } from './error.ts';
import { unknownName } from './text.ts';

/** A number that a choice takes, as the weight of `r1`. */
export interface ChoiceParameter {
  /** What papers call it; default its name. */
  readonly symbol?: string;
  readonly default: number;
  readonly min: number;
  readonly max: number;
  /** Whether only whole numbers will do; default no. */
  readonly whole?: boolean;
  readonly meaning: string;
}

/** Something chosen by its kind, with its numbers by name: an objective, a penalty. */
export interface Choice<T, K extends string = never> {
  /** What it is, in one sentence. */
  readonly summary: string;
  readonly source: string;
  /** By name, in the order of the shorthand; default none. */
  readonly parameters?: Readonly<Record<K, ChoiceParameter>>;
  create(options: Readonly<Record<K, number>>): T;
}

/** The choices of one sort by kind. */
export type Choices<T = unknown> = Readonly<Record<string, Choice<T, string>>>;

type NamesOf<C> = C extends Choice<unknown, infer K> ? K : never;

/** A choice with all of its numbers, such as `{ kind: 'r1', weight: 10 }`. */
export type Chosen<C> = { [K in keyof C & string]: { kind: K } & Record<NamesOf<C[K]>, number> }[keyof C &
  string];

/** The same where numbers may be left out, which then have their defaults. */
export type ChoiceOptions<C> = {
  [K in keyof C & string]: { readonly kind: K } & Readonly<Partial<Record<NamesOf<C[K]>, number>>>;
}[keyof C & string];

type Options = Readonly<Record<string, unknown>> & { readonly kind: string };

/** @throws UserError that names the nearest kind */
function choiceOf<T>(what: string, kind: string, choices: Choices<T>): Choice<T, string> {
  if (Object.hasOwn(choices, kind)) return choices[kind];
  throw new UserError(unknownName(what, kind, Object.keys(choices)));
}

/**
 * What a choice such as `{ kind: 'r1', weight: 10 }` stands for; its kind alone, such as `r1`, has the defaults.
 * @param what is chosen, for errors: `objective`
 * @throws UserError that names the nearest kind or option, or the number with its range and source
 */
export function createChoice<T>(what: string, options: Options | string, choices: Choices<T>): T {
  const { kind, ...given } = typeof options === 'string' ? { kind: options } : options;
  const { parameters = {}, source, create } = choiceOf(what, kind, choices);
  const unknown = Object.keys(given).find(name => !Object.hasOwn(parameters, name));
  if (unknown !== undefined) {
    throw new UserError(unknownName(`option of the ${what} ${kind}`, unknown, Object.keys(parameters)));
  }
  const numbers = Object.entries(parameters).map(([name, parameter]) => {
    const value = given[name] ?? parameter.default;
    if (!isIn(parameter, value))
      throw new UserError(numberSentence(what, kind, name, parameter, source, value));
    return [name, value] as const;
  });
  return create(Object.fromEntries(numbers));
}

/**
 * The options that a text such as `hinge`, `r1:10` or `lsgan:-1,1,0` is short for; numbers that are left out have
 * their defaults.
 * @throws UserError as {@link createChoice}
 */
export function parseChoice<C extends Choices>(what: string, text: string, choices: C): Chosen<C> {
  const [kind, ...rest] = text.trim().split(':');
  const choice = choiceOf(what, kind, choices);
  const parameters = Object.entries(choice.parameters ?? {});
  const given = rest.length === 0 ? [] : rest.join(':').split(',');
  if (given.length > parameters.length) {
    throw new UserError(
      `${what} '${kind}': expected ${numbersSentence(kind, choice)}, got '${text}'; remove what is too much`,
    );
  }
  const numbers = parameters.map(([name, parameter], i) => {
    const word = given[i]?.trim();
    const value = word === undefined ? parameter.default : word === '' ? Number.NaN : Number(word);
    if (isIn(parameter, value)) return [name, value] as const;
    throw new UserError(numberSentence(what, kind, name, parameter, choice.source, `'${given[i]}'`));
  });
  return { kind, ...Object.fromEntries(numbers) } as Chosen<C>;
}

/**
 * The text that stands for a choice: `hinge`, `r1:10`; the inverse of {@link parseChoice}. Defaults at its end are left
 * out, but for a weight, which everyone looks for.
 */
export function choiceText({ kind, ...numbers }: Options, choices: Choices): string {
  const parameters = Object.entries(choices[kind].parameters ?? {});
  const values = parameters.map(([name, parameter]) => numbers[name] ?? parameter.default);
  const last = values.findLastIndex(
    (value, i) => value !== parameters[i][1].default || parameters[i][0] === 'weight',
  );
  return last < 0 ? kind : `${kind}:${values.slice(0, last + 1)}`;
}

function numbersSentence(kind: string, { parameters = {} }: Choice<unknown, string>): string {
  const all = Object.values(parameters);
  if (all.length === 0) return 'no numbers after its name';
  return `at most ${all.length} as in '${kind}:${all.map(p => p.default)}'`;
}

function isIn({ min, max, whole = false }: ChoiceParameter, value: unknown): value is number {
  if (typeof value !== 'number') return false;
  return value >= min && value <= max && (!whole || Number.isInteger(value));
}

/** What a number of a choice must be, and what it is. */
export function numberSentence(
  what: string,
  kind: string,
  name: string,
  { default: standard, min, max, whole = false, meaning }: ChoiceParameter,
  source: string,
  got: unknown,
): string {
  const range = `${whole ? 'a whole number ' : ''}${rangeText(min, max)}`;
  return `${what} '${kind}': expected ${name} (${meaning}) ${range}, got ${got}; the default is ${standard} (${source})`;
}

function rangeText(min: number, max: number): string {
  if (min === -Infinity && max === Infinity) return 'to be a number';
  return max === Infinity ? `of at least ${min}` : `from ${min} to ${max}`;
}
