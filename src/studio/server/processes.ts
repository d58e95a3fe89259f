import type { ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, rmSync, statfsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, relative, sep } from 'node:path';
import { failureIn } from '../../jobs/failure.ts';
import { type Command, startJob, trainingArgs } from '../../jobs/job.ts';
import { nextRunFolder } from '../../run/disk.ts';
import { errorCode } from '../../run/files.ts';
import { lockHolder, signalHolder } from '../../run/lock.ts';
import type { Config } from '../../train/config.ts';
import { UserError } from '../../util/error.ts';
import { inParallel } from '../../util/parallel.ts';
import type { Accepted, RunStatus } from '../protocol.ts';
import { Desk } from './desk.ts';
import { readText } from './files.ts';
import { AT_ONCE, readLock, runFolders } from './reading.ts';
import { DEEPEST, type Known } from './runs.ts';

const MOST_LOG_BYTES = 2 ** 24;
/** How long an answer waits for a process to begin; it goes on without the answer. */
const BEGIN_MS = 20_000;
/** A process says what went wrong after it left the folder; what is older was said of an earlier part of the run. */
const SLACK_MS = 100;

/** A fault of what was asked for at this moment, not of how: the run is busy, or has ended. */
export class ConflictError extends UserError {}
/** As many trainings as are allowed are under way. */
export class BusyError extends UserError {}

/**
 * Starts, stops and resumes trainings. Each is a process of its own, in a session of its own: it survives this server,
 * and what it does is known from its folder only, so that the next server knows as much.
 */
export class Processes implements Known {
  /** How many runs may train at the same time. */
  readonly mostRuns: number;
  private readonly root: string;
  private readonly command: Command;
  private readonly desk: Desk;
  private readonly asked = new Map<string, number>();
  /** Processes of this server that have not ended. */
  private readonly begun = new Map<string, Promise<void>>();
  private admission: Promise<unknown> = Promise.resolve();

  /**
   * @param command program and arguments that are the command line `saddle`
   * @param mostRuns how many runs may train at the same time; default one for each processor, at least 4
   */
  constructor(root: string, command: Command, mostRuns = Math.max(4, availableParallelism())) {
    this.root = root;
    this.command = command;
    this.mostRuns = mostRuns;
    this.desk = new Desk(root);
  }

  readonly stopping = (id: string, pid: number): boolean => this.asked.get(id) === pid;

  readonly stopped = (id: string): boolean => existsSync(this.desk.path(nameOf(id, 'stopped')));

  readonly failure = async (id: string, changedMs: number): Promise<string | undefined> => {
    const path = this.desk.path(nameOf(id, 'log'));
    const written = await stat(path).catch(() => undefined);
    return written && written.mtimeMs > changedMs - SLACK_MS ? this.complaint(id) : undefined;
  };

  /**
   * Trains new runs below the root; returns when they have begun.
   * @throws UserError with what a process said, when it could not begin
   * @throws BusyError when more would train than may
   */
  async start(configs: readonly Config[]): Promise<Accepted[]> {
    const begins = await this.admitted(configs.length, () => configs.map(config => this.startOne(config)));
    const settled = await Promise.allSettled(begins);
    const failed = settled.find(one => one.status === 'rejected');
    if (failed) throw failed.reason;
    return Promise.all(begins);
  }

  private async startOne(config: Config): Promise<Accepted> {
    const folder = nextRunFolder(this.root, slug(config.recipe));
    const id = folder.slice(this.root.length + 1);
    const begun = () => existsSync(join(folder, 'config.json'));
    try {
      const path = this.desk.write(nameOf(id, 'json'), `${JSON.stringify(config, null, 2)}\n`);
      return await this.launch(id, trainingArgs({ folder, config: path }), begun);
    } catch (error) {
      if (!begun()) {
        removeAll(folder);
        for (const kind of ['json', 'log'] as const) this.desk.remove(nameOf(id, kind));
      }
      throw error;
    }
  }

