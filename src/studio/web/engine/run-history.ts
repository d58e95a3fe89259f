import type { Autosave, AutosaveReport } from '../../../run/autosave.ts';
import type { RunFiles } from '../../../run/files.ts';
import { type Config, imagesPerStep } from '../../../train/config.ts';
import { History, type Moment } from '../../../train/history.ts';
import type { MonitorState } from '../../../train/monitor/monitor.ts';
import type { Snapshot } from '../../../train/trainer.ts';
import { archiveOf } from './archive.ts';
import { type Curves, logOf } from './curves.ts';
import type { Session } from './session.ts';

/** What a page may ask of a run's history. */
export type HistoryCommand =
  /** Shows the moment nearest to a step; the run waits. */
  | { readonly type: 'visit'; readonly step: number }
  /** Shows the run where it is. */
  | { readonly type: 'return' }
  /** The run goes on from the moment that is shown, with the config of then. */
  | { readonly type: 'branch' }
  /** Asks for the run as files. */
  | { readonly type: 'archive' }
  /** The page may soon be gone. */
  | { readonly type: 'keep' };

/** What a worker says of a run's history. */
export type HistoryReport =
  /** Steps that can be visited, ascending. */
  | { readonly type: 'moments'; readonly steps: readonly number[] }
  /** The moment that is shown, and the step where the run is. */
  | { readonly type: 'visiting'; readonly step: number; readonly now: number }
  | { readonly type: 'returned' }
  /** The run goes on from this step, with the config of then. */
  | { readonly type: 'branched'; readonly step: number; readonly config: Config }
  | { readonly type: 'archived'; readonly files: RunFiles }
  | { readonly type: 'unarchived'; readonly message: string }
  | AutosaveReport;

/** Who trains the run and shows it. */
interface HistoryHost {
  /** Goes over to another config of the run, its pictures included, and does not tell. */
  configure(config: Config): Promise<void>;
  /** The run is elsewhere now: what is shown is old. */
  moved(): void;
  /** The run goes on from here, with the config of the session. */
  branched(): void;
}

interface Parts {
  readonly session: Session;
  readonly curves: Curves;
  readonly host: HistoryHost;
  readonly report: (report: HistoryReport) => void;
  /** Keeps the run in the browser. */
  readonly autosave?: Autosave;
  /** What its data are read from, which the run's files hold then. */
  readonly data?: RunFiles;
}

/** Where the run is while a moment of its past is shown. */
interface Tip extends Moment {
  readonly monitor: MonitorState;
}

/** Least time between two notes while it runs, and their share of the time at most. */
const [NOTE_MS, NOTE_SHARE] = [100, 0.02];

/** Remembers a run: its moments to go back to, and the run as files. */
export class RunHistory {
  private readonly parts: Parts;
  private readonly history = new History();
  private tip: Tip | undefined;
  /** When the next note is due. */
  private next = Number.NEGATIVE_INFINITY;

  constructor(parts: Parts) {
    this.parts = parts;
  }

  /** Whether the session is at a moment of the past, and the run waits elsewhere. */
  get visiting(): boolean {
    return this.tip !== undefined;
  }

  /** Snapshots of the run before a step, ascending. */
  before(step: number): Snapshot[] {
    return this.history.before(step);
  }

  /** Takes a note of where the run is, when it is time. */
  async note(now: number, running: boolean): Promise<void> {
    if (this.tip || (running && now < this.next)) return;
    const { session, autosave } = this.parts;
    const begin = performance.now();
    if (this.history.wants(session.step)) {
      this.history.add(await session.snapshot(), session.config);
      this.tell();
    }
    if (autosave?.isDue(now, session.step, running)) await this.keep();
    this.next = now + Math.max(NOTE_MS, (performance.now() - begin) / NOTE_SHARE);
  }

  async obey(command: HistoryCommand): Promise<void> {
    switch (command.type) {
      case 'visit':
        return this.visit(command.step);
      case 'return':
        return this.leave();
      case 'branch':
        return this.branch();
      case 'archive':
        return this.archive();
      case 'keep':
        return this.keep();
    }
  }

  /** The run is shown where it is: it may go on. */
  async leave(): Promise<void> {
    const { tip } = this;
    if (tip) await this.go(tip, tip.monitor);
    this.tip = undefined;
    this.parts.report({ type: 'returned' });
  }

  /** Keeps what there is, and lets the run go. */
  async close(): Promise<void> {
    await this.leave();
    await this.keep();
    this.parts.autosave?.close();
  }

  private tell(): void {
    this.parts.report({ type: 'moments', steps: this.history.steps });
  }

  private async visit(step: number): Promise<void> {
    const { session, report } = this.parts;
    const now = this.tip?.snapshot.step ?? session.step;
    const moment = this.history.near(step);
    if (step >= now || !moment) return this.leave();
    if (!this.tip) await this.keep();
    this.tip ??= {
      snapshot: await session.snapshot(),
      config: session.config,
      monitor: session.monitorState,
    };
    await this.go(moment);
    report({ type: 'visiting', step: moment.snapshot.step, now });
  }

  private async branch(): Promise<void> {
    const { session, curves, host, report } = this.parts;
    if (!this.tip) return;
    this.tip = undefined;
    this.history.truncate(session.step);
    curves.truncate(session.step);
    report({ type: 'returned' });
    report({ type: 'branched', step: session.step, config: session.config });
    this.tell();
    host.branched();
  }

  private async go({ snapshot, config }: Moment, monitor?: MonitorState): Promise<void> {
    const { session, host } = this.parts;
    if (config !== session.config) await host.configure(config);
    await session.restore(snapshot, monitor);
    host.moved();
  }

  private async archive(): Promise<void> {
    try {
      await this.leave();
      this.parts.report({ type: 'archived', files: await this.files() });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.parts.report({ type: 'unarchived', message });
    }
  }

  private async files(): Promise<RunFiles> {
    const { session, curves, data = new Map() } = this.parts;
    const rows = logOf(curves.data, imagesPerStep(session.config));
    return new Map([...(await archiveOf(session, await session.snapshot(), rows)), ...data]);
  }

  private async keep(): Promise<void> {
    const { session, autosave } = this.parts;
    if (this.tip || !autosave?.wants(session.step)) return; // what is visited was kept before
    await autosave.keep(session.step, () => this.files());
  }
}
