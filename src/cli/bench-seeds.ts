import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import type { Benchmark } from '../experiments/benchmark.ts';
import type { RowPlan, SeedResult } from '../experiments/folder.ts';
import type { SeedsProgress } from '../experiments/seeds.ts';
import { FREE } from '../train/experiment.ts';
import { findRecipe, type Given, resolveConfig } from '../train/resolve.ts';
import { UserError } from '../util/error.ts';
import { safeLine } from '../util/text.ts';
import { addConfigFlags, givenFlags } from './flags.ts';
import { wholeNumber } from './numbers.ts';
import { withSignals } from './signals.ts';
import { shown } from './status.ts';
import { CLEAR, print } from './terminal.ts';
import { clock, columns, count } from './text.ts';

export interface SeedsFlags {
  readonly recipe?: string;
  readonly seeds: string;
  readonly jobs?: string;
  readonly out?: string;
  readonly label?: string;
  readonly minutes?: string;
}

/** The flags of a benchmark that trains over seeds: its own, and all of `saddle train`. */
export function addSeedsFlags(command: Command, seeds: number): Command {
  command
    .option('--recipe <name>', "recipe to train (default: the benchmark's own)")
    .option('--seeds <n>', 'runs, of seeds --seed, --seed + 1, …', String(seeds))
    .option('--jobs <n>', 'runs at a time (default: one a core)')
    .option('--out <folder>', 'folder of results; again with other flags adds a row (default: runs/NNNNN-…)')
    .option('--label <text>', 'name of the row (default: the flags)')
    .option('--minutes <n>', 'most minutes of training of a run (default: all its steps)');
  return addConfigFlags(command);
}

/** Trains and measures one row, writes the results of the folder, prints the table. */
export async function benchSeeds(benchmark: Benchmark, command: Command): Promise<void> {
  const flags = command.opts<SeedsFlags>();
  const jobs = jobsOf(flags);
  const { plan, first } = planOf(
    benchmark,
    flags,
    givenFlags(command),
    Math.max(1, Math.floor(CORES / jobs)),
  );
  const seeds = Array.from({ length: wholeNumber('--seeds', flags.seeds, 1) }, (_, i) => first + i);
  const { setUp } = await import('../node/setup.ts');
  await setUp(plan.config); // refuses what does not go together before anything is written
  const { claimFolder, findRow } = await import('../experiments/folder.ts');
  const { runSeeds } = await import('../experiments/seeds.ts');
  const { writeReport } = await import('../experiments/report.ts');
  const { nextRunFolder } = await import('../run/disk.ts');
  const out = flags.out ?? nextRunFolder('runs', `bench-${benchmark.name.replaceAll(' ', '-')}`);
  claimFolder(out, benchmark.name);
  const row = findRow(out, plan);
  const status = new BenchStatus(benchmark, plan);
  const whole = await withSignals(
    signal =>
      runSeeds(row, {
        seeds,
        jobs,
        command: [process.execPath, ...process.execArgv, process.argv[1]],
        evaluate: (folder, seed) => benchmark.evaluate({ folder, first: seed === first, row: row.folder }),
        signal,
        onProgress: progress => status.progress(progress),
        onResult: result => status.result(result),
      }),
    {
      finished: done => done,
      onStop: () => status.say('stopping after checkpoints; once more to leave at once'),
    },
  ).finally(() => status.leave());
  const cells = await writeReport(out, benchmark);
  print(columns(cells));
  for (const note of benchmark.notes) print(note);
  if (!whole) status.say(`stopped; go on with the same command and --out ${shown(out)}`);
  print(`${shown(out)}/results.md`);
}

const CORES = availableParallelism();

function jobsOf({ jobs, seeds }: SeedsFlags): number {
  return jobs === undefined
    ? Math.min(CORES, wholeNumber('--seeds', seeds, 1))
    : wholeNumber('--jobs', jobs, 1);
}

/** What is trained: recipe, data of the protocol, flags. */
function planOf(
  { recipe: own, data }: Benchmark,
  flags: SeedsFlags,
  given: readonly Given[],
  threads: number,
): { plan: RowPlan; first: number } {
  const recipe = flags.recipe ?? own;
  findRecipe(recipe);
  const otherData = given.find(({ path, text }) => path === 'data.name' && text !== data.name);
  if (otherData) {
    throw new UserError(`--data: expected ${data.name}, the data of this benchmark, got '${otherData.text}'`);
  }
  const asked = given.filter(({ path }) => path !== 'data.name');
  const config = resolveConfig({ recipe, overrides: { data, threads }, flags: asked });
  const minutes = flags.minutes === undefined ? undefined : positive('--minutes', flags.minutes);
  const label = flags.label ?? labelOf(recipe, own, asked);
  return { plan: { label, config, ...(minutes !== undefined && { minutes }) }, first: config.seed };
}

function positive(flag: string, text: string): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new UserError(`${flag}: expected a number above 0, got '${text}'`);
}

/** The flags that say what is trained, such as `--objective relativistic --pac 4`; `recipe ring` where there are none. */
function labelOf(recipe: string, own: string, given: readonly Given[]): string {
  const decisive = given.filter(({ path }) => !(FREE as readonly string[]).includes(path));
  const said = decisive.map(({ flag, text }) => `${flag} ${text}`);
  const parts = [...new Set(said)];
  if (recipe !== own || parts.length === 0) parts.unshift(`recipe ${recipe}`);
  return parts.join(' ');
}

const TICK_MS = 5000;

/** Tells how far the runs are: one line of a terminal, else a line every few seconds. */
class BenchStatus {
  private readonly benchmark: Benchmark;
  private readonly steps: number;
  private readonly live = process.stderr.isTTY === true;
  private line = '';
  private next = 0;

  constructor(benchmark: Benchmark, { label, config }: RowPlan) {
    this.benchmark = benchmark;
    this.steps = config.steps;
    this.say(`${benchmark.title}: ${label}`);
  }

  say(line: string): void {
    process.stderr.write(this.live ? `${CLEAR}${safeLine(line)}\n${this.line}` : `${safeLine(line)}\n`);
  }

  progress({ done, total, running, stepsPerSecond, secondsLeft }: SeedsProgress): void {
    if (running.length === 0 || (!this.live && performance.now() < this.next)) return;
    this.next = performance.now() + TICK_MS;
    const runs = running.map(({ seed, step }) => `seed ${seed} ${Math.floor((100 * step) / this.steps)} %`);
    const speed = `${count(Math.round(stepsPerSecond))} steps/s  ETA ${clock(secondsLeft)}`;
    this.line = `${done}/${total} done  ${speed}  ${runs.join(', ')}`.slice(
      0,
      (process.stderr.columns || 100) - 1,
    );
    process.stderr.write(this.live ? `${CLEAR}${this.line}` : `${this.line}\n`);
  }

  result({ seed, values, failed, seconds }: SeedResult): void {
    const found = values ? this.benchmark.describe(values) : `diverged: ${failed?.message}`;
    this.say(`seed ${seed}: ${found}, ${clock(seconds)}`);
  }

  leave(): void {
    if (this.live && this.line !== '') process.stderr.write(CLEAR);
    this.line = '';
  }
}
