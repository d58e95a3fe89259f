import { errorCode, UserError } from '../util/error.ts';

export { errorCode };

/**
 * The file operations that a run directory needs. Paths are separated by `/`. Failures carry a
 * `code` such as `ENOENT`, as Node's do.
 */
export interface Files {
  read(path: string): Promise<Uint8Array>;
  /** Creates or replaces a file and makes its content durable (not its name: see `syncFolder`). */
  write(path: string, chunks: readonly Uint8Array[]): Promise<void>;
  /** Adds to the end of a file, which is created when there is none; durable only after `sync`. */
  append(path: string, bytes: Uint8Array): Promise<void>;
  sync(path: string): Promise<void>;
  truncate(path: string, length: number): Promise<void>;
  /** Makes the names in a folder durable. */
  syncFolder(path: string): Promise<void>;
  /** Atomic; replaces a file, fails on a folder that is not empty. */
  rename(from: string, to: string): Promise<void>;
  /** A file, or a folder with all that is in it; nothing to remove is no failure. */
  remove(path: string): Promise<void>;
  /** A folder and its parents, where there are none yet. */
  makeFolder(path: string): Promise<void>;
  /** Names in a folder, in no order; none when there is no such folder. */
  list(path: string): Promise<string[]>;
  /** Length of a file in bytes; undefined when there is no such file. */
  size(path: string): Promise<number | undefined>;
}

/** The files of a run by their paths in its folder, which are separated by `/`. */
export type RunFiles = ReadonlyMap<string, Uint8Array>;

/** SHA-256 of the chunks one after another, as hex digits. */
export type Digest = (chunks: readonly Uint8Array[]) => string;

const REASONS: Record<string, string> = {
  ENOSPC: 'no space is left on the disk; free some and resume',
  EDQUOT: 'the disk quota is used up; free some space and resume',
  EROFS: 'the file system is read-only; choose a folder that can be written',
  EACCES: 'permission denied; choose a folder that this user can read and write',
  EPERM: 'operation not permitted; choose a folder that this user can read and write',
  ENOENT: 'its folder is not there and cannot be made; check the path',
  EIO: 'the disk reports an input/output error; check it and resume',
  EEXIST: 'a part of the path is a file, not a folder; choose another folder',
  ENOTDIR: 'a part of the path is a file, not a folder; choose another folder',
  EISDIR: 'it is a folder, not a file',
  EFTYPE: 'it is a pipe, a socket or a device, not a file',
  ELOOP: 'its links lead in a circle; remove them',
  EBUSY: 'it is in use, as the place of a mounted disk is; choose another folder',
  EMFILE: 'too many open files; raise the limit (ulimit -n) and resume',
  ENAMETOOLONG: 'the name is too long; choose a shorter one',
};

/** The fault as one sentence for the user where it is one that a user can mend; else the fault itself. */
export function explained(error: unknown, action: string, path: string): unknown {
  const code = errorCode(error);
  if (code === undefined || !Object.hasOwn(REASONS, code)) return error;
  return new UserError(`run: cannot ${action} ${path}: ${REASONS[code]} (${code})`, { cause: error });
}

/** What an operation gives. @throws its fault in words: see {@link explained} */
export function explaining<T>(action: string, path: string, operation: () => T): T {
  try {
    return operation();
  } catch (error) {
    throw explained(error, action, path);
  }
}

/** The same files, whose failures speak to the user. */
export function withUserErrors(files: Files): Files {
  const guard =
    <A extends [string, ...unknown[]], R>(action: string, operation: (...args: A) => Promise<R>) =>
    (...args: A): Promise<R> =>
      operation.apply(files, args).catch(error => {
        throw explained(error, action, args[0]);
      });
  return {
    read: guard('read', files.read),
    write: guard('write', files.write),
    append: guard('write', files.append),
    sync: guard('write', files.sync),
    truncate: guard('write', files.truncate),
    syncFolder: guard('write', files.syncFolder),
    rename: guard('rename', files.rename),
    remove: guard('remove', files.remove),
    makeFolder: guard('create', files.makeFolder),
    list: guard('list', files.list),
    size: guard('read', files.size),
  };
}

/** The same files, of which none is changed once `check` throws. */
export function whileHeld(files: Files, check: () => void): Files {
  const guard =
    <A extends unknown[], R>(operation: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      check();
      return operation.apply(files, args);
    };
  return {
    ...files,
    write: guard(files.write),
    append: guard(files.append),
    truncate: guard(files.truncate),
    rename: guard(files.rename),
    remove: guard(files.remove),
    makeFolder: guard(files.makeFolder),
  };
}
