import type { z } from 'zod';
import { type DataConfig, type DatasetEntry, dataConfig, datasets } from '../data/registry.ts';
import { UserError } from '../util/error.ts';
import { isObject } from '../util/object.ts';
import { unknownName } from '../util/text.ts';
import type { DataFacts } from './choose.ts';
import { type Config, configSchema, imageFamilies } from './config.ts';
import { configFields, type Field } from './fields.ts';
import { merge, tagOf } from './merge.ts';
import { refuseOwn } from './own.ts';
import { type Recipe, recipes } from './recipes.ts';
import { checkDepth, choiceLike, parseText, sortAt } from './shorthand.ts';

type Values = Readonly<Record<string, unknown>>;

/** A value that came as text, as from a command line. */
export interface Given {
  readonly path: string;
  readonly text: string;
  /** How the user wrote it, for errors: `--lr-d`. */
  readonly flag: string;
}

export interface ResolveOptions {
  /** Name of a preset; default the `recipe` of the file, if it has one. */
  readonly recipe?: string;
  /** A config in full or in part, such as a parsed JSON file, with its name for errors. */
  readonly file?: { readonly name: string; readonly values: unknown };
  /** What the caller wants otherwise; the last word but for `flags`. */
  readonly overrides?: Values;
  readonly flags?: readonly Given[];
  /** Of the data, for recipes that choose by them; default those of typical data. */
  readonly facts?: DataFacts;
}

/** Optimisers whose kind nobody names; named first, so that a kind that somebody names is known to be another. */
const USUAL = { optimizer: { discriminator: { kind: 'adam' }, generator: { kind: 'adam' } } };

/**
 * The whole config of a run, every value named: the schema's defaults, then the recipe, the file, the
 * overrides and the flags. Objects are merged value by value; but another `family` of a network, `name`
 * of the data or `kind` of a schedule replaces the whole object, and another `kind` of an optimiser all
 * that the other one has not.
 * @throws UserError, one sentence that says where, what was expected, what was found, and the nearest valid name
 * @example
 *   const config = resolveConfig({ recipe: 'ring', overrides: { steps: 2000, generator: { hidden: [64, 64] } } });
 */
export function resolveConfig(options: ResolveOptions = {}): Config {
  const file = options.file ? fileValues(options.file) : {};
  const recipe = options.recipe ?? recipeOf(file);
  const preset = recipe === undefined ? {} : { ...presetOf(recipe, options.facts), recipe };
  checkDepth('overrides', options.overrides);
  const layers = [preset, { ...file, recipe: recipe ?? 'custom' }, options.overrides ?? {}];
  const merged = layers.reduce<unknown>((base, layer) => merge(base, layer), USUAL) as Values;
  const flags = tagsFirst(options.flags ?? []);
  return parseConfig(withFlags(merged, flags), locator(file, options.file?.name, flags));
}

function presetOf(name: string, facts: DataFacts | undefined): Values {
  const { config, choose } = findRecipe(name);
  return facts && choose ? { data: config.data, ...choose(facts) } : config;
}

/** @throws UserError naming the nearest recipe */
export function findRecipe(name: string): Recipe {
  if (Object.hasOwn(recipes, name)) return recipes[name as keyof typeof recipes];
  throw new UserError(unknownName('recipe', name, Object.keys(recipes)));
}

/**
 * The config that a run folder holds, with its defaults filled in. There is no migration: what another version wrote is
 * refused where it does not fit.
 * @throws UserError that names the file
 */
export function parseConfigFile(name: string, values: unknown): Config {
  const config = fileValues({ name, values });
  try {
    return parseConfig(config, path => `${name}: ${path}`);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`${error.message}; where another version of Saddle trained the run, train it anew`);
  }
}

function fileValues({ name, values }: NonNullable<ResolveOptions['file']>): Values {
  checkDepth(name, values);
  if (isObject(values)) return values;
  throw new UserError(`${name}: expected an object such as {"steps": 5000}, got ${show(values)}`);
}

function recipeOf(file: Values): string | undefined {
  const { recipe } = file;
  return typeof recipe === 'string' && recipe !== 'custom' ? recipe : undefined;
}

