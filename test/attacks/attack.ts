/** One kind of abuse: hostile requests, zips, configs or folders, kills, flipped bits. */
export interface Attack {
  /** What is attacked and what must hold, in one line. */
  readonly summary: string;
  /** Tries it; `scale` 1 is the full size, the suite runs a part of it. */
  run(tally: Tally, scale: number): Promise<void>;
}

/** Counts what was tried and keeps what did not hold. */
export class Tally {
  tried = 0;
  readonly failures: string[] = [];

  /** One try: `held` is whether Saddle behaved; `detail` says what it did instead. */
  count(name: string, held: boolean, detail = ''): void {
    this.tried++;
    if (!held) this.failures.push(detail === '' ? name : `${name}: ${detail}`);
  }

  get line(): string {
    return `${this.tried - this.failures.length} of ${this.tried} held`;
  }
}
