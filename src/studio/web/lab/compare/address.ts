import { textOf } from '../../../../train/shorthand.ts';
import {
  changed,
  configOf,
  packedChanges,
  paths,
  queryOf,
  RECIPE,
  type Setup,
  setupOf,
  tidy,
  valueAt,
} from '../../setup/model.ts';
import { EMBED } from '../../shell/route.ts';
import { FIRST } from '../model.ts';

/** In front of the values in which B differs from A. */
const PREFIX = 'b.';
/** Says that there is a B, which may differ in nothing. */
const [COMPARE, AB] = ['compare', 'ab'];

/** A value that two setups do not share. */
export interface Difference {
  readonly path: string;
  readonly a: string;
  readonly b: string;
}

/** In what two setups differ, as texts; `—` where one's kind of data or network has no such value. */
export function differencesOf(a: Setup, b: Setup): readonly Difference[] {
  const [before, after] = [configOf(a), configOf(b)];
  const text = (value: unknown, path: string) => (value === undefined ? '—' : textOf(value, path));
  return paths
    .map(path => ({ path, a: text(valueAt(before, path), path), b: text(valueAt(after, path), path) }))
    .filter(difference => difference.a !== difference.b && difference.path !== RECIPE);
}

/** A link's query of one setup, or of two: B by the values in which it is not like A. */
export function pairQueryOf(a: Setup, b?: Setup): Record<string, string> {
  if (!b) return queryOf(a, FIRST.recipe);
  const own = a.recipe === b.recipe ? relative(a, b) : { [RECIPE]: b.recipe, ...tidy(b).changes };
  const prefixed = Object.entries(packedChanges(own)).map(([path, text]) => [PREFIX + path, text]);
  return { ...queryOf(a, FIRST.recipe), [COMPARE]: AB, ...Object.fromEntries(prefixed) };
}

/**
 * The changes that lead from A to B where both began as one recipe. Another kind of data or network comes first: it
 * forgets all values of the one before it.
 */
function relative(a: Setup, b: Setup): Record<string, string> {
  const all = differencesOf(a, b);
  const kinds = all.filter(({ path }) => KIND.test(path));
  const replaced = (path: string) => kinds.some(kind => path.startsWith(kind.path.replace(KIND, '.')));
  const own = Object.entries(b.changes).filter(([path]) => replaced(path));
  const rest = all.filter(({ path }) => !replaced(path));
  return Object.fromEntries([
    ...kinds.map(({ path, b: text }) => [path, text]),
    ...own,
    ...rest.map(({ path, b: text }) => [path, text]),
  ]);
}

const KIND = /\.(name|family)$/;

/** The queries of A and of B that a link holds. */
export function splitQuery(query: URLSearchParams): { a: URLSearchParams; b?: URLSearchParams } {
  const entries = [...query].filter(([key]) => key !== COMPARE && key !== EMBED);
  const ofB = entries.filter(([key]) => key.startsWith(PREFIX));
  const a = new URLSearchParams(entries.filter(([key]) => !key.startsWith(PREFIX)));
  if (ofB.length === 0 && !query.has(COMPARE)) return { a };
  return { a, b: new URLSearchParams(ofB.map(([key, text]) => [key.slice(PREFIX.length), text])) };
}

/** The setup of B, from A's and B's part of the query. */
export function setupOfB(a: Setup, query: URLSearchParams): Setup {
  const { setup } = setupOf(query, FIRST.recipe);
  if (query.has(RECIPE)) return setup;
  return Object.entries(setup.changes).reduce((made, [path, text]) => changed(made, path, text), a);
}
