import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { imagesPerStep } from '../train/config.ts';
import { UserError } from '../util/error.ts';
import { type ChildEvent, trainInChild } from './child.ts';
import { isDone, type Row, readSeed, runFolder, type SeedResult, writeSeed } from './folder.ts';

/** How far a run is. */
export interface Running {
  readonly seed: number;
  readonly step: number;
  readonly stepsPerSecond: number;
}

export interface SeedsProgress {
  /** Seeds that are done, of all. */
  readonly done: number;
  readonly total: number;
  readonly running: readonly Running[];
  /** Steps a second of all runs together. */
  readonly stepsPerSecond: number;
  /** Until all are done, as far as can be told. */
  readonly secondsLeft: number;
}

export interface SeedsOptions {
  readonly seeds: readonly number[];
  /** Runs at a time. */
  readonly jobs: number;
  /** How to start Saddle: program and arguments before those of the command. */
  readonly command: readonly string[];
  /** Measures a trained run. */
  readonly evaluate: (folder: string, seed: number) => Promise<Readonly<Record<string, number>>>;
  /** When aborted, the runs save checkpoints and end. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: SeedsProgress) => void;
  readonly onResult?: (result: SeedResult) => void;
}

/**
 * Trains and measures those seeds of a row that are not done, several at a time, each in a process of its own.
 * @returns whether all are done; not when it was aborted
 * @throws UserError when a run is refused
 */
export async function runSeeds(row: Row, options: SeedsOptions): Promise<boolean> {
  return new SeedRunner(row, options).run();
}

/** How often the time that a run has taken is noted. */
const NOTE_MS = 5000;

class SeedRunner {
  private readonly row: Row;
  private readonly options: SeedsOptions;
  private readonly queue: number[];
  private readonly stop = new AbortController();
  private readonly running = new Map<number, Running>();

  constructor(row: Row, options: SeedsOptions) {
    this.row = row;
    this.options = options;
    this.queue = options.seeds.filter(seed => !isDone(readSeed(row, seed)));
  }

  async run(): Promise<boolean> {
    const { signal, jobs } = this.options;
    const abort = () => this.stop.abort();
    signal?.addEventListener('abort', abort);
    if (signal?.aborted) abort();
    try {
      const workers = Array.from({ length: Math.min(jobs, this.queue.length) }, () => this.work());
      const failed = (await Promise.allSettled(workers)).find(end => end.status === 'rejected');
      if (failed) throw failed.reason;
      return !this.stop.signal.aborted;
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  /** One seed after the other. */
  private async work(): Promise<void> {
    while (this.queue.length > 0 && !this.stop.signal.aborted) {
      const seed = this.queue.shift()!;
      this.running.set(seed, { seed, step: readSeed(this.row, seed).step, stepsPerSecond: 0 });
      try {
        await this.runSeed(seed);
      } catch (error) {
        this.stop.abort();
        throw error;
      } finally {
        this.running.delete(seed);
      }
    }
  }

  private async runSeed(seed: number): Promise<void> {
    const trained = await this.train(seed);
    if (!trained) return;
    const { failed, ...rest } = trained;
    const folder = runFolder(this.row, seed);
    const result =
      failed === undefined ? { ...rest, values: await this.options.evaluate(folder, seed) } : trained;
    writeSeed(this.row, result);
    this.running.delete(seed);
    this.options.onResult?.(result);
    this.tell();
  }

  /** @returns what training gave, or undefined when it was stopped before its end */
  private async train(seed: number): Promise<SeedResult | undefined> {
    const clock = new Clock(this.row, seed);
    const limit = new AbortController();
    const { minutes = Number.POSITIVE_INFINITY } = this.row;
    let finished = false;
    const onEvent = (event: ChildEvent) => {
      if (event.type === 'summary') finished = event['finished'] === true;
      if (event.type !== 'progress') return;
      this.see(seed, event);
      clock.note(Number(event['step']));
      if (clock.result.seconds >= 60 * minutes) limit.abort();
    };
    const signal = AbortSignal.any([this.stop.signal, limit.signal]);
    const { code, errors } = await trainInChild(this.childCommand(seed), { signal, onEvent });
    clock.note(clock.result.step, true);
    if (finished || (limit.signal.aborted && code === STOPPED)) return clock.result;
    if (this.stop.signal.aborted) return undefined;
    return { ...clock.result, failed: divergence(errors, code) };
  }

  private childCommand(seed: number): string[] {
    const folder = runFolder(this.row, seed);
    const begun = existsSync(join(folder, 'config.json'));
    const fresh = ['train', '--config', join(this.row.folder, 'config.json'), '--out', folder];
    const rest = begun ? ['resume', folder] : [...fresh, '--seed', String(seed)];
    return [...this.options.command, ...rest, '--json'];
  }

  private see(seed: number, event: ChildEvent): void {
    const stepsPerSecond = Number(event['imagesPerSecond']) / imagesPerStep(this.row.config);
    this.running.set(seed, { seed, step: Number(event['step']), stepsPerSecond });
    this.tell();
  }

  private tell(): void {
    const { seeds, onProgress } = this.options;
    const running = [...this.running.values()];
    const open = this.queue.length + running.length;
    const stepsPerSecond = running.reduce((sum, run) => sum + run.stepsPerSecond, 0);
    const left = open * this.row.config.steps - running.reduce((sum, run) => sum + run.step, 0);
    const secondsLeft = open === 0 ? 0 : left / stepsPerSecond;
    onProgress?.({ done: seeds.length - open, total: seeds.length, running, stepsPerSecond, secondsLeft });
  }
}

/** Exit code of a run that SIGINT stopped. */
const STOPPED = 130;

/** @throws UserError with what the child said, unless it says that training diverged */
function divergence(errors: string, code: number | null): string {
  const said =
    errors
      .trim()
      .split('\n')
      .findLast(line => line.includes('error:')) ?? errors.trim();
  const message = said.replace(/^error: /, '');
  if (/^step \d+, .*expected finite numbers/.test(message)) return message;
  if (code === 2) throw new UserError(message);
  throw new Error(`a run ended with exit code ${code}: ${errors.trim() || 'it said nothing'}`);
}

/** The time that a seed has taken, over all processes. */
class Clock {
  private readonly row: Row;
  private readonly before: SeedResult;
  private readonly began = performance.now();
  private noted = 0;
  private step: number;

  constructor(row: Row, seed: number) {
    this.row = row;
    this.before = readSeed(row, seed);
    this.step = this.before.step;
  }

  get result(): SeedResult {
    const seconds = this.before.seconds + (performance.now() - this.began) / 1000;
    return { seed: this.before.seed, seconds: Math.round(1000 * seconds) / 1000, step: this.step };
  }

  note(step: number, now = false): void {
    this.step = step;
    if (!now && performance.now() - this.noted < NOTE_MS) return;
    this.noted = performance.now();
    writeSeed(this.row, this.result);
  }
}
