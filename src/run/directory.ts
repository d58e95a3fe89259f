import { UserError } from '../util/error.ts';
import { Checkpoints, stepName } from './checkpoints.ts';
import { type Digest, errorCode, type Files, withUserErrors } from './files.ts';
import { DamageError } from './manifest.ts';
import type { Checkpoint, Json, RunStore, StatsRow } from './store.ts';

const FLUSH_BYTES = 65_536;
const FLUSH_MS = 1000;

export interface RetentionOptions {
  /** Checkpoints to keep, the newest ones; at least and by default 2. */
  readonly keep?: number;
  /** Keeps the checkpoints at multiples of this step as well; 0 (default): none. */
  readonly keepEvery?: number;
}

export interface DirectoryOptions extends RetentionOptions {
  readonly digest: Digest;
  /** Gives up the lock; called once, by `close`. */
  readonly release?: () => void;
}

/** Writes `config.json` into a folder that holds no run yet and opens it. */
export async function createDirectory(
  files: Files,
  root: string,
  config: Json,
  options: DirectoryOptions,
): Promise<RunStore> {
  const safe = withUserErrors(files);
  const store = new DirectoryStore(safe, root, config, options, 0);
  await safe.makeFolder(`${root}/checkpoints`);
  await store.saveFile('config.json', `${JSON.stringify(config, null, 2)}\n`);
  return store;
}

/**
 * Opens the run of a folder; with `repair`, first clears what a process that died there left.
 * @throws UserError when there is no run, or its config is no JSON
 */
export async function openDirectory(
  files: Files,
  root: string,
  options: DirectoryOptions & { readonly repair: boolean },
): Promise<RunStore> {
  const safe = withUserErrors(files);
  const config = await readConfig(safe, root);
  if (options.repair) await repair(safe, root, options.digest);
  const length = (await safe.size(`${root}/stats.jsonl`)) ?? 0;
  return new DirectoryStore(safe, root, config, options, length);
}

async function readConfig(files: Files, root: string): Promise<Json> {
  const bytes = await readIfThere(files, `${root}/config.json`);
  if (!bytes)
    throw new UserError(`${root}: expected a run folder, got one without config.json; check the path`);
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as Json;
  } catch {
    throw new UserError(`${root}/config.json: expected JSON, got text that does not parse`);
  }
}

async function repair(files: Files, root: string, digest: Digest): Promise<void> {
  const litter = (await files.list(root)).filter(name => name.startsWith('.tmp-'));
  for (const name of litter) await files.remove(`${root}/${name}`);
  await new Checkpoints(files, digest, `${root}/checkpoints`).recover();
}

