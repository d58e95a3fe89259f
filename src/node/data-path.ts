import { existsSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { datasets } from '../data/registry.ts';
import { recipes } from '../train/recipes.ts';
import type { Given } from '../train/resolve.ts';
import { UserError } from '../util/error.ts';

/**
 * Whether a text is the path of data rather than a name: it has a slash, begins with `.` or `~`, or stands for something
 * that exists and is no run.
 * @param kind what else it could be the name of
 * @throws UserError when it is both
 */
export function isDataPath(text: string, kind: 'recipe' | 'dataset', flag: string): boolean {
  if (/^[.~]|[/\\]/.test(text)) return true;
  if (!existsSync(text) || isRun(text)) return false;
  const names = kind === 'recipe' ? recipes : datasets;
  if (!Object.hasOwn(names, text)) return true;
  throw new UserError(
    `${flag}: expected a ${kind} or a path, got '${text}', which is both; write ./${text} for the ${statSync(text).isDirectory() ? 'folder' : 'file'}, or move that away for the ${kind}`,
  );
}

/** Folders of runs are often called as their recipes. */
const isRun = (path: string) => existsSync(join(path, 'config.json'));

/** The flags that say of data at a path what they are and where. */
export function dataFlags(path: string, flag: string): Given[] {
  const place = path.replace(/^~(?=$|[/\\])/, () => homedir());
  return [
    { path: 'data.name', text: 'pictures', flag },
    { path: 'data.path', text: place, flag },
  ];
}

/** Flags of which `--data` may say a path. */
export function withDataPaths(flags: readonly Given[]): Given[] {
  return flags.flatMap(given => {
    const { path, text, flag } = given;
    return path === 'data.name' && isDataPath(text, 'dataset', flag) ? dataFlags(text, flag) : [given];
  });
}
