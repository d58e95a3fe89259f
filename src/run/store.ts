/** Anything that JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** One tensor of a checkpoint, row-major. */
export interface CheckpointTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** The whole state of a run after `step` steps. */
export interface Checkpoint {
  /** Completed training steps. */
  readonly step: number;
  /** Length of `stats.jsonl` in bytes at that step: a resume cuts the log there. */
  readonly statsOffset: number;
  /** Counters, fingerprints, device: whatever else a resume needs or checks. */
  readonly meta: { readonly [key: string]: Json };
  /**
   * By name. On disk, names that start with `optimizer/` go to `optimizer.safetensors`, names that
   * start with `ema/` to `ema.safetensors`, all others to `model.safetensors`.
   */
  readonly tensors: ReadonlyMap<string, CheckpointTensor>;
}

/** One line of `stats.jsonl`. */
export type StatsRow = { readonly [key: string]: Json };

/**
 * Where a run keeps what is needed to understand, resume, evaluate and ship it. Operations of one
 * store are carried out in the order of the calls.
 */
export interface RunStore {
  /** For people: the folder, or `memory`. */
  readonly location: string;
  /** The resolved config that the run was created with. */
  readonly config: Json;
  /** What was found wrong and mended since the store was opened, one sentence each. */
  readonly warnings: readonly string[];
  /** Bytes of the log, rows that are still buffered included. */
  readonly statsOffset: number;
  /** Adds a row to the log. Rows are written once a second as more come, at `flush`, and at a checkpoint. */
  appendStats(row: StatsRow): Promise<void>;
  /** Writes out buffered rows. */
  flush(): Promise<void>;
  /** Cuts the log to its first `offset` bytes, when training restarts from a checkpoint. */
  truncateStats(offset: number): Promise<void>;
  /** All complete rows of the log, buffered ones included. */
  readStats(): Promise<StatsRow[]>;
  /** Steps of the checkpoints there are, ascending, good or bad. */
  listCheckpoints(): Promise<number[]>;
  /** Saves all or nothing, durably, then removes old checkpoints but the newest ones. */
  saveCheckpoint(checkpoint: Checkpoint): Promise<void>;
  /**
   * The newest checkpoint that is whole, or the one of `step`; undefined where there is none.
   * Damaged ones are passed over and named in `warnings`.
   * @throws UserError when the checkpoint of the given `step` is missing or damaged, or when there
   * are checkpoints and all are damaged
   */
  loadCheckpoint(step?: number): Promise<Checkpoint | undefined>;
  /** Writes a whole file, such as `fakes000100.png`, atomically. */
  saveFile(name: string, content: Uint8Array | string): Promise<void>;
  /** The content of a file of the run, or undefined where there is none. */
  readFile(name: string): Promise<Uint8Array | undefined>;
  /** Writes out what is buffered and releases the run. */
  close(): Promise<void>;
}
