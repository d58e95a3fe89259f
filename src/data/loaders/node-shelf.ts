import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PRIVATE_FILE, PRIVATE_FOLDER } from '../../util/private.ts';
import type { ByteRange, ByteSource } from '../../util/source.ts';
import { removeStale, temporaryIn } from '../../util/temporary.ts';
import type { Shelf, Sink } from '../pictures/host.ts';
import { memorySink } from '../pictures/memory-sink.ts';
import { FileParts } from './node-parts.ts';
import { told } from './node-told.ts';

/** A shelf in a folder of the user's cache; where that cannot be written, nothing is kept. */
export function nodeShelf(folder: string): Shelf {
  const parts = new FileParts();
  const source = async (path: string): Promise<ByteSource> => {
    const { size } = await parts.read(path, { start: 0, length: 0 });
    return { size, read: async range => (await parts.read(path, range)).bytes };
  };
  return {
    open: name => source(join(folder, name)).catch(() => undefined),
    async create(name) {
      const path = join(folder, name);
      try {
        mkdirSync(dirname(path), { recursive: true, mode: PRIVATE_FOLDER });
        removeStale(dirname(path));
        return await fileSink(path, () => source(path));
      } catch {
        return memorySink(); // it only costs the time to make it again
      }
    },
  };
}

async function fileSink(path: string, reopen: () => Promise<ByteSource>): Promise<Sink> {
  const temporary = temporaryIn(dirname(path));
  const file = await open(temporary, 'wx+', PRIVATE_FILE);
  let size = 0;
  const discard = async () => {
    await file.close();
    rmSync(temporary, { force: true });
  };
  const write = (operation: () => Promise<void>) =>
    told(path, () => operation().catch(error => discard().then(() => Promise.reject(error))), 'write');
  return {
    get size() {
      return size;
    },
    read: range => readAt(file, range),
    async append(bytes) {
      await write(() => file.writeFile(bytes));
      size += bytes.length;
    },
    async keep() {
      await write(async () => {
        await file.sync();
        await file.close();
        renameSync(temporary, path);
      });
      return reopen();
    },
    discard,
  };
}

async function readAt(file: FileHandle, { start, length }: ByteRange): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  await file.read(bytes, 0, length, start);
  return bytes;
}
