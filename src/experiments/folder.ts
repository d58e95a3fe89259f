import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Failure } from '../jobs/failure.ts';
import { explained } from '../run/files.ts';
import type { Config } from '../train/config.ts';
import { experimentOf } from '../train/experiment.ts';
import { parseConfig } from '../train/resolve.ts';
import { UserError } from '../util/error.ts';
import { writeAtomically } from '../util/temporary.ts';

/** What one run, one seed of a row, gave; without `values` and `failed` it is not done yet. */
export interface SeedResult {
  readonly seed: number;
  /** Of training, over all processes that had a part in it. */
  readonly seconds: number;
  readonly step: number;
  readonly values?: Readonly<Record<string, number>>;
  /** Why there are no values: training diverged. */
  readonly failed?: Failure;
}

/** A row of the table: one configuration over seeds. */
export interface RowPlan {
  readonly label: string;
  readonly config: Config;
  /** Most minutes of training of each run; default: as long as its steps take. */
  readonly minutes?: number;
}

/** A row that is kept in a folder. */
export interface Row extends RowPlan {
  readonly folder: string;
  readonly results: readonly SeedResult[];
}

const ROW = 'row.json';
const seedName = (seed: number) => `seed-${String(seed).padStart(2, '0')}`;

/** The folder of a run. */
export const runFolder = (row: { folder: string }, seed: number) => join(row.folder, seedName(seed));

/** Whether nothing is left to do for a seed. */
export const isDone = ({ values, failed }: SeedResult) => values !== undefined || failed !== undefined;

/** @throws UserError when the folder holds something else, or another benchmark */
export function claimFolder(folder: string, benchmark: string): void {
  const path = join(folder, 'bench.json');
  try {
    mkdirSync(folder, { recursive: true });
    if (!existsSync(path) && readdirSync(folder).length > 0) {
      throw new UserError(
        `--out: expected a new, empty or bench folder, got ${folder} with other files; choose another`,
      );
    }
    if (!existsSync(path)) writeJson(path, { benchmark });
  } catch (error) {
    throw error instanceof UserError ? error : explained(error, 'write', folder);
  }
  const { benchmark: found } = readJson(path) as { benchmark: string };
  if (found === benchmark) return;
  throw new UserError(
    `--out: ${folder} holds the benchmark '${found}'; choose another folder for '${benchmark}'`,
  );
}

/** All rows that a folder holds, in the order in which they were begun. */
export function readRows(folder: string): Row[] {
  const names = readdirSync(folder).filter(name => existsSync(join(folder, name, ROW)));
  return names.sort().map(name => readRow(join(folder, name)));
}

function readRow(folder: string): Row {
  const plan = readJson(join(folder, ROW)) as RowPlan;
  const names = readdirSync(folder).filter(name => /^seed-\d+\.json$/.test(name));
  const results = names.map(name => readResult(join(folder, name)));
  return { ...plan, folder, results: results.sort((a, b) => a.seed - b.seed) };
}

/**
 * The row of a plan: the one that was begun, or a new one.
 * @throws UserError when its label belongs to another configuration
 */
export function findRow(folder: string, plan: RowPlan): Row {
  const rows = readRows(folder);
  const known = rows.find(row => sameRow(row, plan));
  const namesake = rows.find(row => row.label === plan.label);
  if (namesake && namesake !== known) {
    throw new UserError(
      `--label: '${plan.label}' is another configuration in ${folder}; choose another label, or another --out`,
    );
  }
  const row = known ?? { ...plan, folder: newFolder(folder, rows.length, plan.label), results: [] };
  const { config } = known ?? plan;
  writeJson(join(row.folder, ROW), { ...plan, config });
  writeJson(join(row.folder, 'config.json'), config);
  return { ...row, label: plan.label };
}

function sameRow(a: RowPlan, b: RowPlan): boolean {
  return a.minutes === b.minutes && measured(a.config) === measured(b.config);
}

/** With today's defaults for what an older row does not name. */
const measured = (config: Config) => experimentOf(valid(config));

function valid(config: Config): Config {
  try {
    return parseConfig(config);
  } catch {
    return config; // of another version
  }
}

function newFolder(folder: string, index: number, label: string): string {
  const slug = label
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  const path = join(folder, `${String(index).padStart(2, '0')}-${slug.slice(0, 60) || 'row'}`);
  mkdirSync(path, { recursive: true });
  return path;
}

/** What is known of a seed. */
export function readSeed({ folder }: { folder: string }, seed: number): SeedResult {
  const path = join(folder, `${seedName(seed)}.json`);
  return existsSync(path) ? readResult(path) : { seed, seconds: 0, step: 0 };
}

/** JSON has no ∞, the divergence of a histogram without samples, and says null. */
function readResult(path: string): SeedResult {
  const { values, ...rest } = readJson(path) as SeedResult;
  if (!values) return rest;
  const numbers = Object.entries(values).map(([key, value]) => [key, value ?? Number.POSITIVE_INFINITY]);
  return { ...rest, values: Object.fromEntries(numbers) };
}

export function writeSeed({ folder }: { folder: string }, result: SeedResult): void {
  writeJson(join(folder, `${seedName(result.seed)}.json`), result);
}

/** @throws UserError when it cannot be written */
export function writeText(path: string, text: string | Uint8Array): void {
  try {
    writeAtomically(path, typeof text === 'string' ? new TextEncoder().encode(text) : text);
  } catch (error) {
    throw explained(error, 'write', path);
  }
}

function writeJson(path: string, value: object): void {
  writeText(path, `${JSON.stringify(value, null, 2)}\n`);
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw explained(error, 'read', path);
    throw new UserError(`${path}: expected JSON, got text that does not parse; delete it to measure again`);
  }
}
