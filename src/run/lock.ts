import { randomUUID } from 'node:crypto';
import {
  closeSync,
  linkSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../util/error.ts';
import { PRIVATE_FILE } from '../util/private.ts';
import { READ_ITSELF, readRegular } from '../util/regular.ts';
import { machine } from '../util/temporary.ts';
import { errorCode, explained } from './files.ts';
import { hasOpen, isRunning, startTime } from './process.ts';

/** Who holds a lock. A process is known by its id and the time it started, since ids are used again. */
interface Holder {
  readonly pid: number;
  readonly started: string;
  readonly host: string;
  readonly token: string;
}

/** What lies at the path of a lock; no holder where it is none that Saddle wrote, or was torn by a power cut. */
interface Found {
  readonly holder?: Holder;
  readonly ageMs: number;
}

/** Bytes; what is larger is no lock. */
const MOST = 4096;
/** Where there are no hard links a lock is empty for a moment: see `copied`. */
const BEGINNING_MS = 1000;
const TORN = 'torn';

/** Something lies at the path of a lock that can be none. */
class NoLock extends UserError {}

export interface Lock {
  /** @throws UserError when this process has lost the lock, because somebody removed or replaced it */
  check(): void;
  release(): void;
}

/**
 * Takes the lock file at `path` for this process, or takes it over from a process that died.
 * @throws UserError naming the process that holds it, or what lies there that is no lock
 */
export function acquireLock(path: string): Lock {
  const self = describeSelf();
  put(path, self);
  const file = openSync(path, READ_ITSELF); // as long as it is held: see `signalHolder`
  sweep(path);
  let held = true;
  return {
    check: () => checkHeld(path, self),
    release() {
      if (held) closeSync(file);
      held = false;
      if (isOwn(path, self)) rmSync(path, { force: true });
    },
  };
}

function describeSelf(): Holder {
  const { pid } = process;
  return { pid, started: startTime(pid) ?? '', host: machine(), token: `${pid}-${randomUUID().slice(0, 8)}` };
}

/**
 * The process that holds the lock at `path`, where there is one and it lives. Neither waits nor reads what is no lock.
 * @throws UserError where something lies there that no lock can be: a folder, a link, a pipe
 */
export function lockHolder(path: string): { readonly pid: number; readonly here: boolean } | undefined {
  const holder = find(path)?.holder;
  if (!holder || !isAlive(holder)) return undefined;
  return { pid: holder.pid, here: holder.host === machine() };
}

/**
 * Sends a signal to the process that holds the lock at `path`, if it is proven that it does: it runs on this machine
 * since the time that the lock says, and has this very file open, which a forged lock cannot bring about. Where the
 * system does not tell who has a file open, or since when a process runs, the rest must do.
 * @returns whether there is such a process
 * @throws what `process.kill` throws, for a process of another user
 */
export function signalHolder(path: string, signal: NodeJS.Signals): boolean {
  const holder = find(path)?.holder;
  if (!holder || holder.host !== machine() || !isAlive(holder)) return false;
  if (hasOpen(holder.pid, path) === false) return false;
  process.kill(holder.pid, signal);
  return true;
}

function put(path: string, self: Holder): void {
  const temporary = `${path}.${self.token}`;
  try {
    writeFileSync(temporary, JSON.stringify(self), { flag: 'wx', mode: PRIVATE_FILE });
    take(path, temporary);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** A hard link appears at once, with its content, and only where there was nothing. */
function take(path: string, temporary: string): void {
  while (!linked(temporary, path)) {
    const found = find(path);
    if (!found) continue; // given up in between
    if (isHeld(found)) throw new UserError(refusal(path, found.holder));
    takeOver(path, temporary, tokenOf(found));
  }
}

/**
 * Only one process may replace the lock of a dead one: the one that holds a second lock, named after
 * the dead holder. Whoever gets that later finds another name in the first and starts anew.
 */
function takeOver(path: string, temporary: string, dead: string): void {
  const arbiter = `${path}.after-${dead}`;
  take(arbiter, temporary);
  try {
    const now = find(path);
    if (now && tokenOf(now) === dead && !isHeld(now)) rmSync(path, { force: true });
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
    writeFileSync(to, readFileSync(from), { flag: 'wx', mode: PRIVATE_FILE });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Undefined when there is no lock. */
function find(path: string): Found | undefined {
  const text = textOf(path);
  if (text === undefined) return undefined;
  const changed = lstatSync(path, { throwIfNoEntry: false })?.mtimeMs;
  return changed === undefined ? undefined : { holder: parse(text), ageMs: Math.abs(Date.now() - changed) };
}

const NOT_A_LOCK: Record<string, string> = {
  EISDIR: 'a folder',
  ELOOP: 'a link',
  EFTYPE: 'a pipe, a socket or a device',
  ENXIO: 'a pipe, a socket or a device',
};

function textOf(path: string): string | undefined {
  try {
    return new TextDecoder().decode(readRegular(path, MOST, READ_ITSELF));
  } catch (error) {
    const code = errorCode(error) ?? '';
    if (code === 'ENOENT') return undefined;
    if (code === 'EFBIG') return '';
    if (!Object.hasOwn(NOT_A_LOCK, code)) throw explained(error, 'read', path);
    throw new NoLock(
      `run: expected ${path} to be the lock of a run, got ${NOT_A_LOCK[code]}; remove it if no process trains there`,
    );
  }
}

/** A lock may come from anywhere: only what Saddle writes counts, and nothing else is shown. */
function parse(text: string): Holder | undefined {
  try {
    const { pid, started, host, token } = JSON.parse(text) as Record<string, unknown>;
    const texts = [started, host, token].every(value => typeof value === 'string');
    if (!Number.isSafeInteger(pid) || (pid as number) <= 0 || !texts) return undefined;
    const holder = { pid, started, host, token } as Holder;
    const plain = /^[\w.-]{1,100}$/.test(holder.host) && /^[\w-]{1,64}$/.test(holder.token);
    return plain ? holder : undefined;
  } catch {
    return undefined;
  }
}

const tokenOf = ({ holder }: Found): string => holder?.token ?? TORN;

function isHeld({ holder, ageMs }: Found): boolean {
  return holder ? isAlive(holder) : ageMs < BEGINNING_MS;
}

/** Of another host nothing is known, so its holder counts as alive. */
function isAlive({ pid, started, host }: Holder): boolean {
  return host !== machine() || isRunning(pid, started);
}

function isOwn(path: string, { token }: Holder): boolean {
  try {
    return find(path)?.holder?.token === token;
  } catch (error) {
    if (error instanceof NoLock) return false;
    throw error;
  }
}

function checkHeld(path: string, self: Holder): void {
  if (isOwn(path, self)) return;
  const folder = dirname(path);
  throw new UserError(
    `run: ${folder} belongs to this process no more: its lock ${basename(path)} was removed or replaced; ` +
      `nothing more is written; when no process trains there, go on with saddle resume ${folder}`,
  );
}

function refusal(path: string, holder: Holder | undefined): string {
  const folder = dirname(path);
  if (!holder) return `run: ${folder} is being taken by another process; try again in a moment`;
  const { pid, host } = holder;
  if (host !== machine()) {
    return `run: ${folder} is in use by process ${pid} on ${host}; if that process is gone, delete ${path}`;
  }
  return `run: ${folder} is in use by process ${pid}; wait for it or stop it (kill ${pid})`;
}

/** Removes what processes left beside the lock that were killed while they took it. */
function sweep(path: string): void {
  const beginning = `${basename(path)}.`;
  for (const name of readdirSync(dirname(path)).filter(name => name.startsWith(beginning))) {
    const litter = join(dirname(path), name);
    try {
      const found = find(litter);
      if (found && !isHeld(found)) rmSync(litter, { force: true });
    } catch {
      // It is none of ours.
    }
  }
}
