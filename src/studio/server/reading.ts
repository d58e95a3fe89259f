import type { Dirent } from 'node:fs';
import { lstat, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { errorCode } from '../../run/files.ts';
import { lockHolder } from '../../run/lock.ts';
import type { StatsRow } from '../../run/store.ts';
import type { Config } from '../../train/config.ts';
import { experimentOf } from '../../train/experiment.ts';
import type { Finding } from '../../train/monitor/monitor.ts';
import { parseConfig } from '../../train/resolve.ts';
import { UserError } from '../../util/error.ts';
import { isPlainName } from '../../util/names.ts';
import { inParallel } from '../../util/parallel.ts';
import { kindOf } from '../../util/regular.ts';
import { sha256Text } from '../../util/sha256.ts';
import type { Picture } from '../protocol.ts';
import { openRegular, readEnd, readText, UnreadableError } from './files.ts';
import { rowOf } from './log.ts';

/** What is read at the same time, so that other requests get their turn and files do not run out. */
export const AT_ONCE = 8;
/** A config of 2000 own points has a tenth of that. */
const MOST_CONFIG_BYTES = 2 ** 20;
const MOST_FINDINGS_BYTES = 2 ** 19;
/** What is deeper than that cannot be sent on. */
const DEEPEST_FINDING = 12;

/** Folders of runs, not through links. A folder with `row.json` holds the runs of a benchmark and their common config. */
export async function runFolders(folder: string, depth: number): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const names = new Set(entries.map(entry => entry.name));
  if (names.has('config.json') && !names.has('row.json')) return [folder];
  if (depth === 0) return [];
  const inner = entries.filter(entry => entry.isDirectory() && isPlainName(entry.name));
  return (await inParallel(inner, AT_ONCE, ({ name }) => runFolders(join(folder, name), depth - 1))).flat();
}

/** Other programs have a `config.json` too. */
export async function isRunLike(folder: string): Promise<boolean> {
  const names: string[] = await readdir(folder).catch(() => []);
  return ['checkpoints', 'stats.jsonl', 'run.lock'].some(name => names.includes(name));
}

export const isThere = (path: string) =>
  lstat(path).then(
    () => true,
    () => false,
  );

export interface ReadConfig {
  readonly config: Config;
  readonly experiment: string;
}

/** A config, or the sentence that says what is wrong with it. */
export type ConfigFile = ReadConfig | { readonly fault: string };

/** Also that of an older version, as far as it can be read. */
export async function readConfig(path: string): Promise<ConfigFile> {
  try {
    const text = await readText(path, MOST_CONFIG_BYTES);
    const config = parseConfig(parsed(text ?? ''));
    return { config, experiment: sha256Text(experimentOf(config)).slice(0, 12) };
  } catch (error) {
    if (error instanceof UnreadableError) return { fault: error.message };
    const reason = error instanceof UserError ? error.message : 'expected a config that can be checked';
    return { fault: `config.json: ${reason}` };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UserError('expected JSON, got text that does not parse');
  }
}

export interface Lock {
  readonly holder: ReturnType<typeof lockHolder>;
  /** Whether a process is gone that did not give up its lock. */
  readonly abandoned: boolean;
}

/**
 * Who trains the run of a folder.
 * @throws UnreadableError when its lock is none
 */
export async function readLock(folder: string): Promise<Lock> {
  const path = join(folder, 'run.lock');
  const status = await lstat(path).catch(() => undefined);
  if (!status) return { holder: undefined, abandoned: false };
  if (!status.isFile()) throw new UnreadableError(`run.lock: expected a file, got ${kindOf(status)}`);
  try {
    const holder = lockHolder(path);
    return { holder, abandoned: !holder && (await isThere(path)) };
  } catch (error) {
    throw new UnreadableError(`run.lock: ${error instanceof Error ? error.message : error}`);
  }
}

export const entriesOf = (folder: string): Promise<Dirent[]> =>
  readdir(folder, { withFileTypes: true }).catch(error => {
    if (errorCode(error) === 'ENOENT') return [];
    throw new UnreadableError(
      `${basename(folder)}: expected a folder that can be read (${errorCode(error)})`,
    );
  });

