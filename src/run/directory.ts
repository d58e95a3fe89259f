import { UserError } from '../util/error.ts';
import { Checkpoints } from './checkpoints.ts';
import { FigureFiles, parseRow } from './figures.ts';
import { type Digest, type Files, withUserErrors } from './files.ts';
import { SUMS } from './layout.ts';
import { Log } from './log.ts';
import { DamageError } from './manifest.ts';
import { complaint, RecordedFiles } from './recorded.ts';
import {
  type Checkpoint,
  configText,
  type Json,
  LOGS,
  type LogName,
  type LogSums,
  type Retained,
  type RunStore,
  type SavedCheckpoint,
  type StatsRow,
  stepName,
} from './store.ts';

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

/**
 * Writes `config.json` into a folder that holds no run yet and opens it.
 * @param first checkpoint of a run that does not begin with random weights; it is there before the run is
 */
export async function createDirectory(
  files: Files,
  root: string,
  config: Json,
  options: DirectoryOptions & { readonly first?: Checkpoint },
): Promise<RunStore> {
  const safe = withUserErrors(files);
  const recorded = new RecordedFiles(safe, options.digest, root);
  const store = new DirectoryStore({ files: safe, recorded }, root, config, options);
  await safe.makeFolder(`${root}/checkpoints`);
  if (options.first) await store.saveCheckpoint(options.first);
  await store.saveFile('config.json', configText(config));
  return store;
}

/**
 * Opens the run of a folder; with `repair`, first clears what a process that died there left, and sets aside what is
 * damaged: a damaged config is that of the newest checkpoint.
 * @throws UserError when there is no run, or nothing of its config is left
 */
export async function openDirectory(
  files: Files,
  root: string,
  options: DirectoryOptions & { readonly repair: boolean },
): Promise<RunStore> {
  const safe = withUserErrors(files);
  const recorded = new RecordedFiles(safe, options.digest, root);
  if (!options.repair)
    return new DirectoryStore({ files: safe, recorded }, root, await readConfig(recorded, root), options);
  if (!(await recorded.read('config.json'))) await readConfig(recorded, root); // its error
  await clear(safe, root, options.digest);
  const damaged = await recorded.mend();
  const config = damaged.has('config.json')
    ? await lastConfig(safe, root, options.digest, damaged)
    : await readConfig(recorded, root);
  const store = new DirectoryStore({ files: safe, recorded }, root, config, options);
  if (damaged.has('config.json')) await store.saveFile('config.json', configText(config));
  store.warnings.push(...[...damaged].map(([name, kept]) => said(name, kept, damaged)));
  await store.examine();
  return store;
}

type Damaged = ReadonlyMap<string, string>;

function said(name: string, kept: string, damaged: Damaged): string {
  if (name === SUMS) {
    return `${SUMS} is ${kept ? `damaged, and kept as ${kept}` : 'missing'}: the other files are taken as they are`;
  }
  if (!kept) return complaint(name, false);
  const instead = name === 'config.json' ? '; the run goes on with the config of its newest checkpoint' : '';
  return `${faultOf(name, damaged)}; it is kept as ${kept}${instead}`;
}

/** Without sums, a config is found damaged by what is in it. */
function faultOf(name: string, damaged: Damaged): string {
  return damaged.has(SUMS) ? `${name} is damaged: it is no JSON` : complaint(name);
}

async function readConfig(recorded: RecordedFiles, root: string): Promise<Json> {
  const bytes = await recorded.read('config.json');
  if (!bytes)
    throw new UserError(`${root}: expected a run folder, got one without config.json; check the path`);
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as Json;
  } catch {
    throw new UserError(
      `${root}/config.json: expected JSON, got text that does not parse; saddle resume takes it from a checkpoint`,
    );
  }
}

