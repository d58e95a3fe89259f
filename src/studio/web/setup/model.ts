import type { DataConfig } from '../../../data/registry.ts';
import type { Config } from '../../../train/config.ts';
import { configFields, type Field } from '../../../train/fields.ts';
import { tagOf } from '../../../train/merge.ts';
import { recipes } from '../../../train/recipes.ts';
import { resolveConfig } from '../../../train/resolve.ts';
import { leavesOf, textOf } from '../../../train/shorthand.ts';
import { packed, unpacked } from './packed.ts';

/** A setup: the recipe that it began as, and what was changed, as texts by path, as on the command line. */
export interface Setup {
  readonly recipe: string;
  readonly changes: Readonly<Record<string, string>>;
}

const fields = new Map(configFields().map(field => [field.path, field]));

/** Every value that a config can have, the options of all data included. */
export const paths: readonly string[] = [...fields.keys()];

/** @throws Error for a path that no config has */
export function fieldAt(path: string): Field {
  const field = fields.get(path);
  if (!field) throw new Error(`internal: no field '${path}'`);
  return field;
}

/** Whether a path can be set: a field, or an option of some data. */
function isPath(path: string): boolean {
  return fields.has(path);
}

/** @throws UserError with the path of the value that is wrong */
export function configOf({ recipe, changes }: Setup): Config {
  const flags = Object.entries(changes).map(([path, text]) => ({ path, text, flag: path }));
  return resolveConfig({ recipe, flags });
}

/** What replaces a whole section where it differs, or has no default there. */
const FOUNDATION =
  /^data\.name$|^(generator|discriminator)\.(family|hidden|channels)$|^optimizer\.\w+\.kind$/;

/** The object that a value is in: `optimizer.generator`. */
const sectionOf = (path: string) => path.slice(0, path.lastIndexOf('.'));

/**
 * The setup that gives a config: its recipe, and all in which it differs.
 * @param first the recipe that configs of no recipe begin as
 */
export function setupFrom(config: Config, first: string): Setup {
  const recipe = Object.hasOwn(recipes, config.recipe) ? config.recipe : first;
  const given = textsOf(
    config,
    paths.filter(path => path !== RECIPE),
  );
  const foundation = given.filter(([path]) => FOUNDATION.test(path));
  const differs = (base: Config) => {
    const texts = new Map(textsOf(base, paths));
    return ([path, text]: readonly [string, string]) => texts.get(path) !== text;
  };
  const fromRecipe = differs(configOf({ recipe, changes: {} }));
  const sections = new Set(foundation.filter(fromRecipe).map(([path]) => sectionOf(path)));
  const changes = foundation.filter(([path]) => sections.has(sectionOf(path)));
  const more = given.filter(differs(configOf({ recipe, changes: Object.fromEntries(changes) })));
  return { recipe, changes: Object.fromEntries([...changes, ...more]) };
}

function textsOf(config: Config, paths: readonly string[]): (readonly [path: string, text: string])[] {
  return paths.flatMap(path => {
    const value = valueAt(config, path);
    return value === undefined ? [] : [[path, textOf(value, path)] as const];
  });
}

/** A setup with one value changed; what belonged to other data, another network or another optimiser is forgotten. */
export function changed(setup: Setup, path: string, text: string): Setup {
  const stays = remaining(path, text);
  const kept = Object.entries(setup.changes).filter(([other]) => stays(other));
  return { ...setup, changes: { ...Object.fromEntries(kept), [path]: text } };
}

/** Which changes still count after another one, as `merge` has it. */
function remaining(path: string, text: string): (other: string) => boolean {
  const section = sectionOf(path);
  if (path !== `${section}.${tagOf(section)}`) return () => true;
  const isOptimizer = section.startsWith('optimizer.');
  return other =>
    sectionOf(other) !== section || (isOptimizer && (fields.get(other)?.owners?.includes(text) ?? true));
}

/** Without the changes that say what the recipe says anyway. */
export function tidy(setup: Setup): Setup {
  const base = configOf({ recipe: setup.recipe, changes: {} });
  const needed = Object.entries(setup.changes).filter(([path, text]) => {
    const value = valueAt(base, path);
    return value === undefined || textOf(value, path) !== text;
  });
  return { ...setup, changes: Object.fromEntries(needed) };
}

/**
 * What a setup is: the sentence of its recipe, as long as that is true of the data.
 * @param words what other data are called
 */
export function recipeHint(setup: Setup, words: (data: DataConfig) => string): string | undefined {
  const [base, now] = [configOf({ ...setup, changes: {} }), configOf(setup)];
  const same = JSON.stringify(base.data) === JSON.stringify(now.data);
  if (same) return recipes[setup.recipe as keyof typeof recipes]?.summary;
  return `${words(now.data)}, by the networks and the game of ${setup.recipe}.`;
}

export function valueAt(config: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, key) => (value as Readonly<Record<string, unknown>> | undefined)?.[key], config);
}

export const RECIPE = 'recipe';

/**
 * The setup that a link holds; what is not known is left out and named.
 * @param first the recipe of a link that names none
 */
export function setupOf(query: URLSearchParams, first: string): { setup: Setup; unknown: readonly string[] } {
  const entries = [...query].filter(([path]) => path !== RECIPE);
  const known = entries.filter(([path]) => isPath(path));
  const changes = Object.fromEntries(known.map(([path, text]) => [path, unpacked(text)]));
  const unknown = entries.filter(([path]) => !isPath(path)).map(([path]) => path);
  return { setup: { recipe: query.get(RECIPE) ?? first, changes }, unknown };
}

/** The inverse of {@link setupOf}. */
export function queryOf({ recipe, changes }: Setup, first: string): Record<string, string> {
  return { ...(recipe !== first && { [RECIPE]: recipe }), ...packedChanges(changes) };
}

/** Changes as a link holds them: long lists of numbers are packed. */
export function packedChanges(changes: Setup['changes']): Record<string, string> {
  return Object.fromEntries(Object.entries(changes).map(([path, text]) => [path, packed(text)]));
}

/** The command that trains the same in Node, by the file of {@link longData} where the data are too long for one. */
export function commandOf({ recipe, changes }: Setup): string {
  const file = longData({ recipe, changes });
  const short = Object.entries(changes).filter(([path]) => !file || !path.startsWith('data.'));
  const flags = short.map(([path, text]) => `--${kebab(path)} ${quoted(text)}`);
  return ['npx saddle train', recipe, ...(file ? [`--config ${file.name}`] : []), ...flags].join(' ');
}

/** More characters nobody pastes into a terminal. */
const LONG = 400;

/** The data of a setup as a config file, where a list of the reader's own numbers is among them. */
export function longData(setup: Setup): { readonly name: string; readonly text: string } | undefined {
  const data = Object.entries(setup.changes).filter(([path]) => path.startsWith('data.'));
  if (data.every(([, text]) => text.length <= LONG)) return undefined;
  return { name: 'own-points.json', text: `${JSON.stringify({ data: configOf(setup).data })}\n` };
}

const kebab = (path: string) => (FLAGS[path] ?? path).replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
const quoted = (text: string) => (/^[\w.,:@/+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

/** Flags that are not called like their path. */
const FLAGS: Readonly<Record<string, string>> = { 'data.name': 'data' };

/** The paths and texts that a remedy's patch sets. */
export const changesOf = (patch: object): Record<string, string> => Object.fromEntries(leavesOf(patch));
