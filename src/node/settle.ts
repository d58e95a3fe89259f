import type { Dataset } from '../data/dataset.ts';
import { nodeHost } from '../data/loaders/node.ts';
import type { PictureHost } from '../data/pictures/host.ts';
import { factsOf, reasonsFor, TYPICAL_POINTS } from '../train/choose.ts';
import type { Config } from '../train/config.ts';
import { type Recipe, recipes } from '../train/recipes.ts';
import { type ResolveOptions, resolveConfig } from '../train/resolve.ts';
import { isObject } from '../util/object.ts';
import { openDataset } from './dataset.ts';
import { withPlaces } from './paths.ts';

/** A config whose every value is named, also those that the data decide. */
export interface Settled {
  readonly config: Config;
  /** Its data, where they were opened to decide. */
  readonly opened?: Dataset;
  /** What was chosen from the data and why. */
  readonly reasons: readonly string[];
}

export interface SettleOptions {
  /** Told how far pictures are decoded. */
  readonly onPictures?: PictureHost['onProgress'];
  /** Of a run, which may hold the data. */
  readonly folder?: string;
  /** Whether the file is the config of a run, in which nothing is left to choose; default no. */
  readonly ofRun?: boolean;
}

/**
 * The config of a new run: where its recipe or the options of its data leave something to the data, they are opened first.
 * @throws UserError as {@link resolveConfig} and `openDataset`
 */
export async function settle(
  options: ResolveOptions,
  { onPictures, folder, ofRun = false }: SettleOptions = {},
): Promise<Settled> {
  const resolved = (more: Partial<ResolveOptions> = {}) =>
    withPlaces(resolveConfig({ ...options, ...more }), { folder });
  const config = resolved(areNamedPoints(options) ? { facts: TYPICAL_POINTS } : {});
  const choose = ofRun ? undefined : chooseOf(config);
  if (!choose && config.data.name !== 'pictures') return { config, reasons: [] };
  const opened = await openDataset(config.data, nodeHost(undefined, folder, onPictures));
  if (!choose) return { config: withFacts(config, opened), opened, reasons: [] };
  const facts = factsOf(opened);
  const chosen = withFacts(resolved({ facts }), opened);
  return { config: chosen, opened, reasons: reasonsFor(facts, chosen) };
}

/** Whether the data are said to be points: what is chosen for pictures does not fit them. */
function areNamedPoints({ file, flags, overrides }: ResolveOptions): boolean {
  const named = [overrides, file?.values].map(nameIn).find(name => name !== undefined);
  return (flags?.findLast(({ path }) => path === 'data.name')?.text ?? named) === 'table';
}

/** The name of the data in some values of a config. */
function nameIn(values: unknown): unknown {
  const data = isObject(values) ? values['data'] : undefined;
  return isObject(data) ? data['name'] : undefined;
}

/** How a recipe chooses by the data. */
const chooseOf = ({ recipe }: Config): Recipe['choose'] =>
  Object.hasOwn(recipes, recipe) ? (recipes as Record<string, Recipe>)[recipe].choose : undefined;

/** What pictures turned out to be, in the place of what was left to them. */
function withFacts(config: Config, { shape }: Dataset): Config {
  if (config.data.name !== 'pictures') return config;
  const channels = shape[2] === 1 ? 'grey' : 'colour';
  return { ...config, data: { ...config.data, resolution: shape[0], channels } };
}
