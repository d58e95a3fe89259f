import type { Json } from '../../run/store.ts';

/** Something outside that follows a run. It is told what the files of the run say, so it can be told again. */
export interface Tracker {
  /**
   * The run goes on after `step`. What it was told of later steps is taken back, where that can be.
   * @returns of each name the last step that it has
   */
  begin(step: number): Promise<ReadonlyMap<string, number>>;
  scalars(step: number, values: Readonly<Record<string, number>>): void;
  picture?(step: number, name: string, png: Uint8Array): void;
  histogram?(step: number, name: string, values: Float32Array): void;
  /** What is left is sent, or said to be lost. */
  close(finished: boolean): Promise<void>;
}

/** A run as its trackers see it. */
export interface Tracked {
  readonly folder: string;
  readonly config: Json;
  /** Where the tracker listens; undefined: its usual place. */
  readonly address: string | undefined;
  /** What the tracker wrote down about this run. */
  readonly notes: Notes;
  warn(message: string): void;
}

/** A few values that outlive the process. */
export interface Notes {
  get(): Readonly<Record<string, string>>;
  set(values: Readonly<Record<string, string>>): Promise<void>;
}

/** A kind of tracker. */
export interface TrackerKind {
  readonly summary: string;
  /** Whether it takes an address. */
  readonly remote: boolean;
  open(run: Tracked): Tracker;
}
