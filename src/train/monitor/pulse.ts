/** Steps of one beat, and beats that are kept: together what "the last 32 steps" means. */
const WIDTH = 8;
const BEATS = 4;
const CALM = 100;
const LEAP = 1e4;

/** Everything of a {@link Pulse}, as JSON. */
export interface PulseState {
  readonly sizes: readonly number[];
  readonly size: number;
  readonly count: number;
}

/** The largest loss or gradient in each of the last beats of 8 steps: where numbers explode, steps count. */
export class Pulse {
  readonly width = WIDTH;
  private beats: number[];
  private size: number;
  private count: number;

  constructor({ sizes, size, count }: PulseState = { sizes: [], size: 0, count: 0 }) {
    this.beats = [...sizes];
    this.size = size;
    this.count = count;
  }

  /** Takes step `index` of a call; returns whether a beat is over. */
  add(outputs: Readonly<Record<string, Float32Array>>, index: number): boolean {
    for (const name of ['lossD', 'lossG', 'gradientG', 'penaltyD', 'penaltyG']) {
      const size = Math.abs(outputs[name]?.[index] ?? 0);
      if (size > this.size) this.size = size;
    }
    if (++this.count < WIDTH) return false;
    this.beats = [...this.beats, this.size].slice(-BEATS);
    this.size = 0;
    this.count = 0;
    return true;
  }

  /** The largest size of the last beat and of the one that is under way. */
  get newest(): number {
    return Math.max(this.size, this.beats.at(-1) ?? 0);
  }

  /** Whether beats grow; what is small alarms nobody. */
  get grows(): boolean {
    return this.newest > CALM && growthOf(this.beats, WIDTH) !== undefined;
  }

  /** Whether a step of the beat under way is out of all proportion to the last beat. */
  get leaps(): boolean {
    return this.size > LEAP * Math.max(1, this.beats.at(-1) ?? 1);
  }

  /** Of the newest beats, the oldest first. */
  get sizes(): readonly number[] {
    return this.beats;
  }

  get state(): PulseState {
    return { sizes: [...this.beats], size: this.size, count: this.count };
  }
}

/** How something grows. */
export interface Growth {
  /** Its newest size. */
  readonly size: number;
  /** Steps in which it doubles. */
  readonly doubling: number;
}

/** Growth by at least a fifth from each of the last four sizes, `width` steps apart, to the next; else undefined. */
export function growthOf(sizes: readonly number[], width: number): Growth | undefined {
  const last = sizes.slice(-4);
  if (last.length < 4 || !last.every((size, i) => i === 0 || size > 1.2 * last[i - 1])) return undefined;
  return { size: last[3], doubling: (3 * width) / Math.log2(last[3] / last[0]) };
}
