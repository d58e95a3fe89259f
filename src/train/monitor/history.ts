/** Most blocks that are kept. */
const MOST = 256;
/** What is kept of a step's outputs. */
export const CHANNELS = ['lossD', 'lossG', 'scoreReal', 'scoreFake', 'signReal', 'gradientG'] as const;

export type Channel = (typeof CHANNELS)[number];

/** Everything of a {@link History}, as JSON. */
export interface HistoryState {
  readonly width: number;
  readonly count: number;
  readonly sums: readonly number[];
  readonly blocks: Readonly<Record<Channel, readonly number[]>>;
}

/**
 * A run's outputs from its first step on in at most 256 numbers a channel: means over blocks of `width` steps. When
 * there are too many blocks, neighbours are merged. A function of the outputs alone, however they came in calls.
 */
export class History {
  /** Steps of a block: a power of 2. */
  width = 1;
  private count = 0;
  private readonly sums: number[];
  private readonly blocks: Record<Channel, number[]>;

  constructor(state?: HistoryState) {
    this.width = state?.width ?? 1;
    this.count = state?.count ?? 0;
    this.sums = state ? [...state.sums] : CHANNELS.map(() => 0);
    const copies = CHANNELS.map(name => [name, [...(state?.blocks[name] ?? [])]]);
    this.blocks = Object.fromEntries(copies) as Record<Channel, number[]>;
  }

  /** Takes step `index` of a call. */
  add(outputs: Readonly<Record<string, Float32Array>>, index: number): void {
    for (let c = 0; c < CHANNELS.length; c++) this.sums[c] += outputs[CHANNELS[c]]?.[index] ?? 0;
    if (++this.count === this.width) this.close();
  }

  /** Means over the blocks, the oldest first. */
  of(channel: Channel): readonly number[] {
    return this.blocks[channel];
  }

  /** The newest blocks: at least so many steps, or all there are. */
  last(channel: Channel, steps: number): readonly number[] {
    return this.blocks[channel].slice(-Math.ceil(steps / this.width));
  }

  get length(): number {
    return this.blocks.lossD.length;
  }

  get state(): HistoryState {
    const blocks = CHANNELS.map(name => [name, [...this.blocks[name]]]);
    return {
      width: this.width,
      count: this.count,
      sums: [...this.sums],
      blocks: Object.fromEntries(blocks) as Record<Channel, number[]>,
    };
  }

  private close(): void {
    for (const [c, name] of CHANNELS.entries()) {
      this.blocks[name].push(rounded(this.sums[c] / this.width));
      this.sums[c] = 0;
    }
    this.count = 0;
    if (this.length === MOST) this.merge();
  }

  private merge(): void {
    for (const name of CHANNELS) {
      const old = this.blocks[name];
      this.blocks[name] = Array.from({ length: MOST / 2 }, (_, i) =>
        rounded((old[2 * i] + old[2 * i + 1]) / 2),
      );
    }
    this.width *= 2;
  }
}

/** Six digits: enough for signs, and short in a checkpoint. */
const rounded = (value: number) => Number(value.toPrecision(6));
