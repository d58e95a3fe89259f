import { signal } from '@preact/signals';
import type { RunFiles } from '../../../run/files.ts';
import type { Config } from '../../../train/config.ts';
import { UserError } from '../../../util/error.ts';
import type { ReadOnly } from './read-only.ts';
import type { HistoryCommand, HistoryReport } from './run-history.ts';

/** The moment that is shown in place of the run, and the step where that is. */
export interface Visit {
  readonly step: number;
  readonly now: number;
}

interface Asked {
  readonly resolve: (files: RunFiles) => void;
  readonly reject: (error: Error) => void;
}

/** The page's end of a worker's history. */
export class HistoryClient {
  private readonly send: (command: HistoryCommand) => void;
  private readonly inner = {
    /** Steps that can be visited. */
    moments: signal<readonly number[]>([]),
    visit: signal<Visit | undefined>(undefined),
    /** The newest branch: where it began, and with which config. */
    branched: signal<{ readonly step: number; readonly config: Config } | undefined>(undefined),
    /** Step up to which the browser keeps the run. */
    kept: signal<number | undefined>(undefined),
    /** Why it keeps none. */
    unkept: signal(''),
  };
  private asked: Asked[] = [];
  /** The step that was asked for last, while there is no answer; those between are left out. */
  private wanted: number | undefined;
  private waiting = false;

  constructor(send: (command: HistoryCommand) => void) {
    this.send = send;
  }

  get signals(): ReadOnly<HistoryClient['inner']> {
    return this.inner;
  }

  /**
   * Shows the moment nearest to a step; at the end the run itself.
   * @param now the step where the run is
   */
  visit(step: number, now: number): void {
    this.inner.visit.value = step < now ? { step, now } : undefined;
    this.wanted = step;
    this.ask();
  }

  /** Shows the run where it is. */
  return(): void {
    this.send({ type: 'return' });
  }

  /** The run goes on from the moment that is shown. */
  branch(): void {
    this.send({ type: 'branch' });
  }

  /** The run as files. @throws UserError why it cannot be had */
  archive(): Promise<RunFiles> {
    return new Promise((resolve, reject) => {
      this.asked.push({ resolve, reject });
      this.send({ type: 'archive' });
    });
  }

  /** The page may soon be gone. */
  keep(): void {
    this.send({ type: 'keep' });
  }

  /** Another run begins. */
  reset(): void {
    const { moments, visit, branched, kept } = this.inner;
    moments.value = [];
    visit.value = undefined;
    branched.value = undefined;
    kept.value = undefined;
    this.settle();
    this.giveUp();
  }

  /** Something went wrong: no moment comes that was asked for. */
  settle(): void {
    this.waiting = false;
    this.wanted = undefined;
  }

  /** The worker is gone: no files come that were asked for. */
  giveUp(): void {
    for (const { reject } of this.asked) reject(new UserError('run: it ended before it was saved'));
    this.asked = [];
  }

  hear(report: HistoryReport): void {
    const { inner } = this;
    switch (report.type) {
      case 'moments':
        inner.moments.value = report.steps;
        return;
      case 'visiting':
        this.answered({ step: report.step, now: report.now });
        return;
      case 'returned':
        this.answered(undefined);
        return;
      case 'branched':
        inner.branched.value = { step: report.step, config: report.config };
        return;
      case 'archived':
        this.asked.shift()?.resolve(report.files);
        return;
      case 'unarchived':
        this.asked.shift()?.reject(new UserError(report.message));
        return;
      case 'kept':
        inner.kept.value = report.step;
        return;
      case 'unkept':
        inner.unkept.value = report.message;
    }
  }

  private ask(): void {
    if (this.waiting || this.wanted === undefined) return;
    this.send({ type: 'visit', step: this.wanted });
    this.wanted = undefined;
    this.waiting = true;
  }

  private answered(visit: Visit | undefined): void {
    this.waiting = false;
    if (this.wanted === undefined) this.inner.visit.value = visit;
    else this.ask();
  }
}