/** The config that the newest whole checkpoint was made with. */
async function lastConfig(files: Files, root: string, digest: Digest, damaged: Damaged): Promise<Json> {
  const checkpoints = new Checkpoints(files, digest, `${root}/checkpoints`);
  for (const step of (await checkpoints.list()).reverse()) {
    const config = await checkpoints.load(step).then(found => found.meta['config'], ignoreDamage);
    if (config !== undefined) return config;
  }
  throw new UserError(
    `${root}: ${faultOf('config.json', damaged)}, and no checkpoint has another; begin anew`,
  );
}

function ignoreDamage(error: unknown): undefined {
  if (!(error instanceof DamageError)) throw error;
}

async function clear(files: Files, root: string, digest: Digest): Promise<void> {
  const litter = (await files.list(root)).filter(name => name.startsWith('.tmp-'));
  for (const name of litter) await files.remove(`${root}/${name}`);
  await new Checkpoints(files, digest, `${root}/checkpoints`).recover();
}

interface Parts {
  readonly files: Files;
  readonly recorded: RecordedFiles;
}

/** A run kept as a folder of files: a StyleGAN user finds the way. */
class DirectoryStore implements RunStore {
  readonly location: string;
  readonly config: Json;
  readonly warnings: string[] = [];
  private readonly recorded: RecordedFiles;
  private readonly options: DirectoryOptions;
  private readonly checkpoints: Checkpoints;
  private readonly logs: ReadonlyMap<LogName, Log>;
  private readonly figureFiles: FigureFiles;
  private readonly damaged = new Set<number>();
  private last: Promise<unknown> = Promise.resolve();
  private closed = false;

  constructor({ files, recorded }: Parts, root: string, config: Json, options: DirectoryOptions) {
    const { digest } = options;
    this.recorded = recorded;
    this.location = root;
    this.config = config;
    this.options = options;
    this.checkpoints = new Checkpoints(files, digest, `${root}/checkpoints`);
    this.logs = new Map(LOGS.map(name => [name, new Log(files, digest, root, name)]));
    this.figureFiles = new FigureFiles(files, root);
  }

  append(log: LogName, row: StatsRow): Promise<void> {
    return this.logs.get(log)!.add(row) ? this.flush() : Promise.resolve();
  }

  flush(): Promise<void> {
    return this.inOrder(() => this.writeRows());
  }

  rewind(checkpoint?: SavedCheckpoint): Promise<void> {
    return this.inOrder(async () => {
      await this.writeRows();
      if (!checkpoint) await this.refuseRows();
      for (const [name, log] of this.logs) {
        const complaint = await log.rewind(checkpoint?.logs[name] ?? '');
        if (complaint !== undefined) this.warnings.push(complaint);
      }
      await this.figureFiles.rewind(checkpoint?.step ?? 0);
    });
  }

  rows(log: LogName): Promise<StatsRow[]> {
    return this.inOrder(async () => {
      const lines = await this.logs.get(log)!.lines();
      return lines.map(parseRow).filter(row => row !== undefined);
    });
  }

  figures(): Promise<StatsRow[]> {
    return this.inOrder(() => this.figureFiles.rows());
  }

  addFigure(file: string, row: StatsRow): Promise<void> {
    return this.inOrder(() => this.figureFiles.add(file, row));
  }

  listCheckpoints(): Promise<number[]> {
    return this.inOrder(() => this.checkpoints.list());
  }

  saveCheckpoint(checkpoint: Checkpoint, { instead, best }: Retained = {}): Promise<void> {
    return this.inOrder(async () => {
      const { keep = 2, keepEvery = 0 } = this.options;
      await this.writeRows();
      for (const log of this.logs.values()) await log.sync();
      await this.checkpoints.save(checkpoint, await this.proofs());
      this.damaged.delete(checkpoint.step);
      const unwanted = new Set([...this.damaged, ...(instead === undefined ? [] : [instead])]);
      unwanted.delete(checkpoint.step);
      if (best !== undefined && !this.damaged.has(best)) unwanted.delete(best);
      const kept = { newest: Math.max(2, keep), every: keepEvery, best };
      await this.checkpoints.prune(checkpoint.step, kept, unwanted);
    });
  }

  loadCheckpoint(step?: number): Promise<SavedCheckpoint | undefined> {
    return this.inOrder(() => (step === undefined ? this.loadNewest() : this.loadStep(step)));
  }

