import { type ReadonlySignal, signal } from '@preact/signals';
import type { RunFiles } from '../../../run/files.ts';
import { UserError } from '../../../util/error.ts';
import type { ChronicleCommand, ChronicleReport } from './chronicle.ts';

/** The moment that is shown in place of the run, and the step where that is. */
export interface Visit {
  readonly step: number;
  readonly now: number;
}

interface Asked {
  readonly resolve: (files: RunFiles) => void;
  readonly reject: (error: Error) => void;
}

/** The page's end of a worker's chronicle. */
export class Past {
  private readonly send: (command: ChronicleCommand) => void;
  private readonly inner = {
    /** Steps that can be visited. */
    moments: signal<readonly number[]>([]),
    visit: signal<Visit | undefined>(undefined),
    /** Step up to which the browser keeps the run. */
    kept: signal<number | undefined>(undefined),
    /** Why it keeps none. */
    unkept: signal(''),
  };
  private asked: Asked[] = [];

  constructor(send: (command: ChronicleCommand) => void) {
    this.send = send;
  }

  get signals(): { readonly [K in keyof Past['inner']]: ReadonlySignal<Past['inner'][K]['value']> } {
    return this.inner;
  }

  /** Shows the moment nearest to a step; from where the run is on: the run itself. */
  visit(step: number): void {
    this.send({ type: 'visit', step });
  }

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

  /** Another run begins, or there is none any more. */
  reset(): void {
    const { moments, visit, kept } = this.inner;
    moments.value = [];
    visit.value = undefined;
    kept.value = undefined;
    for (const { reject } of this.asked) reject(new UserError('run: it ended before it was saved'));
    this.asked = [];
  }

  hear(report: ChronicleReport): void {
    const { inner } = this;
    switch (report.type) {
      case 'moments':
        inner.moments.value = report.steps;
        return;
      case 'visiting':
        inner.visit.value = { step: report.step, now: report.now };
        return;
      case 'returned':
        inner.visit.value = undefined;
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
}