/** What replaces whole objects comes before what changes a part of them, however the user ordered it. */
function tagsFirst(flags: readonly Given[]): Given[] {
  const isTag = ({ path }: Given) => {
    const at = path.lastIndexOf('.');
    return at > 0 && path.slice(at + 1) === tagOf(path.slice(0, at));
  };
  return [...flags].sort((a, b) => Number(isTag(b)) - Number(isTag(a)));
}

function nested([key, ...rest]: readonly string[], value: unknown): Values {
  return { [key]: rest.length > 0 ? nested(rest, value) : value };
}

function withFlags(start: Values, flags: readonly Given[]): Values {
  const fields = flags.length > 0 ? configFields() : [];
  return flags.reduce<Values>(
    (values, flag) => merge(values, nested(flag.path.split('.'), parseFlag(flag, values, fields))) as Values,
    start,
  );
}

/** The value that a flag's text stands for. */
function parseFlag({ path, text, flag }: Given, values: Values, fields: readonly Field[]): unknown {
  if (path.startsWith('data.') && path !== 'data.name') return parseOption(path.slice(5), text, values);
  const field = fields.find(f => f.path === path);
  if (!field) return text;
  try {
    return parseText(field, text);
  } catch (error) {
    throw error instanceof UserError ? new UserError(`${flag}: ${error.message}`) : error;
  }
}

/** An option of a dataset has the type of its default. */
function parseOption(option: string, text: string, { data }: Values): unknown {
  const name = isObject(data) ? String(data['name']) : '';
  const entry = Object.hasOwn(datasets, name) ? (datasets as Record<string, DatasetEntry>)[name] : undefined;
  const value = entry?.defaults[option];
  if (Array.isArray(value)) return parseText({ path: '', kind: 'list' }, text);
  return typeof value === 'string'
    ? text
    : parseText({ path: '', kind: typeof value === 'boolean' ? 'boolean' : 'number' }, text);
}

/** Says where the value at a path was given: by a flag, in the file, or else just the path. */
type Locate = (path: string) => string;

function locator(file: Values, name: string | undefined, flags: readonly Given[]): Locate {
  return path => {
    const flag = flags.findLast(f => f.path === path || f.path.startsWith(`${path}.`))?.flag;
    if (flag !== undefined) return flag;
    return name !== undefined && at(file, path) !== undefined ? `${name}: ${path}` : path;
  };
}

/**
 * A config with its defaults filled in, such as that of a run folder.
 * @throws UserError as {@link resolveConfig}
 */
export function parseConfig(values: unknown, locate: Locate = path => path): Config {
  checkDepth('config', values);
  refuseOwn(values);
  checkFamilies(values, locate);
  const result = configSchema.safeParse(values);
  if (!result.success) throw new UserError(explain(result.error.issues[0], values, locate));
  return result.data;
}

/** A family that the data rule out is named before the options that it lacks. */
function checkFamilies(values: unknown, locate: Locate): void {
  const name = String(at(values, 'data.name'));
  if (!Object.hasOwn(datasets, name)) return;
  const { kind, images = kind === 'images' } = (datasets as Record<string, DatasetEntry>)[name];
  const player = (['generator', 'discriminator'] as const).find(p =>
    imageFamilies.includes(String(at(values, `${p}.family`))),
  );
  if (player === undefined || images) return;
  throw new UserError(
    `${locate(`${player}.family`)}: expected images for '${at(values, `${player}.family`)}', got ${name}, whose samples are lists of numbers; use 'mlp', or data of images such as mnist`,
  );
}

/** The config of a dataset with its options as texts, `data.sigma` and so on. */
export function resolveDataFlags(name: string, flags: readonly Given[]): DataConfig {
  const start: Values = { data: { name } };
  const values = withFlags(start, flags);
  const { success, data, error } = dataConfig.safeParse(values['data']);
  if (success) return data;
  const [issue] = error.issues;
  const where = locator({}, undefined, flags);
  throw new UserError(explain({ ...issue, path: ['data', ...issue.path] }, values, where));
}