  saveFile(name: string, content: Uint8Array | string): Promise<void> {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    return this.inOrder(() => this.recorded.save(name, bytes));
  }

  readFile(name: string): Promise<Uint8Array | undefined> {
    return this.inOrder(() => this.recorded.read(name));
  }

  check(): Promise<string[]> {
    return this.inOrder(async () => {
      const first = await this.faults();
      if (first.length === 0) return first;
      const again = await this.faults(); // another process may have been writing
      return first.filter(fault => again.includes(fault));
    });
  }

  /** Says which of the checkpoints but the newest are damaged; that one speaks for itself when it is loaded. */
  async examine(): Promise<void> {
    for (const step of (await this.checkpoints.list()).slice(0, -1)) {
      const fault = await this.checkpointFault(step);
      if (fault === undefined) continue;
      this.damaged.add(step);
      this.warnings.push(fault);
    }
  }

  close(): Promise<void> {
    return this.inOrder(async () => {
      if (this.closed) return;
      this.closed = true;
      try {
        await this.writeRows();
        await this.recorded.close();
      } finally {
        this.options.release?.();
      }
    });
  }

  /** Runs `operation` after all earlier ones, whether or not they failed. */
  private inOrder<T>(operation: () => Promise<T>): Promise<T> {
    const result = this.last.then(operation);
    this.last = result.catch(() => {});
    return result;
  }

  private async writeRows(): Promise<void> {
    for (const log of this.logs.values()) await log.write();
  }

  private async proofs(): Promise<LogSums> {
    const proofs = await Promise.all([...this.logs].map(async ([name, log]) => [name, await log.proof()]));
    return Object.fromEntries(proofs.filter(([, proof]) => proof !== ''));
  }

  /** Rows without a checkpoint would be cut, and all steps be taken again, without a word. */
  private async refuseRows(): Promise<void> {
    for (const [name, log] of this.logs) {
      if ((await log.lines()).length === 0) continue;
      throw new UserError(
        `${this.location}: expected a checkpoint to go on from, got ${name} with rows and no checkpoint; put the folder checkpoints back, or ${this.anew}`,
      );
    }
  }

  private get anew(): string {
    return `begin anew: saddle train --config ${this.location}/config.json --out NEW`;
  }

  private async faults(): Promise<string[]> {
    const faults = await this.recorded.faults();
    let newest: SavedCheckpoint | undefined;
    for (const step of await this.checkpoints.list()) {
      const fault = await this.checkpointFault(step, found => (newest = found));
      if (fault !== undefined) faults.push(fault);
    }
    for (const [name, log] of this.logs) {
      const fault = newest && (await log.check(newest.logs[name] ?? ''));
      if (fault !== undefined) faults.push(fault);
    }
    return faults;
  }

  private async checkpointFault(
    step: number,
    whole: (checkpoint: SavedCheckpoint) => void = () => {},
  ): Promise<string | undefined> {
    try {
      whole(await this.checkpoints.load(step));
      return undefined;
    } catch (error) {
      if (!(error instanceof DamageError)) throw error;
      return `checkpoint ${stepName(step)} is damaged (${error.message})`;
    }
  }

  private async loadNewest(): Promise<SavedCheckpoint | undefined> {
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
    throw new UserError(`${this.location}: no whole checkpoint is left: ${faults.join(', ')}; ${this.anew}`);
  }

  private async loadStep(step: number): Promise<SavedCheckpoint> {
    const steps = await this.checkpoints.list();
    if (!steps.includes(step)) {
      const there = steps.length > 0 ? steps.join(', ') : 'none';
      throw new UserError(`${this.location}: no checkpoint of step ${step}; there are: ${there}`);
    }
    try {
      return await this.checkpoints.load(step);
    } catch (error) {
      if (!(error instanceof DamageError)) throw error;
      throw new UserError(`${this.location}: checkpoint ${stepName(step)} is damaged (${error.message})`, {
        cause: error,
      });
    }
  }
}
