import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { nextRunFolder } from '../../run/disk.ts';
import { errorCode } from '../../run/files.ts';
import { lockHolder, signalHolder } from '../../run/lock.ts';
import type { Config } from '../../train/config.ts';
import { UserError } from '../../util/error.ts';
import type { Accepted, RunStatus } from '../protocol.ts';
import { READ } from './files.ts';
import type { Known } from './runs.ts';

/** Beside the runs: what the server gave its processes, and what they said. */
const DESK = '.studio';
/** How long an answer waits for a process to begin; it goes on without the answer. */
const BEGIN_MS = 20_000;
/** A process says what went wrong after it left the folder; what is older was said of an earlier part of the run. */
const SLACK_MS = 100;

/** A fault of what was asked for at this moment, not of how: the run is busy, or has ended. */
export class ConflictError extends UserError {}

/**
 * Starts, stops and resumes trainings. Each is a process of its own, in a session of its own: it survives this server,
 * and what it does is known from its folder only, so that the next server knows as much.
 */
export class Processes implements Known {
  private readonly root: string;
  private readonly command: readonly string[];
  private readonly asked = new Map<string, number>();
  private readonly begun = new Map<string, Promise<void>>();

  /** @param command program and arguments that are the command line `saddle` */
  constructor(root: string, command: readonly string[]) {
    this.root = root;
    this.command = command;
  }

  readonly stopping = (id: string, pid: number): boolean => this.asked.get(id) === pid;

  readonly stopped = (id: string): boolean => existsSync(this.desk(id, 'stopped'));

  readonly failure = async (id: string, changedMs: number): Promise<string | undefined> => {
    const path = this.desk(id, 'log');
    const written = await stat(path).catch(() => undefined);
    return written && written.mtimeMs > changedMs - SLACK_MS ? this.complaint(id) : undefined;
  };

  /**
   * Trains a new run below the root; returns when it has begun.
   * @throws UserError with what the process said, when it could not begin
   */
  async start(config: Config): Promise<Accepted> {
    const folder = nextRunFolder(this.root, slug(config.recipe));
    const id = folder.slice(this.root.length + 1);
    mkdirSync(join(this.root, DESK), { recursive: true });
    const path = this.desk(id, 'json');
    writeFileSync(path, `${JSON.stringify(config, null, 2)}\n`);
    const begun = () => existsSync(join(folder, 'config.json'));
    try {
      return await this.launch(id, ['train', '--config', path, '--out', folder, '--quiet'], begun);
    } catch (error) {
      removeEmpty(folder);
      throw error;
    }
  }

  /**
   * Goes on with a run from its newest good checkpoint.
   * @throws ConflictError when it is being trained
   */
  async resume(id: string, folder: string, steps?: number): Promise<Accepted> {
    const lock = join(folder, 'run.lock');
    await this.untilFree(id, lock);
    mkdirSync(join(this.root, DESK), { recursive: true });
    rmSync(this.desk(id, 'stopped'), { force: true });
    const more = steps === undefined ? [] : ['--steps', String(steps)];
    return this.launch(id, ['resume', folder, '--quiet', ...more], () => lockHolder(lock) !== undefined);
  }

  /** A process that has let the run go may still be ending; one that begins takes it soon. */
  private async untilFree(id: string, lock: string): Promise<void> {
    for (const end = performance.now() + BEGIN_MS; ; ) {
      const holder = lockHolder(lock);
      if (!holder && !this.begun.has(id)) return;
      if (holder || performance.now() > end) {
        const process = holder ? ` (process ${holder.pid})` : '';
        throw new ConflictError(`resume: ${id} is being trained already${process}`);
      }
      await pause();
    }
  }

  /**
   * Asks the process that trains a run to save a checkpoint and end; memory and processor are free then. A second wish is
   * not passed on: a process that is asked twice leaves at once.
   * @throws ConflictError when no process of this machine trains it
   */
  pause(id: string, folder: string): Accepted {
    const holder = lockHolder(join(folder, 'run.lock'));
    if (!holder) throw new ConflictError(`${id} is not being trained`);
    if (!holder.here) throw new ConflictError(`${id} is being trained on another machine; stop it there`);
    if (this.asked.get(id) !== holder.pid) terminate(id, folder, holder.pid);
    this.asked.set(id, holder.pid);
    return { id, status: 'stopping' };
  }

  /** {@link pause}, and keeps that the run is over, which a resume takes back. */
  stop(id: string, folder: string): Accepted {
    const accepted = this.pause(id, folder);
    mkdirSync(join(this.root, DESK), { recursive: true });
    writeFileSync(this.desk(id, 'stopped'), '');
    return accepted;
  }

  /** What the last process of a run said before it ended. */
  private async complaint(id: string): Promise<string | undefined> {
    const text = await readFile(this.desk(id, 'log'), { encoding: 'utf8', flag: READ }).catch(() => '');
    return errorIn(text);
  }

  /** What is kept beside the runs of one of them. */
  private desk(id: string, kind: 'json' | 'log' | 'stopped'): string {
    return join(this.root, DESK, `${encodeURIComponent(id)}.${kind}`);
  }

  private async launch(id: string, args: readonly string[], begun: () => boolean): Promise<Accepted> {
    const child = this.spawn(id, args);
    const ended = new Promise<void>(resolve =>
      child.once('close', () => resolve()).once('error', () => resolve()),
    );
    this.begun.set(id, ended);
    ended.then(() => this.begun.delete(id));
    const status = await this.beginning(child, begun);
    if (status === 'failed')
      throw new UserError((await this.complaint(id)) ?? `${args[0]}: the process ended at once`);
    return { id, status };
  }

  private spawn(id: string, [...args]: readonly string[]): ChildProcess {
    const log = openSync(this.desk(id, 'log'), 'w');
    try {
      const [program, ...first] = this.command;
      const child = spawn(program, [...first, ...args], { detached: true, stdio: ['ignore', 'ignore', log] });
      child.unref();
      return child;
    } finally {
      closeSync(log);
    }
  }

  private async beginning(child: ChildProcess, begun: () => boolean): Promise<RunStatus> {
    const end = performance.now() + BEGIN_MS;
    let gone = false;
    child.once('close', () => (gone = true)).once('error', () => (gone = true));
    while (!begun()) {
      if (gone || child.exitCode) return child.exitCode === 0 ? 'training' : 'failed';
      if (performance.now() > end) return 'starting';
      await pause();
    }
    return 'training';
  }
}

const pause = () => new Promise(resolve => setTimeout(resolve, 50));

/** Whoever made a run's folder may have written any process into its lock. */
function terminate(id: string, folder: string, pid: number): void {
  try {
    if (signalHolder(join(folder, 'run.lock'), 'SIGTERM')) return;
  } catch (error) {
    if (errorCode(error) === 'ESRCH') throw new ConflictError(`${id} is not being trained`);
    throw new UserError(`${id} is being trained by process ${pid} of another user; ask them to stop it`);
  }
  throw new ConflictError(
    `${id} is not known to be trained by process ${pid}, which its run.lock names; stop that where it was started, or remove the file`,
  );
}

/** The last error that a command line printed, in one sentence. */
function errorIn(text: string): string | undefined {
  const line = text.split('\n').findLast(l => l.startsWith('error: '));
  if (line !== undefined) return line.slice('error: '.length);
  const stack = text.split('\n').find(l => /^\w*Error: /.test(l));
  return stack?.replace(/^\w*Error: /, '');
}

const slug = (recipe: string) => recipe.replace(/[^\w-]+/g, '-').slice(0, 60) || 'run';

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // something is in it: it is a run then
  }
}
