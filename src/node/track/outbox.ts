/** How a message is sent; it throws when it could not be. */
export type Send<T> = (messages: readonly T[]) => Promise<void>;

/** Messages that are held back at most; older ones wait in the files of the run until it goes on. */
const MOST = 10_000;
/** Messages that are sent at once. */
const BATCH = 500;
const PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;
/** How long a run that ends waits for its last messages. */
const LAST_MS = 10_000;

/** Sends messages in their order while the run goes on, tries again where that fails, and never holds it up. */
export class Outbox<T> {
  private readonly send: Send<T>;
  private readonly warn: (message: string) => void;
  private readonly waiting: T[] = [];
  private working: Promise<void> | undefined;
  private closing = false;
  private full = false;
  private wake = () => {};

  constructor(send: Send<T>, warn: (message: string) => void) {
    this.send = send;
    this.warn = warn;
  }

  add(message: T): void {
    if (this.full) return; // what follows a gap would hide it from the next process
    if (this.waiting.length >= MOST) {
      this.full = true;
      this.warn(`it takes no more than ${MOST} messages that cannot be sent; 'saddle resume' sends the rest`);
      return;
    }
    this.waiting.push(message);
    this.working ??= this.work();
  }

  /** @returns how many messages could not be sent */
  async close(): Promise<number> {
    this.closing = true;
    this.wake();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>(resolve => {
      timer = setTimeout(resolve, LAST_MS);
    });
    await Promise.race([this.working, late]);
    clearTimeout(timer);
    return this.waiting.length;
  }

  private async work(): Promise<void> {
    let pause = PAUSE_MS;
    let failures = 0;
    while (this.waiting.length > 0) {
      if (!this.closing) await this.sleep(pause);
      const batch = this.waiting.slice(0, BATCH);
      try {
        await this.send(batch);
        this.waiting.splice(0, batch.length);
        [pause, failures] = [PAUSE_MS, 0];
      } catch (error) {
        if (failures++ === 0) this.warn(`${(error as Error).message}; it is tried again`);
        if (this.closing && failures > 1) break;
        pause = Math.min(LONGEST_PAUSE_MS, 2 * pause);
      }
    }
    this.working = undefined;
  }

  /** Wakes early when the run ends. */
  private sleep(ms: number): Promise<void> {
    return new Promise(resolve => {
      const timer = setTimeout(resolve, ms);
      timer.unref();
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
