import { lstat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { openFindings } from '../../train/monitor/monitor.ts';
import { textOf } from '../../train/shorthand.ts';
import { inParallel } from '../../util/parallel.ts';
import type { Pace, RunDetail, RunLine } from '../protocol.ts';
import { evaluationsStamp } from './evaluations.ts';
import { contained, UnreadableError } from './files.ts';
import { Paces } from './pace.ts';
import {
  AT_ONCE,
  type ConfigFile,
  changed,
  entriesOf,
  isRunLike,
  isThere,
  type Lock,
  type Log,
  picturesOf,
  type ReadConfig,
  readCheckpoints,
  readConfig,
  readFindings,
  readLock,
  readLog,
  runFolders,
  sizeOf,
} from './reading.ts';

/** What the server knows of a run beyond its folder. */
export interface Known {
  /** Whether the server has asked the process to end. */
  readonly stopping: (id: string, pid: number) => boolean;
  /** Whether somebody has said that the run is over. */
  readonly stopped: (id: string) => boolean;
  /** What a process of a server said when it failed, unless the run has changed since. */
  readonly failure: (id: string, changedMs: number) => Promise<string | undefined>;
}

/** How deep runs may lie below the root: those of a benchmark are at `benchmark/row/seed`. */
export const DEEPEST = 4;

/** The runs below a root, as their folders say. */
export class Runs {
  private readonly root: string;
  private readonly known: Known;
  private readonly paces = new Paces();
  /** By id: a config changes seldom, and to check one takes longer than to read it. */
  private readonly configs = new Map<string, { readonly stamp: string; readonly read: ConfigFile }>();

  constructor(root: string, known: Known) {
    this.root = root;
    this.known = known;
  }

  /** The folder of a run; undefined where there is none. */
  async folder(id: string): Promise<string | undefined> {
    const folder = await contained(this.root, id.split('/'));
    if (folder === undefined) return undefined;
    return (await isThere(join(folder, 'config.json'))) ? folder : undefined;
  }

  /** All runs, those that changed last first; those that cannot be read are there with the reason. */
  async list(): Promise<RunLine[]> {
    const folders = await runFolders(this.root, DEEPEST);
    const ids = new Set(folders.map(path => this.idOf(path)));
    for (const id of this.configs.keys()) if (!ids.has(id)) this.configs.delete(id);
    const lines = (await inParallel(folders, AT_ONCE, path => this.line(path))).filter(
      line => line !== undefined,
    );
    return lines.sort((a, b) => b.changedMs - a.changedMs || (a.id < b.id ? 1 : -1));
  }

  private idOf(folder: string): string {
    return relative(this.root, folder).split(sep).join('/');
  }

  private async line(path: string): Promise<RunLine | undefined> {
    const id = this.idOf(path);
    try {
      const run = await this.read(id);
      return run && lineOf(run);
    } catch (error) {
      if (!(error instanceof UnreadableError)) throw error;
      return (await isRunLike(path)) ? this.unreadable(id, path, error.message) : undefined;
    }
  }

  /**
   * All that is known of a run but its log; undefined where there is no such run.
   * @throws UnreadableError when its files are not those of a run
   */
  async read(id: string): Promise<RunDetail | undefined> {
    const folder = await this.folder(id);
    if (!folder) return undefined;
    const read = await this.config(id, folder);
    if (!read) return undefined;
    if ('fault' in read) throw new UnreadableError(read.fault);
    const { config } = read;
    const { holder, abandoned } = await readLock(folder); // first: what a process wrote before it let the run go is read then
    const [entries, checkpoints, log, { findings, note }, metrics, changedMs] = await Promise.all([
      entriesOf(folder),
      readCheckpoints(folder),
      readLog(join(folder, 'stats.jsonl')),
      readFindings(folder),
      sizeOf(join(folder, 'metrics.jsonl')),
      changed(folder),
    ]);
    const names = entries.filter(entry => entry.isFile()).map(entry => entry.name);
    const pictures = picturesOf(names);
    const evaluations = await evaluationsStamp(folder, names);
    const step = Math.max(numberOf(log?.last['step']), checkpoints.at(-1) ?? 0);
    const state = await this.state({ id, changedMs, holder, abandoned, done: step >= config.steps });
    return {
      ...namesOf(id, read),
      ...state,
      step,
      steps: config.steps,
      last: log?.last,
      picture: pictures.at(-1),
      note,
      signs: openFindings(findings).length,
      pace: this.pace(id, state, log, config.steps),
      changedMs,
      config,
      checkpoints,
      pictures,
      reals: names.includes('reals.png'),
      metrics,
      evaluations,
      findings,
    };
  }

  private async unreadable(id: string, folder: string, message: string): Promise<RunLine> {
    const read = await this.config(id, folder);
    const known = read && 'config' in read ? read : undefined;
    return {
      ...namesOf(id, known),
      status: 'unreadable',
      message,
      step: 0,
      steps: known?.config.steps ?? 0,
      signs: 0,
      changedMs: await changed(folder),
    };
  }

  /** Undefined where the run is gone. */
  private async config(id: string, folder: string): Promise<ConfigFile | undefined> {
    const path = join(folder, 'config.json');
    const status = await lstat(path).catch(() => undefined);
    if (!status) return undefined;
    const stamp = `${status.size} ${status.mtimeMs} ${status.ino}`;
    const known = this.configs.get(id);
    if (known?.stamp === stamp) return known.read;
    const read = await readConfig(path);
    this.configs.set(id, { stamp, read });
    return read;
  }

  private async state({ id, changedMs, holder, abandoned, done }: Seen): Promise<State> {
    const { known } = this;
    if (holder) return { status: known.stopping(id, holder.pid) ? 'stopping' : 'training' };
    if (done) return { status: 'finished' };
    const message = (await known.failure(id, changedMs)) ?? (abandoned ? KILLED : undefined);
    if (message !== undefined) return { status: 'failed', message };
    return { status: known.stopped(id) ? 'stopped' : 'paused' };
  }

  private pace(id: string, { status }: State, log: Log | undefined, steps: number): Pace | undefined {
    if (status !== 'training' || !log) {
      this.paces.forget(id);
      return undefined;
    }
    const { last, atMs } = log;
    return this.paces.see(
      id,
      { step: numberOf(last['step']), images: numberOf(last['images']), atMs },
      steps,
    );
  }
}

/** A process that ends in order gives up its lock. */
const KILLED =
  'the process ended without a word: it was killed, or the machine went down; go on from the last checkpoint';

/** What a list says of a run whose config may be unknown. */
function namesOf(id: string, read: ReadConfig | undefined) {
  return {
    id,
    experiment: read?.experiment ?? id,
    recipe: read?.config.recipe ?? '',
    data: read?.config.data.name ?? '',
    objective: read ? textOf(read.config.objective, 'objective') : '',
    seed: read?.config.seed ?? 0,
  };
}

function lineOf(run: RunDetail): RunLine {
  const { config: _c, checkpoints: _s, pictures: _p, reals: _r, metrics: _m, ...rest } = run;
  const { evaluations: _e, findings: _f, ...line } = rest;
  return line;
}

const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0);

interface Seen {
  readonly id: string;
  readonly changedMs: number;
  readonly holder: Lock['holder'];
  readonly abandoned: boolean;
  readonly done: boolean;
}

type State = Pick<RunLine, 'status' | 'message'>;