function explain(issue: z.core.$ZodIssue, values: unknown, locate: Locate): string {
  const fields = configFields();
  const path = issue.path.join('.');
  if (path.startsWith('data') && (issue.path.length > 1 || issue.code === 'unrecognized_keys')) {
    return explainData(issue, values, locate);
  }
  const field = fields.find(f => path === f.path || path.startsWith(`${f.path}.`));
  if (issue.code === 'unrecognized_keys' && !field)
    return unknownKey(path, issue.keys[0], fields, values, locate);
  const where = path === '' ? 'config' : locate(field?.path ?? path);
  const got = path === '' ? values : at(values, field?.path ?? path);
  if (field?.kind === 'choice' || field?.kind === 'choices')
    return `${where}: ${explainChoice(issue, field, values)}`;
  if (field?.choices && typeof got === 'string') {
    return `${where}: ${unknownName(wordFor(field.path), got, field.choices)}`;
  }
  const source = field?.source === undefined ? '' : ` (${field.source})`;
  return `${where}: expected ${field?.expected ?? sectionExample(path)}${source}, got ${show(got)}`;
}

/** Datasets say themselves what is wrong with their options. */
function explainData(issue: z.core.$ZodIssue, values: unknown, locate: Locate): string {
  const option = issue.code === 'unrecognized_keys' ? issue.keys[0] : String(issue.path[1]);
  if (option === 'name' && typeof at(values, 'data.name') !== 'string') {
    return `${locate('data.name')}: expected the name of a dataset such as 'ring', got ${show(at(values, 'data.name'))}`;
  }
  return `${locate(`data.${option}`)}: ${issue.message}`;
}

/** What is wrong with one of some choices, such as an objective. */
function explainChoice(
  issue: z.core.$ZodIssue,
  { path, kind, choices = [] }: Field,
  values: unknown,
): string {
  const sort = sortAt(path)!;
  const { what } = sort;
  const parts = issue.path.map(String);
  const given = at(values, parts.join('.'));
  if (issue.code === 'invalid_union')
    return unknownName(what, typeof given === 'string' ? given : show(given), choices);
  if (issue.code === 'unrecognized_keys') {
    const chosen = String(at(given, 'kind'));
    const options = Object.keys(sort.choices[chosen].parameters ?? {});
    return unknownName(`option of the ${what} ${chosen}`, issue.keys[0], options);
  }
  const [key] = parts.slice(path.split('.').length + (kind === 'choices' ? 1 : 0));
  if (issue.code === 'custom' || key !== undefined) return issue.message;
  const list = kind === 'choices' && issue.path.length === 1;
  const example = JSON.stringify(choiceLike(sort, given));
  const wanted = list ? `a list such as [${example}]` : `an object such as ${example}`;
  return `expected ${wanted}${sort.optional ? ', or null' : ''}, got ${show(given)}`;
}

/** What is chosen at a path, for errors. */
function wordFor(path: string): string {
  return /^optimizer\..*\.kind$/.test(path) ? 'optimiser' : path.split('.').at(-1)!;
}

function sectionExample(path: string): string {
  if (path === 'generator' || path === 'discriminator') {
    return `a network such as {"family":"mlp","hidden":[128,128]}`;
  }
  if (path.startsWith('optimizer.')) return 'an optimiser such as {"kind":"adam","lr":0.001}';
  return path === 'data' ? 'a dataset such as {"name":"ring"}' : 'an object';
}

function unknownKey(
  path: string,
  key: string,
  fields: readonly Field[],
  values: unknown,
  locate: Locate,
): string {
  const full = path === '' ? key : `${path}.${key}`;
  const owner = at(values, `${path}.${tagOf(path)}`);
  const prefix = path === '' ? '' : `${path}.`;
  const inside = fields
    .filter(
      f =>
        f.path.startsWith(prefix) && (!f.owners || owner === undefined || f.owners.includes(String(owner))),
    )
    .map(f => f.path.slice(prefix.length).split('.')[0]);
  const network = path.startsWith('optimizer.') ? `optimiser ${owner}` : `${owner} ${path}`;
  const kind = owner === undefined ? `name in ${path || 'the config'}` : `option of the ${network}`;
  return `${locate(full)}: ${unknownName(kind, key, [...new Set(inside)])}`;
}

function at(values: unknown, path: string): unknown {
  const inside = (value: unknown, key: string) =>
    typeof value === 'object' && value !== null && Object.hasOwn(value, key)
      ? value[key as never]
      : undefined;
  return path.split('.').reduce<unknown>(inside, values);
}

function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'number') return String(value);
  const odd = (_: string, v: unknown) => (v === Infinity || v === -Infinity ? String(v) : v); // JSON says null
  return (JSON.stringify(value, odd) ?? String(value)).slice(0, 80);
}
