import {
  lstatSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { errorCode, explained, explaining } from '../run/files.ts';
import { UserError } from '../util/error.ts';
import { removeStale, syncFolder, temporaryIn } from '../util/temporary.ts';

/**
 * @throws UserError when there is something at a path already; an empty folder is nothing, but the current one, which cannot be replaced
 * @param where the flag of the path
 */
export function requireFree(where: string, path: string): void {
  const what = explaining('read', path, () => inTheWay(path));
  if (what === undefined) return;
  throw new UserError(
    `${where}: expected a new or empty folder, got '${path}', ${what}; name another or remove it`,
  );
}

function inTheWay(path: string): string | undefined {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found) return undefined;
  if (!found.isDirectory()) return 'a file';
  if (readdirSync(path).length > 0) return 'one with files in it';
  return realpathSync(path) === realpathSync('.') ? 'the current one' : undefined;
}

/**
 * A folder that appears whole or not at all: `fill` writes below a temporary name, which is then renamed.
 * @throws UserError when it cannot be written; what `fill` throws
 */
export async function wholeFolder(path: string, fill: (folder: string) => Promise<void>): Promise<void> {
  const parent = dirname(path);
  const temporary = temporaryIn(parent);
  try {
    makeFolder(parent, temporary, path);
    await fill(temporary);
    take(temporary, path);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** The same of files that are in memory. */
export function placeFolder(path: string, files: ReadonlyMap<string, Uint8Array>): void {
  const temporary = temporaryIn(dirname(path));
  try {
    makeFolder(dirname(path), temporary, path);
    for (const [name, content] of files) writeInside(temporary, name, content);
    take(temporary, path);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

function makeFolder(parent: string, temporary: string, path: string): void {
  told(path, () => {
    mkdirSync(parent, { recursive: true });
    removeStale(parent);
    mkdirSync(temporary);
  });
}

function writeInside(folder: string, name: string, content: Uint8Array): void {
  const at = join(folder, name);
  told(at, () => {
    mkdirSync(dirname(at), { recursive: true });
    writeFileSync(at, content, { flag: 'wx', flush: true });
  });
}

/** A rename does not take the place of an empty folder everywhere. */
function take(temporary: string, path: string): void {
  told(path, () => {
    if (lstatSync(path, { throwIfNoEntry: false })) rmdirSync(path);
    renameSync(temporary, path);
    syncFolder(dirname(path));
  });
}

function told(path: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    if (errorCode(error) !== 'ENOTEMPTY') throw explained(error, 'write', path);
    throw new UserError(`cannot write ${path}: another program wrote into it meanwhile; name another folder`);
  }
}
