import { Curves } from './curves.ts';

/** Keeps what the outputs of a run's steps add up to: curves, means since the last look, speed. */
export class Meter {
  readonly curves = new Curves();
  private sums: Record<string, number> = {};
  private summed = 0;
  private rate = { from: 0, step: 0, perSecond: 0 };

  /**
   * @param first completed steps before these
   * @param outputs each output of each step
   */
  add(first: number, count: number, outputs: Readonly<Record<string, Float32Array>>): void {
    const names = Object.keys(outputs);
    for (let i = 0; i < count; i++) {
      const row = Object.fromEntries(names.map(name => [name, outputs[name][i]]));
      this.curves.add(first + i + 1, row);
      for (const name of names) this.sums[name] = (this.sums[name] ?? 0) + row[name];
    }
    this.summed += count;
  }

  /** The speed is measured from now on. */
  begin(now: number, step: number): void {
    this.rate = { from: now, step, perSecond: 0 };
  }

  /** Steps a second, of the last second or so. */
  speed(now: number, step: number): number {
    const { from, perSecond } = this.rate;
    if (now - from < 500) return perSecond;
    const fresh = (1000 * (step - this.rate.step)) / (now - from);
    this.rate = { from: now, step, perSecond: fresh };
    return fresh;
  }

  /** The next means are those of a step that the run was at before. */
  recall(step: number): void {
    this.sums = { ...this.curves.at(step) };
    this.summed = 1;
  }

  /** The mean of each output since the last call. */
  means(): Record<string, number> {
    const { sums, summed } = this;
    this.sums = {};
    this.summed = 0;
    return Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, sum / summed]));
  }
}
