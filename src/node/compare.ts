import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readRun } from '../run/disk.ts';
import { type Comparison, compareRuns } from '../train/compare.ts';
import { parseConfigFile } from '../train/resolve.ts';
import { UserError } from '../util/error.ts';
import { readMetricLines } from './evaluations.ts';

/**
 * Compares the runs of folders by the figures that `evaluateRun` left there.
 * @param patterns folders, or globs of folders with `*` and `?`
 * @param only names of protocols or figures; default all that the runs have in common
 * @throws UserError in one sentence where a folder holds no run, or the runs cannot be compared
 */
export async function compareFolders(
  patterns: readonly string[],
  only?: readonly string[],
): Promise<Comparison> {
  const folders = [...new Set(patterns.flatMap(foldersOf))];
  const runs = folders.map(async folder => {
    const { config } = await readRun(folder);
    return {
      name: folder,
      config: parseConfigFile(`${folder}/config.json`, config),
      lines: readMetricLines(folder),
    };
  });
  return compareRuns(await Promise.all(runs), only);
}

/** The folders with a config that a glob names; a path without `*` and `?` names itself. */
function foldersOf(pattern: string): string[] {
  if (!/[*?]/.test(pattern)) return [pattern.replace(/(?<=.)\/+$/, '')];
  const parts = pattern
    .replaceAll('\\', '/')
    .split('/')
    .filter((part, i) => part !== '' || i === 0);
  const found = parts.reduce<string[]>(
    (bases, part, i) => bases.flatMap(base => step(base, part, i === 0)),
    [''],
  );
  const folders = found.filter(folder => existsSync(join(folder, 'config.json')));
  if (folders.length > 0) return folders;
  throw new UserError(
    `compare: expected folders of runs, got '${pattern}', which names none; check the path`,
  );
}

/** Paths that one part of a glob leads to. */
function step(base: string, part: string, first: boolean): string[] {
  if (first && part === '') return ['/'];
  const path = (name: string) => (base === '' ? name : join(base, name));
  if (!/[*?]/.test(part)) return [path(part)];
  const pattern = new RegExp(
    `^${part
      .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  );
  return namesIn(base === '' ? '.' : base)
    .filter(name => pattern.test(name))
    .map(path);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter(name => !name.startsWith('.'))
      .sort();
  } catch {
    return []; // no folder: it leads nowhere
  }
}
