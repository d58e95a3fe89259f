import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, type Stats, statSync } from 'node:fs';
import { errorCode } from './files.ts';

/** When a process started, in some unit; `ended` for one that only waits to be reaped; undefined if unknown. */
export function startTime(pid: number): string | undefined {
  if (process.platform === 'linux') return linuxStartTime(pid);
  if (process.platform === 'win32') return undefined;
  return ask('ps', ['-o', 'lstart=', '-p', String(pid)]) || undefined;
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

/** Whether a process of this machine lives that started then. */
export function isRunning(pid: number, started: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (errorCode(error) === 'ESRCH') return false;
  }
  const now = startTime(pid);
  return now === undefined || now === started;
}

/** Whether a process has a file open, as far as the system tells this user; undefined where it tells nothing. */
export function hasOpen(pid: number, path: string): boolean | undefined {
  if (process.platform === 'linux') return linuxHasOpen(pid, path);
  if (process.platform === 'win32') return undefined;
  return ask('lsof', ['-t', '--', path])?.split('\n').includes(String(pid));
}

function linuxHasOpen(pid: number, path: string): boolean | undefined {
  if (!existsSync('/proc/self/fd')) return undefined;
  const folder = `/proc/${pid}/fd`;
  try {
    const file = statSync(path);
    return readdirSync(folder).some(name => isSame(status(`${folder}/${name}`), file));
  } catch {
    return false;
  }
}

const isSame = (a: Stats | undefined, b: Stats) => a?.ino === b.ino && a?.dev === b.dev;

function status(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined; // closed in between
  }
}

const ANSWER_MS = 5000;

/** What a program of the system says, whatever the user's language and time zone; undefined where it cannot be asked. */
function ask(program: string, args: readonly string[]): string | undefined {
  const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC0' };
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8', env, timeout: ANSWER_MS });
  return status === null ? undefined : stdout.trim();
}
