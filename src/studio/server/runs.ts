import { existsSync } from 'node:fs';
import { open, readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { lockHolder } from '../../run/lock.ts';
import type { StatsRow } from '../../run/store.ts';
import type { Config } from '../../train/config.ts';
import { experimentOf } from '../../train/experiment.ts';
import { type Finding, openFindings } from '../../train/monitor/monitor.ts';
import { validate } from '../../train/resolve.ts';
import { isPlainName } from '../../util/names.ts';
import { sha256Text } from '../../util/sha256.ts';
import type { Pace, Picture, RunDetail, RunLine } from '../protocol.ts';
import { contained, READ } from './files.ts';
import { Paces } from './pace.ts';

/** What the server knows of a run beyond its folder. */
export interface Known {
  /** Whether the server has asked the process to end. */
  readonly stopping: (id: string, pid: number) => boolean;
  /** Whether somebody has said that the run is over. */
  readonly stopped: (id: string) => boolean;
  /** What a process of a server said when it failed, unless the run has changed since. */
  readonly failure: (id: string, changedMs: number) => Promise<string | undefined>;
}

interface ReadConfig {
  readonly config: Config;
  readonly experiment: string;
}

/** How deep runs may lie below the root: those of a benchmark are at `benchmark/row/seed`. */
const DEEPEST = 4;

/** The runs below a root, as their folders say. */
export class Runs {
  private readonly root: string;
  private readonly known: Known;
  private readonly paces = new Paces();
  /** By folder: a config changes seldom, and to check one takes longer than to read it. */
  private readonly configs = new Map<string, { readonly stamp: string; readonly read?: ReadConfig }>();

  constructor(root: string, known: Known) {
    this.root = root;
    this.known = known;
  }

  /** The folder of a run; undefined where there is none. */
  async folder(id: string): Promise<string | undefined> {
    const folder = await contained(this.root, id.split('/'));
    if (folder === undefined) return undefined;
    return (await contained(folder, ['config.json'])) === undefined ? undefined : folder;
  }

  /** All runs, those that changed last first. */
  async list(): Promise<RunLine[]> {
    const folders = await runFolders(this.root, DEEPEST);
    const runs = await Promise.all(
      folders.map(path => this.read(relative(this.root, path).split(sep).join('/'))),
    );
    const lines = runs.flatMap(run => (run ? [lineOf(run)] : []));
    return lines.sort((a, b) => b.changedMs - a.changedMs || (a.id < b.id ? 1 : -1));
  }

  /** All that is known of a run but its log; undefined where there is no such run. */
  async read(id: string): Promise<RunDetail | undefined> {
    const folder = await this.folder(id);
    const read = folder && (await this.config(folder));
    if (!folder || !read) return undefined;
    const { config, experiment } = read;
    const lock = join(folder, 'run.lock');
    const holder = lockHolder(lock); // first: what a process wrote before it let the run go is read then
    const abandoned = !holder && existsSync(lock);
    const [names, checkpoints, log, findings, metrics, changedMs] = await Promise.all([
      readdir(folder),
      readCheckpoints(folder),
      readLog(join(folder, 'stats.jsonl')),
      readFindings(folder),
      sizeOf(join(folder, 'metrics.jsonl')),
      changed(folder),
    ]);
    const pictures = picturesOf(names);
    const step = Math.max(numberOf(log?.last['step']), checkpoints.at(-1) ?? 0);
    const state = await this.state({ id, changedMs, holder, abandoned, done: step >= config.steps });
    const shared = { id, experiment, recipe: config.recipe, data: config.data.name };
    return {
      ...shared,
      ...state,
      objective: config.objective,
      seed: config.seed,
      step,
      steps: config.steps,
      last: log?.last,
      picture: pictures.at(-1),
      signs: openFindings(findings).length,
      pace: this.pace(id, state, log, config.steps),
      changedMs,
      config,
      checkpoints,
      pictures,
      reals: names.includes('reals.png'),
      metrics,
      findings,
    };
  }

  /** Also that of an older version, as far as it can be read. */
  private async config(folder: string): Promise<ReadConfig | undefined> {
    const path = join(folder, 'config.json');
    const status = await stat(path).catch(() => undefined);
    const stamp = `${status?.size} ${status?.mtimeMs}`;
    const known = this.configs.get(folder);
    if (known?.stamp === stamp) return known.read;
    const read = await readConfig(path);
    this.configs.set(folder, { stamp, read });
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

/** Folders of runs, not through links. A folder with `row.json` holds the runs of a benchmark and their common config. */
async function runFolders(folder: string, depth: number): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const names = new Set(entries.map(entry => entry.name));
  if (names.has('config.json') && !names.has('row.json')) return [folder];
  if (depth === 0) return [];
  const inner = entries.filter(entry => entry.isDirectory() && isPlainName(entry.name));
  return (await Promise.all(inner.map(({ name }) => runFolders(join(folder, name), depth - 1)))).flat();
}

function lineOf(run: RunDetail): RunLine {
  const { config: _c, checkpoints: _s, pictures: _p, reals: _r, metrics: _m, findings: _f, ...line } = run;
  return line;
}

const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0);

const readText = (path: string) => readFile(path, { encoding: 'utf8', flag: READ });

async function readConfig(path: string): Promise<ReadConfig | undefined> {
  try {
    const config = validate(JSON.parse(await readText(path)));
    return { config, experiment: sha256Text(experimentOf(config)).slice(0, 12) };
  } catch {
    return undefined;
  }
}

interface Seen {
  readonly id: string;
  readonly changedMs: number;
  readonly holder: ReturnType<typeof lockHolder>;
  /** Whether a process is gone that did not give up its lock. */
  readonly abandoned: boolean;
  readonly done: boolean;
}

type State = Pick<RunLine, 'status' | 'message'>;

async function readCheckpoints(folder: string): Promise<number[]> {
  const names = await readdir(join(folder, 'checkpoints')).catch(() => []);
  const steps = names.flatMap(name => /^step-(\d{8,})$/.exec(name)?.[1] ?? []);
  return steps.map(Number).sort((a, b) => a - b);
}

function picturesOf(names: readonly string[]): Picture[] {
  const pictures = names.flatMap(name => {
    const step = /^fakes(\d{6,})\.png$/.exec(name)?.[1];
    return step === undefined ? [] : [{ name, step: Number(step) }];
  });
  return pictures.sort((a, b) => a.step - b.step);
}

async function readFindings(folder: string): Promise<Finding[]> {
  const text = await readText(join(folder, 'diagnosis.jsonl')).catch(() => '');
  return parsedLines(text) as unknown as Finding[];
}

function parsedLines(text: string): StatsRow[] {
  return text.split('\n').flatMap(line => {
    try {
      return line === '' ? [] : [JSON.parse(line) as StatsRow];
    } catch {
      return [];
    }
  });
}

const TAIL_BYTES = 65_536;

interface Log {
  readonly last: StatsRow;
  /** When it was written last. */
  readonly atMs: number;
}

/** The last whole row of a log, without reading what comes before; undefined where there is none. */
async function readLog(path: string): Promise<Log | undefined> {
  const file = await open(path, READ).catch(() => undefined);
  if (!file) return undefined;
  try {
    const { size, mtimeMs } = await file.stat();
    const length = Math.min(size, TAIL_BYTES);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length);
    const text = buffer.toString('utf8', 0, bytesRead);
    const last = parsedLines(text.slice(0, text.lastIndexOf('\n') + 1)).at(-1);
    return last && { last, atMs: mtimeMs };
  } finally {
    await file.close();
  }
}

const sizeOf = (path: string) =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  );

async function changed(folder: string): Promise<number> {
  const paths = [folder, join(folder, 'stats.jsonl'), join(folder, 'checkpoints')];
  const times = await Promise.all(
    paths.map(path =>
      stat(path).then(
        s => s.mtimeMs,
        () => 0,
      ),
    ),
  );
  return Math.round(Math.max(...times));
}
