import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, lstatSync, openSync, readdirSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** After so long a process with the id of the writer is another one. */
const LONGEST_MS = 3_600_000;

/** A name in `folder` for what is not whole yet. It says which process writes there: see {@link removeStale}. */
export function temporaryIn(folder: string): string {
  return join(folder, `${prefix()}${process.pid}-${randomBytes(4).toString('hex')}.tmp`);
}

/** The name of this machine in files: in a shared folder nothing is known of the processes of another. */
export const machine = () =>
  hostname()
    .replace(/[^\w.-]/g, '_')
    .slice(0, 100) || 'unnamed';

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
  const changed = lstatSync(path, { throwIfNoEntry: false })?.mtimeMs;
  if (changed === undefined || pid === process.pid) return false;
  return Date.now() - changed > LONGEST_MS || !exists(pid);
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Makes the names in a folder durable, where the system can: Windows opens no folders, some file systems flush none. */
export function syncFolder(folder: string): void {
  let file: number | undefined;
  try {
    file = openSync(folder, 'r');
    fsyncSync(file);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (!['EPERM', 'EISDIR', 'EINVAL', 'ENOTSUP', 'EACCES'].includes(code)) throw error;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
