import type { Config } from './config.ts';
import type { Snapshot } from './trainer.ts';

/** A point of a run that it can go back to, and the config that it had there. */
export interface Moment {
  readonly snapshot: Snapshot;
  readonly config: Config;
}

export interface HistoryLimits {
  /** Bytes of all states; default 64 MiB. */
  readonly bytes?: number;
  /** Moments; default 200. */
  readonly moments?: number;
}

/**
 * Keeps moments of a whole run, evenly spread, in bounded memory: when it is full, the least distance of two of them
 * doubles, and of those that are nearer the first stays.
 */
export class History {
  private readonly limits: Required<HistoryLimits>;
  /** One moment for each span of so many steps. */
  private span = 1;
  private moments: Moment[] = [];

  constructor({ bytes = 64 * 2 ** 20, moments = 200 }: HistoryLimits = {}) {
    this.limits = { bytes, moments };
  }

  /** Steps of the moments, ascending. */
  get steps(): number[] {
    return this.moments.map(({ snapshot }) => snapshot.step);
  }

  /** Whether a moment at this step, after all others, would be kept. */
  wants(step: number): boolean {
    const last = this.moments.at(-1);
    return !last || this.place(last.snapshot.step) < this.place(step);
  }

  /** Takes a moment that comes after all others; its arrays must stay as they are. */
  add(snapshot: Snapshot, config: Config): void {
    if (!this.wants(snapshot.step)) return;
    this.moments.push({ snapshot, config });
    while (this.moments.length > 1 && this.isFull) this.thin();
  }

  /** The moment nearest to a step; undefined where there is none at all. */
  near(step: number): Moment | undefined {
    const distance = ({ snapshot }: Moment) => Math.abs(snapshot.step - step);
    return this.moments.reduce<Moment | undefined>(
      (best, moment) => (best && distance(best) <= distance(moment) ? best : moment),
      undefined,
    );
  }

  /** The snapshots of all moments before a step, ascending. */
  before(step: number): Snapshot[] {
    return this.moments.map(({ snapshot }) => snapshot).filter(snapshot => snapshot.step < step);
  }

  /** Forgets all that came after a step. */
  truncate(step: number): void {
    this.moments = this.moments.filter(({ snapshot }) => snapshot.step <= step);
  }

  private get isFull(): boolean {
    const { bytes, moments } = this.limits;
    return this.moments.length > moments || this.moments.reduce((sum, m) => sum + sizeOf(m), 0) > bytes;
  }

  private thin(): void {
    this.span *= 2;
    let taken = -1;
    this.moments = this.moments.filter(({ snapshot }) => {
      const place = this.place(snapshot.step);
      const first = place > taken;
      taken = place;
      return first;
    });
  }

  private place(step: number): number {
    return Math.floor(step / this.span);
  }
}

const sizeOf = ({ snapshot }: Moment): number =>
  Object.values(snapshot.state).reduce((sum, { byteLength }) => sum + byteLength, 0);
