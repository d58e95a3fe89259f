import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { errorCode } from './error.ts';

/** After so long a process with the id of a file's writer is another one; a folder takes as long as what is fetched into it. */
const LONGEST_MS = 3_600_000;

/** A name in `folder` for what is not whole yet. It says which process writes there: see {@link removeStale}. */
export function temporaryIn(folder: string): string {
  return join(folder, `${prefix()}${process.pid}-${randomBytes(4).toString('hex')}.tmp`);
}

/**
 * The name of this machine in files: in a shared folder nothing is known of the processes of another. A container that has
 * process ids of its own is a machine of its own, also under the host's name.
 */
export const machine = () => {
  const host = hostname().replace(/[^\w.-]/g, '_');
  return `${host.slice(0, 80) || 'unnamed'}${ownProcesses()}`;
};

/** Linux's first namespace of process ids, which is that of most processes. */
const FIRST_NAMESPACE = '4026531836';

function ownProcesses(): string {
  const namespace = /^pid:\[(\d+)\]$/.exec(linkAt('/proc/self/ns/pid'))?.[1] ?? FIRST_NAMESPACE;
  return namespace === FIRST_NAMESPACE ? '' : `.pid-${namespace}`;
}

function linkAt(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return ''; // another system
  }
}

const prefix = () => `.saddle-${machine()}-`;

/** Removes what processes of this machine left under such names in `folder` when they were killed. */
export function removeStale(folder: string): void {
  for (const name of names(folder)) {
    if (!name.startsWith(prefix())) continue;
    const pid = /^(\d+)-[0-9a-f]{8}\.tmp$/.exec(name.slice(prefix().length))?.[1];
    if (pid !== undefined && isStale(join(folder, name), Number(pid))) remove(join(folder, name));
  }
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // whoever writes there says what is wrong
  }
}

function remove(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    // It is another user's.
  }
}

function isStale(path: string, pid: number): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found || pid === process.pid) return false;
  if (!exists(pid)) return true;
  return !found.isDirectory() && Date.now() - found.mtimeMs > LONGEST_MS;
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) !== 'ESRCH';
  }
}

/**
 * Makes the names in a folder durable, where the system can: Windows opens no folders, some file systems flush none,
 * and who may only pass through a folder opens it neither.
 */
export function syncFolder(folder: string): void {
  let file: number | undefined;
  try {
    file = openSync(folder, 'r');
    fsyncSync(file);
  } catch (error) {
    const code = errorCode(error) ?? '';
    if (!['EPERM', 'EISDIR', 'EINVAL', 'ENOTSUP', 'EACCES'].includes(code)) throw error;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/**
 * Writes a whole file or nothing, durably, also when several processes write the same one.
 * @param options.replace whether a file that is there gives way (default), or is kept: then `EEXIST` is thrown
 * @param options.mode who may read it, default whoever the user's mask lets
 */
export function writeAtomically(
  path: string,
  bytes: Uint8Array,
  { replace = true, mode = 0o666 } = {},
): void {
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true });
  const temporary = temporaryIn(folder);
  try {
    writeFileSync(temporary, bytes, { flag: 'wx', flush: true, mode });
    if (replace) renameSync(temporary, path);
    else place(temporary, path);
    syncFolder(folder);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** A hard link appears only where there is nothing; not every file system has them. */
function place(temporary: string, path: string): void {
  try {
    linkSync(temporary, path);
  } catch (error) {
    if (existsSync(path)) throw error;
    renameSync(temporary, path);
  }
}
