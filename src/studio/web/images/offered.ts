import { type Recipe, recipes } from '../../../train/recipes.ts';
import type { Setup } from '../setup/model.ts';
import { type SetName, setOf } from './sets.ts';

/** What the page opens with. */
export const FIRST: Setup = { recipe: 'digits', changes: {} };

/** Recipes for images that a page can load. */
export const offered: readonly (readonly [name: string, recipe: Recipe])[] = Object.entries(
  recipes as Readonly<Record<string, Recipe>>,
).filter(
  ([, { config }]) =>
    setOf(String(config.data?.name))?.shape !== undefined && config.discriminator?.family !== 'projected',
);

/** The recipe that a set of images comes with, if one does. */
export const recipeFor = (set: SetName): string | undefined =>
  set === 'mnist' ? FIRST.recipe : offered.find(([, { config }]) => config.data?.name === set)?.[0];
