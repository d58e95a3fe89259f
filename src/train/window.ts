/** Running means of a step's outputs between two rows of the log; kept in checkpoints as it is. */
export class Window {
  private count: number;
  private readonly sums: Record<string, number>;

  constructor({ count, sums }: WindowState = { count: 0, sums: {} }) {
    this.count = count;
    this.sums = { ...sums };
  }

  add(outputs: Readonly<Record<string, Float32Array>>, index: number): void {
    this.count++;
    for (const [name, values] of Object.entries(outputs))
      this.sums[name] = (this.sums[name] ?? 0) + values[index];
  }

  /** The means since the last call. */
  take(): Record<string, number> {
    const means = Object.fromEntries(
      Object.entries(this.sums).map(([name, sum]) => [name, sum / this.count]),
    );
    this.count = 0;
    for (const name of Object.keys(this.sums)) this.sums[name] = 0;
    return means;
  }

  get state(): WindowState {
    return { count: this.count, sums: { ...this.sums } };
  }
}

export interface WindowState {
  readonly count: number;
  readonly sums: Readonly<Record<string, number>>;
}
