import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { datasets } from '../data/registry.ts';
import { recipes } from '../train/recipes.ts';
import type { Given } from '../train/resolve.ts';
import { UserError } from '../util/error.ts';
import { READ } from '../util/regular.ts';

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
    { path: 'data.name', text: arePoints(place) ? 'table' : 'pictures', flag },
    { path: 'data.path', text: place, flag },
  ];
}

/** Whether a file holds points rather than pictures: a table, or an array of at most two axes. */
function arePoints(path: string): boolean {
  if (/\.(csv|tsv|txt)$/i.test(path)) return true;
  return /\.npy$/i.test(path) && npyAxes(path) <= 2;
}

/** By the header of the file; of one that cannot be read as many as of pictures, which then say what is wrong. */
function npyAxes(path: string): number {
  try {
    const file = openSync(path, READ);
    try {
      const head = new Uint8Array(512);
      readSync(file, head);
      const shape = /'shape': *\(([\d, ]*)\)/.exec(new TextDecoder('latin1').decode(head))?.[1];
      return shape === undefined ? 3 : shape.split(',').filter(part => part.trim() !== '').length;
    } finally {
      closeSync(file);
    }
  } catch {
    return 3;
  }
}

/** Flags of which `--data` may say a path. */
export function withDataPaths(flags: readonly Given[]): Given[] {
  return flags.flatMap(given => {
    const { path, text, flag } = given;
    return path === 'data.name' && isDataPath(text, 'dataset', flag) ? dataFlags(text, flag) : [given];
  });
}
