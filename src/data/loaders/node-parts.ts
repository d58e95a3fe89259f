import { closeSync, fstatSync, openSync, read, type Stats } from 'node:fs';
import { promisify } from 'node:util';
import { checkRegular, READ } from '../../util/regular.ts';
import type { FileBytes, FileRange } from '../host.ts';

const readInto = promisify(read);

interface Shared {
  readonly file: number;
  users: number;
}

/**
 * Reads parts of files. All that is read of a file at a time shares one opening, and each part is one request to the
 * system, which goes on while the engine holds up everything else.
 */
export class FileParts {
  private readonly open = new Map<string, Shared>();

  async read(path: string, { start, length }: FileRange): Promise<FileBytes> {
    const shared = this.open.get(path) ?? this.enter(path);
    shared.users++;
    try {
      const bytes = new Uint8Array(length);
      const { bytesRead } = await readInto(shared.file, bytes, 0, length, start);
      const status = fstatSync(shared.file);
      if (bytesRead < length) throw changed(path);
      return { file: path, bytes, size: status.size, stamp: stampOf(status) };
    } finally {
      shared.users--;
      if (shared.users === 0) this.leave(path, shared);
    }
  }

  private enter(path: string): Shared {
    const file = openSync(path, READ);
    try {
      checkRegular(fstatSync(file), path);
    } catch (error) {
      closeSync(file);
      throw error;
    }
    const shared = { file, users: 0 };
    this.open.set(path, shared);
    return shared;
  }

  private leave(path: string, { file }: Shared): void {
    this.open.delete(path);
    closeSync(file);
  }
}

/** Another text once a file has been written to, or is another one. */
export const stampOf = ({ ino, size, mtimeMs }: Pick<Stats, 'ino' | 'size' | 'mtimeMs'>) =>
  `${ino} ${size} ${mtimeMs}`;

/** Of a file that is not what it was a moment ago, or has no such part. */
export const changed = (path: string) =>
  Object.assign(new Error(`ECHANGED: ${path} changed`), { code: 'ECHANGED' });
