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

/** A word that a choice takes, one of some, as where normalisation is placed. */
export interface WordParameter<W extends string = string> {
  /** What papers call it; default its name. */
  readonly symbol?: string;
  readonly default: W;
  readonly words: readonly W[];
  readonly meaning: string;
}

export type Parameter = ChoiceParameter | WordParameter;

/** Options by name; of numbers alone the names will do. */
type Values<O> = [O] extends [string] ? Readonly<Record<O, number>> : Readonly<O>;

type Parameters<V> = { readonly [K in keyof V]: V[K] extends string ? WordParameter<V[K]> : ChoiceParameter };

/**
 * Something chosen by its kind, with its options by name: an objective, a penalty, a normalisation.
 * @typeParam O the names of its numbers, or the types of its options
 */
export interface Choice<T, O extends string | object = never> {
  /** What it is, in one sentence. */
  readonly summary: string;
  readonly source: string;
  /** By name, in the order of the shorthand; default none. */
  readonly parameters?: Parameters<Values<O>>;
  create(options: Values<O>): T;
}

/** A choice whose options are not known. */
export interface AnyChoice<T = unknown> {
  readonly summary: string;
  readonly source: string;
  readonly parameters?: Readonly<Record<string, Parameter>>;
  create(options: never): T;
}

/** The choices of one sort by kind. */
export type Choices<T = unknown> = Readonly<Record<string, AnyChoice<T>>>;

type ValuesOf<C> = C extends { create(options: infer V): unknown } ? V : never;

/** A choice with all of its options, such as `{ kind: 'r1', weight: 10 }`. */
export type Chosen<C> = { [K in keyof C & string]: { kind: K } & ValuesOf<C[K]> }[keyof C & string];

/** The same where options may be left out, which then have their defaults. */
export type ChoiceOptions<C> = {
  [K in keyof C & string]: { readonly kind: K } & Partial<ValuesOf<C[K]>>;
}[keyof C & string];

/** The text of no choice, where there may be none. */
export const NONE = 'none';

type Options = Readonly<Record<string, unknown>> & { readonly kind: string };

/** @throws UserError that names the nearest kind */
function choiceOf<T>(what: string, kind: string, choices: Choices<T>): AnyChoice<T> {
  if (Object.hasOwn(choices, kind)) return choices[kind];
  throw new UserError(unknownName(what, kind, Object.keys(choices)));
}

/**
 * What a choice such as `{ kind: 'r1', weight: 10 }` stands for; its kind alone, such as `r1`, has the defaults.
 * @param what is chosen, for errors: `objective`
 * @throws UserError that names the nearest kind or option, or the value with its range and source
 */
export function createChoice<T>(what: string, options: Options | string, choices: Choices<T>): T {
  const { kind, ...given } = typeof options === 'string' ? { kind: options } : options;
  const { parameters = {}, source, create } = choiceOf(what, kind, choices);
  const unknown = Object.keys(given).find(name => !Object.hasOwn(parameters, name));
  if (unknown !== undefined) {
    throw new UserError(unknownName(`option of the ${what} ${kind}`, unknown, Object.keys(parameters)));
  }
  const values = Object.entries(parameters).map(([name, parameter]) => {
    const value = given[name] ?? parameter.default;
    if (!isIn(parameter, value))
      throw new UserError(valueSentence(what, kind, name, parameter, source, value));
    return [name, value] as const;
  });
  return create(Object.fromEntries(values) as never);
}

/**
 * The options that a text such as `hinge`, `r1:10` or `lsgan:-1,1,0` is short for; options that are left out have
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
      `${what} '${kind}': expected ${countSentence(kind, choice)}, got '${text}'; remove what is too much`,
    );
  }
  const values = parameters.map(([name, parameter], i) => {
    const value = given[i] === undefined ? parameter.default : parseValue(parameter, given[i].trim());
    if (isIn(parameter, value)) return [name, value] as const;
    throw new UserError(valueSentence(what, kind, name, parameter, choice.source, `'${given[i]}'`));
  });
  return { kind, ...Object.fromEntries(values) } as Chosen<C>;
}

function parseValue(parameter: Parameter, text: string): string | number {
  if ('words' in parameter) return text;
  return text === '' ? Number.NaN : Number(text);
}

/**
 * The text that stands for a choice: `hinge`, `r1:10`; the inverse of {@link parseChoice}. Defaults at its end are left
 * out, but for a weight, which everyone looks for.
 */
export function choiceText({ kind, ...options }: Options, choices: Choices): string {
  const parameters = Object.entries(choices[kind].parameters ?? {});
  const values = parameters.map(([name, parameter]) => options[name] ?? parameter.default);
  const last = values.findLastIndex(
    (value, i) => value !== parameters[i][1].default || parameters[i][0] === 'weight',
  );
  return last < 0 ? kind : `${kind}:${values.slice(0, last + 1)}`;
}

function countSentence(kind: string, { parameters = {} }: AnyChoice): string {
  const all = Object.values(parameters);
  if (all.length === 0) return 'no numbers after its name';
  return `at most ${all.length} as in '${kind}:${all.map(p => p.default)}'`;
}

function isIn(parameter: Parameter, value: unknown): value is string | number {
  if ('words' in parameter) return parameter.words.some(word => word === value);
  const { min, max, whole = false } = parameter;
  return typeof value === 'number' && value >= min && value <= max && (!whole || Number.isInteger(value));
}

/** What an option of a choice must be, and what it is. */
export function valueSentence(
  what: string,
  kind: string,
  name: string,
  parameter: Parameter,
  source: string,
  got: unknown,
): string {
  const { default: standard, meaning } = parameter;
  return `${what} '${kind}': expected ${name} (${meaning}) ${wanted(parameter)}, got ${got}; the default is ${standard} (${source})`;
}

function wanted(parameter: Parameter): string {
  if ('words' in parameter) return `to be ${parameter.words.join(' or ')}`;
  return `${parameter.whole ? 'a whole number ' : ''}${rangeText(parameter.min, parameter.max)}`;
}

function rangeText(min: number, max: number): string {
  if (min === -Infinity && max === Infinity) return 'to be a number';
  return max === Infinity ? `of at least ${min}` : `from ${min} to ${max}`;
}