async function readIfThere(files: Files, path: string): Promise<Uint8Array | undefined> {
  try {
    return await files.read(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** A run kept as a folder of files: a StyleGAN user finds the way. */
class DirectoryStore implements RunStore {
  readonly location: string;
  readonly config: Json;
  readonly warnings: string[] = [];
  private readonly files: Files;
  private readonly options: DirectoryOptions;
  private readonly checkpoints: Checkpoints;
  private readonly damaged = new Set<number>();
  private rows: string[] = [];
  private rowBytes = 0;
  private statsLength: number; // bytes in the file
  private flushedAt = performance.now();
  private last: Promise<unknown> = Promise.resolve();
  private closed = false;

  constructor(files: Files, root: string, config: Json, options: DirectoryOptions, statsLength: number) {
    this.files = files;
    this.location = root;
    this.config = config;
    this.options = options;
    this.statsLength = statsLength;
    this.checkpoints = new Checkpoints(files, options.digest, `${root}/checkpoints`);
  }

  get statsOffset(): number {
    return this.statsLength + this.rowBytes;
  }

  appendStats(row: StatsRow): Promise<void> {
    const line = `${JSON.stringify(row)}\n`;
    this.rows.push(line);
    this.rowBytes += new TextEncoder().encode(line).length;
    const due = this.rowBytes >= FLUSH_BYTES || performance.now() - this.flushedAt >= FLUSH_MS;
    return due ? this.flush() : Promise.resolve();
  }

  flush(): Promise<void> {
    return this.inOrder(() => this.writeRows());
  }

  truncateStats(offset: number): Promise<void> {
    return this.inOrder(async () => {
      await this.writeRows();
      if (offset > this.statsLength) {
        const lengths = `expected at least ${offset} bytes, got ${this.statsLength}`;
        this.warnings.push(`stats.jsonl: ${lengths}; rows before the checkpoint are lost`);
      } else if (offset < this.statsLength) {
        await this.files.truncate(this.path('stats.jsonl'), offset);
        this.statsLength = offset;
      }
    });
  }

  readStats(): Promise<StatsRow[]> {
    return this.inOrder(async () => {
      const bytes = await readIfThere(this.files, this.path('stats.jsonl'));
      const lines = (bytes ? new TextDecoder().decode(bytes) : '').split('\n').slice(0, -1);
      return [...lines, ...this.rows].flatMap((line, i) => this.parseRow(line, i + 1));
    });
  }

  listCheckpoints(): Promise<number[]> {
    return this.inOrder(() => this.checkpoints.list());
  }

  saveCheckpoint(checkpoint: Checkpoint): Promise<void> {
    return this.inOrder(async () => {
      const { keep = 2, keepEvery = 0 } = this.options;
      await this.writeRows();
      await this.syncStats();
      await this.checkpoints.save(checkpoint);
      this.damaged.delete(checkpoint.step);
      await this.checkpoints.prune(checkpoint.step, Math.max(2, keep), keepEvery, this.damaged);
    });
  }

  loadCheckpoint(step?: number): Promise<Checkpoint | undefined> {
    return this.inOrder(() => (step === undefined ? this.loadNewest() : this.loadStep(step)));
  }

  saveFile(name: string, content: Uint8Array | string): Promise<void> {
    return this.inOrder(async () => {
      const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
      const temporary = this.path(`.tmp-${name}`);
      try {
        await this.files.write(temporary, [bytes]);
        await this.files.rename(temporary, this.path(name));
      } catch (error) {
        await this.files.remove(temporary).catch(() => {}); // the first fault is the one to report
        throw error;
      }
      await this.files.syncFolder(this.location);
    });
  }

  readFile(name: string): Promise<Uint8Array | undefined> {
    return this.inOrder(() => readIfThere(this.files, this.path(name)));
  }

  close(): Promise<void> {
    return this.inOrder(async () => {
      if (this.closed) return;
      this.closed = true;
      try {
        await this.writeRows();
      } finally {
        this.options.release?.();
      }
    });
  }

  private path(name: string): string {
    return `${this.location}/${name}`;
  }

  /** Runs `operation` after all earlier ones, whether or not they failed. */
  private inOrder<T>(operation: () => Promise<T>): Promise<T> {
    const result = this.last.then(operation);
    this.last = result.catch(() => {});
    return result;
  }

  private async writeRows(): Promise<void> {
    if (this.rows.length === 0) return;
    const taken = this.rows.length;
    const bytes = new TextEncoder().encode(this.rows.join(''));
    try {
      await this.files.append(this.path('stats.jsonl'), bytes);
    } catch (error) {
      await this.files.truncate(this.path('stats.jsonl'), this.statsLength).catch(() => {}); // no half rows
      throw error;
    }
    this.rows = this.rows.slice(taken);
    this.rowBytes -= bytes.length;
    this.statsLength += bytes.length;
    this.flushedAt = performance.now();
  }

  private async syncStats(): Promise<void> {
    if (this.statsLength === 0) return;
    await this.files.sync(this.path('stats.jsonl'));
    await this.files.syncFolder(this.location);
  }

  private parseRow(line: string, number: number): StatsRow[] {
    try {
      return [JSON.parse(line) as StatsRow];
    } catch {
      this.warnings.push(`stats.jsonl: line ${number} is no JSON and was skipped`);
      return [];
    }
  }

  private async loadNewest(): Promise<Checkpoint | undefined> {
    const steps = (await this.checkpoints.list()).reverse();
    const faults: string[] = [];
    for (const step of steps) {
      try {
        const checkpoint = await this.checkpoints.load(step);
        for (const fault of faults) this.warnings.push(`checkpoint ${fault}; using ${stepName(step)}`);
        return checkpoint;
      } catch (error) {
        if (!(error instanceof DamageError)) throw error;
        this.damaged.add(step);
        faults.push(`${stepName(step)} is damaged (${error.message})`);
      }
    }
    if (faults.length === 0) return undefined;
    throw new UserError(
      `${this.location}: no whole checkpoint is left: ${faults.join(', ')}; start a new run`,
    );
  }

  private async loadStep(step: number): Promise<Checkpoint> {
    const steps = await this.checkpoints.list();
    if (!steps.includes(step)) {
      const there = steps.length > 0 ? steps.join(', ') : 'none';
      throw new UserError(`${this.location}: no checkpoint of step ${step}; there are: ${there}`);
    }
    try {
      return await this.checkpoints.load(step);
    } catch (error) {
      if (!(error instanceof DamageError)) throw error;
      throw new UserError(`${this.location}: checkpoint ${stepName(step)} is damaged (${error.message})`);
    }
  }
}
