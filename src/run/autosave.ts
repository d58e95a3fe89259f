import type { RunFiles } from './files.ts';
import { claimRun, keepRun } from './web.ts';

/** What a run is kept as. */
export interface Keeping {
  /** Of the run: that of a kept one that goes on, or a new one. */
  readonly id: string;
  /** The page that trains it and offers it again. */
  readonly page: string;
  /** For people. */
  readonly title: string;
}

export type AutosaveReport =
  /** The browser keeps the run as it was at this step. */
  | { readonly type: 'kept'; readonly step: number }
  /** Why it does not. */
  | { readonly type: 'unkept'; readonly message: string };

/** A run of fewer steps is soon made again. */
const LEAST_STEPS = 100;
const KEEP_MS = 5000;

/** Keeps a run in the browser while it trains: every few seconds, at a pause, and before the page is gone. */
export class Autosave {
  private readonly keeping: Keeping;
  private readonly release: () => void;
  private readonly report: (report: AutosaveReport) => void;
  private kept: { readonly at: number; readonly step: number };
  /** The browser refused; this is said once. */
  private refused = false;

  /**
   * @param step where the run begins; what it has done until then is kept already, or soon made again
   */
  static async create(
    keeping: Keeping,
    step: number,
    report: (report: AutosaveReport) => void,
  ): Promise<Autosave> {
    const release = await claimRun(keeping.id);
    if (release) return new Autosave(keeping, step, release, report);
    const copy = { ...keeping, id: newRunId() }; // another tab goes on with it
    return new Autosave(copy, step, (await claimRun(copy.id))!, report);
  }

  private constructor(
    keeping: Keeping,
    step: number,
    release: () => void,
    report: (report: AutosaveReport) => void,
  ) {
    this.keeping = keeping;
    this.release = release;
    this.report = report;
    this.kept = { at: performance.now(), step };
  }

  /** Whether there is anything new that is worth it. */
  wants(step: number): boolean {
    return !this.refused && step !== this.kept.step && step >= LEAST_STEPS;
  }

  isDue(now: number, step: number, running: boolean): boolean {
    return this.wants(step) && (!running || now - this.kept.at >= KEEP_MS);
  }

  async keep(step: number, files: () => Promise<RunFiles>): Promise<void> {
    try {
      await keepRun({ ...this.keeping, step, at: Date.now() }, await files());
      this.report({ type: 'kept', step });
    } catch (error) {
      this.refused = true;
      this.report({ type: 'unkept', message: error instanceof Error ? error.message : String(error) });
    }
    this.kept = { at: performance.now(), step };
  }

  close(): void {
    this.release();
  }
}

/** A name that no other run has. */
export function newRunId(): string {
  return [...crypto.getRandomValues(new Uint32Array(3))].map(word => word.toString(36)).join('-');
}
