import { openDataset } from '../../../../data/registry.ts';
import { realSamples } from '../../../../train/pictures.ts';
import type { Setup } from '../../setup/model.ts';
import { configOf, tidy } from '../../setup/model.ts';
import { FIRST } from '../model.ts';

/** Data that a first visit is offered, with what a beginner calls them. */
export const OFFERED = {
  ring: 'Ring',
  grid: 'Grid',
  moons: 'Moons',
  spiral: 'Spiral',
  checkerboard: 'Chessboard',
  line: 'Line',
} as const;

export type OfferedName = keyof typeof OFFERED;

/** Data that the reader gave: their own values are what they are, not settings. */
const GIVEN = ['points', 'empirical'];

/** Points of a thumbnail. */
const COUNT = 260;

/** Real samples of offered data, [n, 2]. */
export async function thumbnailOf(name: OfferedName): Promise<Float32Array> {
  const changes: Setup['changes'] = name === 'ring' ? {} : { 'data.name': name };
  const { data } = configOf({ ...FIRST, changes });
  return realSamples(await openDataset(data), COUNT, 0);
}

/** Settings of a setup that the simple view does not show: all but the choice of offered or given data. */
export function ownSettings(setup: Setup): readonly string[] {
  const { recipe, changes } = tidy(setup);
  const name = changes['data.name'] ?? FIRST_DATA;
  const given = GIVEN.includes(name);
  const seen = (path: string) =>
    (path === 'data.name' && (given || Object.hasOwn(OFFERED, name))) || (given && path.startsWith('data.'));
  const own = Object.keys(changes).filter(path => !seen(path));
  return recipe === FIRST.recipe ? own : ['recipe', ...own];
}

const FIRST_DATA: OfferedName = 'ring';
