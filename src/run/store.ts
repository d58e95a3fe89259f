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
  /** Counters, fingerprints, device: whatever else a resume needs or checks. Its `config` stands in for a damaged `config.json`. */
  readonly meta: { readonly [key: string]: Json };
  /**
   * By name. On disk, names that start with `optimizer/` go to `optimizer.safetensors`, names that
   * start with `ema/` to `ema.safetensors`, all others to `model.safetensors`.
   */
  readonly tensors: ReadonlyMap<string, CheckpointTensor>;
}

/** The content of `config.json`. */
export const configText = (config: unknown) => `${JSON.stringify(config, null, 2)}\n`;

/** The logs of a run: losses, measures of samples, signs of trouble. */
export const LOGS = ['stats.jsonl', 'metrics.jsonl', 'diagnosis.jsonl'] as const;
export type LogName = (typeof LOGS)[number];

/** What proves the lines of a log up to a checkpoint: of each the first 8 hex digits of its SHA-256. */
export type LogSums = Readonly<Partial<Record<LogName, string>>>;

/** A checkpoint as it comes back from a store. */
export interface SavedCheckpoint extends Checkpoint {
  readonly logs: LogSums;
}

/** Name of the checkpoint of a step. */
export const stepName = (step: number) => `step-${String(step).padStart(8, '0')}`;

/** What becomes of other checkpoints when one is saved. */
export interface Retained {
  /** Step of a checkpoint that this one takes the place of. */
  readonly instead?: number;
  /** Step of the best checkpoint, which stays. */
  readonly best?: number;
}

/** One line of a log. */
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
  /** Adds a row to a log. Rows are written once a second as more come, at `flush`, and at a checkpoint. */
  append(log: LogName, row: StatsRow): Promise<void>;
  /** Writes out buffered rows. */
  flush(): Promise<void>;
  /**
   * Takes the logs and figures back to a checkpoint that training goes on from. Lines that are lost or not as they were written are
   * named in `warnings` and left out; a damaged log is kept beside the mended one.
   * @throws UserError without a checkpoint when a log has rows: the checkpoints were removed
   */
  rewind(checkpoint?: SavedCheckpoint): Promise<void>;
  /** All complete rows of a log, buffered ones included. Lines that are no rows are left out: `rewind` and `check` name them. */
  rows(log: LogName): Promise<StatsRow[]>;
  /** All rows of the files `metric-*.jsonl`, the newest of each file last. */
  figures(): Promise<StatsRow[]>;
  /** Adds a row to a file `metric-<name>.jsonl`, all or nothing. */
  addFigure(file: string, row: StatsRow): Promise<void>;
  /** Steps of the checkpoints there are, ascending, good or bad. */
  listCheckpoints(): Promise<number[]>;
  /**
   * Saves all or nothing, durably, then removes old checkpoints but the newest ones and the best.
   */
  saveCheckpoint(checkpoint: Checkpoint, retained?: Retained): Promise<void>;
  /**
   * The newest checkpoint that is whole, or the one of `step`; undefined where there is none.
   * Damaged ones are passed over and named in `warnings`.
   * @throws UserError when the checkpoint of the given `step` is missing or damaged, or when there
   * are checkpoints and all are damaged
   */
  loadCheckpoint(step?: number): Promise<SavedCheckpoint | undefined>;
  /** Writes a whole file, such as `fakes000100.png`, atomically. */
  saveFile(name: string, content: Uint8Array | string): Promise<void>;
  /** What is not as it was written, a sentence each: files, logs and checkpoints. Changes nothing. */
  check(): Promise<string[]>;
  /** The content of a file of the run, or undefined where there is none. */
  readFile(name: string): Promise<Uint8Array | undefined>;
  /** Writes out what is buffered and releases the run. */
  close(): Promise<void>;
}
