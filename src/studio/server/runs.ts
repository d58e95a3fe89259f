import { existsSync } from 'node:fs';
import { open, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { lockHolder } from '../../run/lock.ts';
import type { StatsRow } from '../../run/store.ts';
import type { Config } from '../../train/config.ts';
import { type Finding, openFindings } from '../../train/monitor/monitor.ts';
import { validate } from '../../train/resolve.ts';
import type { Picture, RunDetail, RunLine } from '../protocol.ts';
import { contained, isPlainName, READ } from './files.ts';

/** What the server knows of a run beyond its folder. */
export interface Known {
  /** Whether the server has asked the process to stop. */
  readonly stopping: (id: string, pid: number) => boolean;
  /** What a process of a server said when it failed, unless the run has changed since. */
  readonly failure: (id: string, changedMs: number) => Promise<string | undefined>;
}

/** The folder of a run below the root; undefined where there is none. */
export async function runFolder(root: string, id: string): Promise<string | undefined> {
  const folder = await contained(root, [id]);
  if (folder === undefined) return undefined;
  return (await contained(folder, ['config.json'])) === undefined ? undefined : folder;
}

/** All runs below the root, those that changed last first. */
export async function listRuns(root: string, known: Known): Promise<RunLine[]> {
  const names = (await readdir(root).catch(() => [])).filter(isPlainName);
  const runs = await Promise.all(names.map(id => readRun(root, id, known)));
  const lines = runs.flatMap(run => (run ? [lineOf(run)] : []));
  return lines.sort((a, b) => b.changedMs - a.changedMs || (a.id < b.id ? 1 : -1));
}

function lineOf({ config: _c, checkpoints: _s, pictures: _p, reals: _r, findings: _f, ...line }: RunDetail) {
  return line satisfies RunLine;
}

/** All that is known of a run but its log; undefined where there is no such run. */
export async function readRun(root: string, id: string, known: Known): Promise<RunDetail | undefined> {
  const folder = await runFolder(root, id);
  const config = folder && (await readConfig(folder));
  if (!folder || !config) return undefined;
  const [names, checkpoints, last, findings, changedMs] = await Promise.all([
    readdir(folder),
    readCheckpoints(folder),
    lastRow(join(folder, 'stats.jsonl')),
    readFindings(folder),
    changed(folder),
  ]);
  const pictures = picturesOf(names);
  const step = Math.max(Number(last?.['step'] ?? 0), checkpoints.at(-1) ?? 0);
  const state = await statusOf({ folder, id, changedMs, done: step >= config.steps }, known);
  const shared = { id, recipe: config.recipe, data: config.data.name, objective: config.objective };
  return {
    ...shared,
    ...state,
    seed: config.seed,
    step,
    steps: config.steps,
    last,
    picture: pictures.at(-1),
    signs: openFindings(findings).length,
    changedMs,
    config,
    checkpoints,
    pictures,
    reals: names.includes('reals.png'),
    findings,
  };
}

const readText = (path: string) => readFile(path, { encoding: 'utf8', flag: READ });

/** Also that of an older version, as far as it can be read. */
async function readConfig(folder: string): Promise<Config | undefined> {
  try {
    return validate(JSON.parse(await readText(join(folder, 'config.json'))));
  } catch {
    return undefined;
  }
}

interface Seen {
  readonly id: string;
  readonly folder: string;
  readonly changedMs: number;
  readonly done: boolean;
}

async function statusOf({ id, folder, changedMs, done }: Seen, known: Known): Promise<State> {
  const lock = join(folder, 'run.lock');
  const holder = existsSync(lock) ? lockHolder(lock) : undefined;
  if (holder) return { status: known.stopping(id, holder.pid) ? 'stopping' : 'training' };
  if (done) return { status: 'finished' };
  const message = await known.failure(id, changedMs);
  return message === undefined ? { status: 'stopped' } : { status: 'failed', message };
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

/** The last whole row of a log, without reading what comes before. */
async function lastRow(path: string): Promise<StatsRow | undefined> {
  const file = await open(path, READ).catch(() => undefined);
  if (!file) return undefined;
  try {
    const { size } = await file.stat();
    const length = Math.min(size, TAIL_BYTES);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length);
    const text = buffer.toString('utf8', 0, bytesRead);
    return parsedLines(text.slice(0, text.lastIndexOf('\n') + 1).slice(-TAIL_BYTES)).at(-1);
  } finally {
    await file.close();
  }
}

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