  /**
   * Goes on with a run from its newest good checkpoint.
   * @throws ConflictError when it is being trained
   * @throws BusyError when more would train than may
   */
  async resume(id: string, folder: string, steps?: number): Promise<Accepted> {
    await this.untilFree(id, folder);
    const more = steps === undefined ? [] : ['--steps', String(steps)];
    const lock = join(folder, 'run.lock');
    const [begin] = await this.admitted(1, () => {
      if (this.begun.has(id)) throw new ConflictError(`resume: ${id} is being trained already`); // asked for twice
      this.desk.remove(nameOf(id, 'stopped'));
      return [this.launch(id, ['resume', folder, ...more], () => lockHolder(lock) !== undefined)];
    });
    return begin;
  }

  /** Launches so many processes where they are allowed; what is launched counts for the next who asks. */
  private admitted(count: number, launch: () => Promise<Accepted>[]): Promise<Promise<Accepted>[]> {
    const admitted = this.admission.then(async () => {
      const busy = await this.busy();
      if (busy + count <= this.mostRuns) return launch();
      const asked = count === 1 ? '' : `, and ${count} more were asked for`;
      throw new BusyError(
        `start: at most ${this.mostRuns} runs train at the same time, ${busy} do now${asked}; ` +
          'wait for one, stop one, or start the studio with a larger --max-runs',
      );
    });
    this.admission = admitted.catch(() => {});
    return admitted;
  }

  /** How many runs below the root are trained on this machine, whoever started them. */
  private async busy(): Promise<number> {
    const folders = await runFolders(this.root, DEEPEST);
    const ids = await inParallel(folders, AT_ONCE, async folder => {
      const lock = await readLock(folder).catch(() => undefined); // of a folder that is no run
      return lock?.holder?.here ? relative(this.root, folder).split(sep).join('/') : undefined;
    });
    return new Set([...this.begun.keys(), ...ids.filter(id => id !== undefined)]).size;
  }

  /** A process that has let the run go may still be ending; one that begins takes it soon. */
  private async untilFree(id: string, folder: string): Promise<void> {
    for (const end = performance.now() + BEGIN_MS; ; ) {
      const { holder } = await readLock(folder);
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
  async pause(id: string, folder: string): Promise<Accepted> {
    const { holder } = await readLock(folder);
    if (!holder) throw new ConflictError(`${id} is not being trained`);
    if (!holder.here) throw new ConflictError(`${id} is being trained on another machine; stop it there`);
    if (this.asked.get(id) !== holder.pid) terminate(id, folder, holder.pid);
    this.asked.set(id, holder.pid);
    return { id, status: 'stopping' };
  }

  /** {@link pause}, and keeps that the run is over, which a resume takes back. */
  async stop(id: string, folder: string): Promise<Accepted> {
    const accepted = await this.pause(id, folder);
    this.desk.write(nameOf(id, 'stopped'), '');
    return accepted;
  }

  /** What the last process of a run said before it ended. */
  private async complaint(id: string): Promise<string | undefined> {
    const text = await readText(this.desk.path(nameOf(id, 'log')), MOST_LOG_BYTES).catch(() => undefined);
    return failureIn(text ?? '')?.message;
  }

  private async launch(id: string, args: readonly string[], begun: () => boolean): Promise<Accepted> {
    const child = this.spawn(id, args);
    const ended = new Promise<void>(resolve =>
      child.once('close', () => resolve()).once('error', () => resolve()),
    );
    this.begun.set(id, ended);
    ended.then(() => this.begun.delete(id));
    const status = await this.beginning(child, begun);
    if (status === 'failed') throw new UserError((await this.complaint(id)) ?? this.silence(args[0]));
    return { id, status };
  }

  /** On a full disk a process cannot say why it ends. */
  private silence(command: string): string {
    const { bavail } = statfsSync(this.root);
    const full = bavail === 0 ? ': no space is left on the disk; free some and try again (ENOSPC)' : '';
    return `${command}: the process ended at once${full}`;
  }

  private spawn(id: string, args: readonly string[]): ChildProcess {
    const log = openSync(this.desk.write(nameOf(id, 'log'), ''), 'w');
    try {
      return startJob(this.command, args, log);
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

/** Of what is kept beside the runs of one of them. */
const nameOf = (id: string, kind: 'json' | 'log' | 'stopped') => `${encodeURIComponent(id)}.${kind}`;

const slug = (recipe: string) => recipe.replace(/[^\w-]+/g, '-').slice(0, 60) || 'run';

function removeAll(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    // the fault before is the one to report
  }
}
