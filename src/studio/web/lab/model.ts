import { type DataConfig, type DatasetEntry, datasets, openDataset } from '../../../data/registry.ts';
import { dimensionOf } from '../../../metrics/bounds.ts';
import { buildGan } from '../../../train/build.ts';
import type { Config } from '../../../train/config.ts';
import { UserError } from '../../../util/error.ts';
import { configOf, type Setup } from '../setup/model.ts';

/** What the lab opens with. */
export const FIRST: Setup = { recipe: 'lab', changes: {} };

/** Data that the lab can show, and those that are drawn or pasted. */
export const LAWS = Object.entries(datasets as Readonly<Record<string, DatasetEntry>>).filter(
  ([name, { kind }]) => kind === '1-D' || kind === '2-D' || name === 'multivariate-normal',
);

/** @throws UserError for a run that the lab has no pictures of */
export function checkShown({ data }: Config): void {
  if (LAWS.some(([name]) => name === data.name)) return;
  throw new UserError(
    `lab: expected a run on a law of the line or the plane, or on points, got one on ${data.name}; go on with it in Node, or open it in Images if it trains on images`,
  );
}

/** As {@link configOf}, and tries whether the game can be built on these data. */
export async function checkedConfig(setup: Setup): Promise<Config> {
  const config = configOf(setup);
  const dataset = await openDataset(config.data);
  dimensionOf(dataset);
  buildGan(config, dataset);
  return config;
}

/** What data are, in words: the reader's own by their number, a law by its options. */
export function dataWords({ name, count, seed, labelled, ...options }: DataConfig): string {
  const { values, samples, sigma } = options;
  if (name === 'points' && Array.isArray(values)) return `Your ${values.length / 2} points, σ ${sigma}`;
  if (name === 'empirical' && Array.isArray(samples)) return `Your ${samples.length} numbers`;
  const told = Object.entries(options).filter(([, value]) => typeof value !== 'object');
  const words = told.map(([option, value]) => `${option} ${value}`).join(', ');
  return `The law ${name}${words && ` with ${words}`}${labelled ? ', with classes' : ''}`;
}
