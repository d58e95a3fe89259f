import type { RunLine } from '../../protocol.ts';

/** A run, or those of a folder. */
export interface Entry {
  /** Path of the folder that they share, where it is not the root. */
  readonly folder?: string;
  readonly runs: readonly RunLine[];
}

/** Runs one by one, and those of a folder together, where the first of them stands. */
export function entriesOf(runs: readonly RunLine[]): Entry[] {
  const entries = new Map<string, { folder?: string; runs: RunLine[] }>();
  for (const run of runs) {
    const folder = run.id.includes('/') ? run.id.slice(0, run.id.lastIndexOf('/')) : undefined;
    const key = folder === undefined ? run.id : `${folder}/`;
    const entry = entries.get(key) ?? { folder, runs: [] };
    entry.runs.push(run);
    entries.set(key, entry);
  }
  return [...entries.values()];
}

/** Runs that have all of the words. */
export function found(runs: readonly RunLine[], words: string): readonly RunLine[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return runs.filter(({ id, recipe, data, objective, status, seed }) => {
    const text = `${id} ${recipe} ${data} ${objective} ${status} seed ${seed}`.toLowerCase();
    return wanted.every(word => text.includes(word));
  });
}

/** Most runs that a comparison shows at once. */
const MOST = 16;

/** The runs of each experiment by seed. */
export function seedsOf(runs: readonly RunLine[]): ReadonlyMap<string, readonly string[]> {
  const seeds = new Map<string, RunLine[]>();
  for (const run of runs) seeds.set(run.experiment, [...(seeds.get(run.experiment) ?? []), run]);
  const sorted = [...seeds].map(([experiment, all]) => {
    const bySeed = all.sort((a, b) => a.seed - b.seed).slice(0, MOST);
    return [experiment, bySeed.map(run => run.id)] as const;
  });
  return new Map(sorted);
}
