/** Longest time that one call into the engine should take, so that commands are soon heard and pictures come evenly. */
const CALL_MS = 8;
/** Most steps of one call. */
const MOST_STEPS = 500;

/** Says how many steps the next call takes: as many as its time allows, or as a chosen speed asks for. */
export class Pace {
  private msPerStep = 0;
  private limit = Number.POSITIVE_INFINITY;
  /** Steps that are owed at the chosen speed. */
  private owed = 0;
  private last = 0;

  /** Steps a second; ∞: as many as the machine can. */
  set speed(limit: number) {
    this.limit = limit;
    this.owed = 0;
  }

  /** A pause ends now: nothing is owed for it. */
  resume(now: number): void {
    this.last = now;
    this.owed = 1;
  }

  /** Steps of one call, whatever speed is chosen. */
  get able(): number {
    const able = this.msPerStep === 0 ? 4 : Math.max(1, Math.round(CALL_MS / this.msPerStep));
    return Math.min(able, MOST_STEPS);
  }

  /** Steps to do now; 0: wait. */
  next(now: number): number {
    if (this.limit === Number.POSITIVE_INFINITY) return this.able;
    this.owed = Math.min(this.owed + (this.limit * (now - this.last)) / 1000, Math.max(1, this.limit / 4));
    this.last = now;
    const count = Math.min(Math.floor(this.owed), this.able);
    this.owed -= count;
    return count;
  }

  /** Learns how long a call took. */
  took(ms: number, steps: number): void {
    const each = ms / steps;
    this.msPerStep = this.msPerStep === 0 ? each : 0.7 * this.msPerStep + 0.3 * each;
  }
}
