import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { UserError } from '../util/error.ts';
import { errorCode } from './files.ts';

/** Who holds a lock. A process is known by its id and the time it started, since ids are used again. */
interface Holder {
  readonly pid: number;
  readonly started: string;
  readonly host: string;
  readonly token: string;
}

/**
 * Takes the lock file at `path` for this process, or takes it over from a process that died.
 * Returns the function that gives it up.
 * @throws UserError naming the process that holds it
 */
export function acquireLock(path: string): () => void {
  const self = describeSelf();
  const temporary = `${path}.${self.token}`;
  writeFileSync(temporary, JSON.stringify(self));
  try {
    take(path, temporary);
  } finally {
    rmSync(temporary, { force: true });
  }
  return () => release(path, self.token);
}

function describeSelf(): Holder {
  const { pid } = process;
  const started = startTime(pid) ?? '';
  return { pid, started, host: hostname(), token: `${pid}-${randomUUID().slice(0, 8)}` };
}

/** The process that holds the lock at `path`, where there is one and it lives. */
export function lockHolder(path: string): { readonly pid: number; readonly here: boolean } | undefined {
  const holder = readHolder(path);
  if (!holder || !isAlive(holder)) return undefined;
  return { pid: holder.pid, here: holder.host === hostname() };
}

/** A hard link appears at once, with its content, and only where there was nothing. */
function take(path: string, temporary: string): void {
  while (!linked(temporary, path)) {
    const holder = readHolder(path);
    if (!holder) continue; // given up in between
    if (isAlive(holder)) throw new UserError(refusal(path, holder));
    takeOver(path, temporary, holder);
  }
}

/**
 * Only one process may replace the lock of a dead one: the one that holds a second lock, named after
 * the dead holder. Whoever gets that later finds another name in the first and starts anew.
 */
function takeOver(path: string, temporary: string, dead: Holder): void {
  const arbiter = `${path}.after-${dead.token}`;
  take(arbiter, temporary);
  try {
    if (readHolder(path)?.token === dead.token) rmSync(path, { force: true });
  } finally {
    rmSync(arbiter, { force: true });
  }
}

function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EEXIST') return false;
    if (code && ['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EINVAL'].includes(code))
      return copied(from, to);
    throw error;
  }
}

/** For file systems without hard links. */
function copied(from: string, to: string): boolean {
  try {
    writeFileSync(to, readFileSync(from), { flag: 'wx' });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Undefined when there is no lock. One that is empty may be about to be written: see `copied`. */
function readHolder(path: string): Holder | undefined {
  for (let attempt = 0; ; attempt++) {
    const text = readIfThere(path);
    if (text === undefined) return undefined;
    try {
      const { pid, started, host, token } = JSON.parse(text) as Holder;
      return { pid, started, host, token: String(token).replace(/[^\w-]/g, '') };
    } catch {
      if (attempt === 20) return { pid: 0, started: '', host: hostname(), token: 'torn' }; // by a power cut
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 25);
    }
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function refusal(path: string, { pid, host }: Holder): string {
  const folder = path.replace(/[/\\][^/\\]*$/, '');
  if (host !== hostname()) {
    return `run: ${folder} is in use by process ${pid} on ${host}; if that process is gone, delete ${path}`;
  }
  return `run: ${folder} is in use by process ${pid}; wait for it or stop it (kill ${pid})`;
}

/** Of another host nothing is known, so its holder counts as alive. */
function isAlive({ pid, started, host }: Holder): boolean {
  if (host !== hostname()) return true;
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (errorCode(error) === 'ESRCH') return false;
  }
  const now = startTime(pid);
  return now !== 'ended' && (now === undefined || started === '' || now === started);
}

/** When a process started, in some unit; `ended` for one that only waits to be reaped; undefined if unknown. */
function startTime(pid: number): string | undefined {
  if (process.platform === 'linux') return linuxStartTime(pid);
  if (process.platform === 'win32') return undefined;
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || 'ended';
  } catch {
    return undefined;
  }
}

function linuxStartTime(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' '); // from field 3, the state
    if (fields[0] === 'Z' || fields[0] === 'X') return 'ended';
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
    return `${fields[19]}@${boot}`;
  } catch {
    return undefined;
  }
}

function release(path: string, token: string): void {
  if (readHolder(path)?.token === token) rmSync(path, { force: true });
}
