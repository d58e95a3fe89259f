/** What the grid showed after so many steps. */
export interface Leaf {
  readonly step: number;
  /** [n, height, width, channels] */
  readonly bytes: Uint8Array;
}

/** Earlier grids of a run in bounded memory: when it is full, every other one goes. */
export class Album {
  private readonly most: number;
  /** Least steps between two leaves. */
  private span = 1;
  private kept: Leaf[] = [];

  /** @param most leaves that are kept */
  constructor(most = 60) {
    this.most = most;
  }

  /** Ascending by step; the last is the newest grid of all. */
  get leaves(): readonly Leaf[] {
    return this.kept;
  }

  add(leaf: Leaf): void {
    this.kept = this.kept.filter(({ step }) => step < leaf.step); // a run may go back
    const [before, last] = this.kept.slice(-2);
    if (last && before && last.step - before.step < this.span) this.kept.pop();
    this.kept.push(leaf);
    while (this.kept.length > this.most) this.thin();
  }

  private thin(): void {
    this.span *= 2;
    const kept: Leaf[] = [];
    const newest = this.kept.length - 1;
    for (const [i, leaf] of this.kept.entries()) {
      const last = kept.at(-1);
      if (!last || i === newest || leaf.step - last.step >= this.span) kept.push(leaf);
    }
    this.kept = kept;
  }
}