export async function readCheckpoints(folder: string): Promise<number[]> {
  const entries = await entriesOf(join(folder, 'checkpoints'));
  const steps = entries.flatMap(({ name }) => /^step-(\d{8,})$/.exec(name)?.[1] ?? []);
  return steps.map(Number).sort((a, b) => a - b);
}

export function picturesOf(names: readonly string[]): Picture[] {
  const pictures = names.flatMap(name => {
    const step = /^fakes(\d{6,})\.png$/.exec(name)?.[1];
    return step === undefined ? [] : [{ name, step: Number(step) }];
  });
  return pictures.sort((a, b) => a.step - b.step);
}

/** What pages need of a {@link Finding}. */
const findingSchema = z.looseObject({
  kind: z.string(),
  change: z.enum(['appears', 'worsens', 'clears']),
  severity: z.string(),
  step: z.number(),
  sentence: z.string(),
  remedies: z.array(z.looseObject({ flags: z.string(), patch: z.record(z.string(), z.unknown()) })),
});

/** More lines that are none: what comes after is not looked at. */
const MOST_FAULTS = 100;

export interface Findings {
  readonly findings: readonly Finding[];
  /** What could not be read, in a sentence. */
  readonly note?: string;
}

/**
 * The findings of a run, the newest where there are too many.
 * @throws UnreadableError when something else than a file has their name
 */
export async function readFindings(folder: string): Promise<Findings> {
  const name = 'diagnosis.jsonl';
  const end = await readEnd(join(folder, name), MOST_FINDINGS_BYTES);
  if (!end) return { findings: [] };
  const lines = end.text.split('\n').slice(end.whole ? 0 : 1, -1); // the last line may still be written
  const findings: Finding[] = [];
  const faults: string[] = [];
  for (let i = 0; i < lines.length && faults.length < MOST_FAULTS; i++) {
    const finding = findingOf(lines[i]);
    const where = end.whole ? `line ${i + 1}` : 'a line';
    if (finding) findings.push(finding);
    else faults.push(`${name}: ${where}: expected a finding, got ${lines[i].slice(0, 40)}`);
  }
  const cut = `${name}: expected at most ${MOST_FINDINGS_BYTES} bytes, got more; the last of them are shown`;
  return { findings, note: faults[0] ?? (end.whole ? undefined : cut) };
}

function findingOf(line: string): Finding | undefined {
  const value = jsonOr(line, undefined);
  const finding = findingSchema.safeParse(value);
  if (!finding.success || depthOf(value) > DEEPEST_FINDING) return undefined;
  return finding.data as unknown as Finding;
}

/** Levels of objects and lists; they are not followed further than needed. */
function depthOf(value: unknown): number {
  let level: unknown[] = [value];
  let depth = 0;
  for (; level.length > 0 && depth <= DEEPEST_FINDING; depth++) {
    level = level.flatMap(v => (typeof v === 'object' && v !== null ? Object.values(v) : []));
  }
  return depth;
}

function jsonOr(line: string, otherwise: unknown): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return otherwise;
  }
}

const TAIL_BYTES = 65_536;
/** Among which there is a whole row, if the log has not been made to have none. */
const LAST_LINES = 64;

export interface Log {
  readonly last: StatsRow;
  /** When it was written last. */
  readonly atMs: number;
}

/** The last whole row of a log, without reading what comes before; undefined where there is none. */
export async function readLog(path: string): Promise<Log | undefined> {
  const end = await readEnd(path, TAIL_BYTES);
  const lines = end?.text.split('\n').slice(0, -1) ?? [];
  for (const line of lines.slice(-LAST_LINES).reverse()) {
    const last = rowOf(line);
    if (last) return { last, atMs: end!.atMs };
  }
  return undefined;
}

export async function sizeOf(path: string): Promise<number> {
  const opened = await openRegular(path);
  await opened?.file.close();
  return opened?.status.size ?? 0;
}

export async function changed(folder: string): Promise<number> {
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
