import type { Dataset } from '../../../data/dataset.ts';
import type { Engine } from '../../../engine/engine.ts';
import type { Autosave } from '../../../run/autosave.ts';
import type { RunFiles } from '../../../run/files.ts';
import type { Config } from '../../../train/config.ts';
import type { Change, Snapshot } from '../../../train/trainer.ts';
import { type Archive, restoreArchive } from './archive.ts';
import { Meter } from './meter.ts';
import { Pace } from './pace.ts';
import { type HistoryReport, RunHistory } from './run-history.ts';
import type { RunCommand, RunReport } from './run-messages.ts';
import { Session } from './session.ts';

type Tell = (report: RunReport<never>) => void;

export interface RunParts {
  readonly session: Session;
  readonly report: Tell;
  /** Keeps the run in the browser. */
  readonly autosave?: Autosave;
  /** What its data are read from, which the run's files hold then. */
  readonly data?: RunFiles;
}

/** When pictures are made. */
export interface Showing {
  /** Least time between two, in ms, and the share of the time that they may take while training runs. */
  readonly everyMs: number;
  readonly share: number;
  /** How many are sent before the page has drawn one. */
  readonly ahead: number;
}

/** Least time between two sets of curves. */
const CURVES_MS = 200;

/** A run in a worker: commands change it, the loop drives it, and what it looks like is the business of its kind. */
export abstract class RunTrainer {
  protected readonly session: Session;
  protected readonly meter = new Meter();
  protected readonly history: RunHistory;
  private readonly tellRun: Tell;
  private readonly showing: Showing;
  private readonly pace = new Pace();
  /** Where it waits while it runs. */
  limit = Number.POSITIVE_INFINITY;
  private running = false;
  /** Pictures sent since the page last drew one: none are made for a hidden page. */
  private ahead = 0;
  /** Whether what is shown is older than the run. */
  protected stale = true;
  private pictured = Number.NEGATIVE_INFINITY;
  /** Time that the last picture took. */
  private pictureMs = 0;
  private curved = Number.NEGATIVE_INFINITY;

  protected constructor({ session, report, autosave, data }: RunParts, showing: Showing) {
    this.session = session;
    this.tellRun = report;
    this.showing = showing;
    const host = {
      configure: async (config: Config) => void (await this.adopt(config)),
      moved: () => this.moved(),
      branched: () => this.tellConfig('program'),
    };
    const { curves } = this.meter;
    this.history = new RunHistory({ session, curves, host, report: historyTo(report), autosave, data });
  }

  /** Reports a picture of the run. */
  protected abstract picture(snapshot: Snapshot, stepsPerSecond: number): Promise<void>;
  /** Measures what is due, after a picture. */
  protected abstract measure(snapshot: Snapshot, now: number): Promise<void>;
  protected abstract disposeOwn(): Promise<void>;

  get isRunning(): boolean {
    return this.running;
  }

  setRunning(running: boolean): void {
    this.running = running;
    this.stale = true; // a pause shows where it is
    const now = performance.now();
    this.pace.resume(now);
    this.meter.begin(now, this.session.step);
    this.tellRun({ type: 'state', running, step: this.session.step });
  }

  set speed(speed: number) {
    this.pace.speed = speed;
    this.pace.resume(performance.now());
  }

  /** Commands that change the run are obeyed where it is, not where it is looked at. */
  async obey(command: Exclude<RunCommand, { type: 'close' }>): Promise<void> {
    switch (command.type) {
      case 'run':
        await this.history.leave();
        return this.setRunning(true);
      case 'pause':
        return this.setRunning(false);
      case 'step':
        await this.stand();
        return this.advance(command.count);
      case 'configure':
        await this.history.leave();
        return this.tellConfig(await this.adopt(command.config));
      case 'drawn':
        this.ahead = 0;
        return;
      case 'history':
        if (command.command.type === 'visit' && this.running) this.setRunning(false);
        return this.history.obey(command.command);
    }
  }

  /** Pauses the run, and shows it where it is. */
  async stand(): Promise<void> {
    await this.history.leave();
    this.setRunning(false);
  }

  /** One turn of the loop: some steps, and what there is to tell. @returns whether there was anything to do */
  async turn(): Promise<boolean> {
    const wanted = this.running ? this.pace.next(performance.now()) : 0;
    const count = Math.min(wanted, this.session.most, this.limit - this.session.step);
    if (count > 0) await this.call(count);
    const told = await this.tell();
    await this.history.note(performance.now(), this.running);
    return count > 0 || told;
  }

  /** Does so many steps. */
  advance(count: number): Promise<void> {
    return this.reach(this.session.step + count);
  }

  /** Goes on to a step, in calls of bounded length. */
  async reach(step: number): Promise<void> {
    const { session, pace } = this;
    while (session.step < step) await this.call(Math.min(step - session.step, session.most, pace.able));
  }

  async dispose(): Promise<void> {
    await this.history.close();
    await this.disposeOwn();
    await this.session.dispose();
  }

  protected async adopt(config: Config): Promise<Change> {
    const change = await this.session.adopt(config);
    this.stale = true;
    return change;
  }

  protected moved(): void {
    this.meter.recall(this.session.step);
    this.stale = true;
  }

  private tellConfig(change: Change): void {
    const { config, advice } = this.session;
    this.tellRun({ type: 'configured', change, config, advice });
  }

  private async call(count: number): Promise<void> {
    const begin = performance.now();
    const { outputs, findings } = await this.session.run(count);
    this.pace.took(performance.now() - begin, count);
    this.meter.add(this.session.step - count, count, outputs);
    this.stale = true;
    for (const finding of findings) this.tellRun({ type: 'finding', finding });
  }

  /** Sends a picture if it is time, and the page has drawn the last one. */
  private async tell(): Promise<boolean> {
    const now = performance.now();
    const { everyMs, share, ahead } = this.showing;
    const least = this.running ? Math.max(everyMs, this.pictureMs / share) : 0;
    if (!this.stale || this.ahead >= ahead || now - this.pictured < least) return false;
    this.pictured = now;
    this.stale = false;
    this.ahead++;
    const snapshot = await this.session.snapshot();
    await this.picture(snapshot, this.meter.speed(now, snapshot.step));
    this.pictureMs = performance.now() - now;
    await this.measure(snapshot, now);
    if (!this.running || now - this.curved >= CURVES_MS) {
      this.curved = now;
      this.tellRun({ type: 'curves', curves: this.meter.curves.data });
    }
    return true;
  }

  /** Measures samples for the monitor. @param sampler has the weights of the snapshot */
  protected async diagnose(...measured: Parameters<Session['measure']>): Promise<void> {
    for (const finding of await this.session.measure(...measured)) {
      this.tellRun({ type: 'finding', finding });
    }
  }
}

/**
 * A run that begins, or that goes on where an archive is.
 * @throws UserError as {@link restoreArchive}
 */
export async function openSession(
  engine: Engine,
  config: Config,
  dataset: Dataset,
  archive: Archive | undefined,
): Promise<Session> {
  const session = await Session.open(engine, config, dataset);
  try {
    if (archive) await restoreArchive(session, archive);
    return session;
  } catch (error) {
    await session.dispose();
    throw error;
  }
}

/** What a history reports, as a report of the run. */
export const historyTo = (report: Tell) => (what: HistoryReport) => report({ type: 'history', report: what });
