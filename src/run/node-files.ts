import { createHash } from 'node:crypto';
import { appendFile, mkdir, open, readdir, rename, rm, stat, truncate } from 'node:fs/promises';
import { PRIVATE_FILE, PRIVATE_FOLDER } from '../util/private.ts';
import { checkRegular, READ } from '../util/regular.ts';
import { syncFolder } from '../util/temporary.ts';
import { type Digest, errorCode, type Files } from './files.ts';

/** SHA-256 by Node's own crypto. */
export const nodeDigest: Digest = chunks => {
  const hash = createHash('sha256');
  for (const chunk of chunks) hash.update(chunk);
  return hash.digest('hex');
};

/** The local file system. */
export const nodeFiles: Files = {
  append: (path, bytes) => appendFile(path, bytes, { mode: PRIVATE_FILE }),
  truncate,
  rename,

  async read(path) {
    const file = await open(path, READ);
    try {
      checkRegular(await file.stat(), path);
      return await file.readFile();
    } finally {
      await file.close();
    }
  },

  async write(path, chunks) {
    const file = await open(path, 'w', PRIVATE_FILE);
    try {
      for (const chunk of chunks) await file.writeFile(chunk);
      await file.sync();
    } finally {
      await file.close();
    }
  },

  async sync(path) {
    const file = await open(path, 'r+');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
  },

  syncFolder: async path => syncFolder(path),

  async remove(path) {
    await rm(path, { recursive: true, force: true });
  },

  async makeFolder(path) {
    await mkdir(path, { recursive: true, mode: PRIVATE_FOLDER });
  },

  async list(path) {
    return (await readdir(path).catch(error => ignore(error, ['ENOENT']))) ?? [];
  },

  async size(path) {
    const status = await stat(path).catch(error => ignore(error, ['ENOENT']));
    if (status) checkRegular(status, path);
    return status?.size;
  },
};

function ignore(error: unknown, codes: readonly string[]): undefined {
  if (!codes.includes(errorCode(error) ?? '')) throw error;
}
