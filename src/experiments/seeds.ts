import { join } from 'node:path';
import type { Failure, JobEvent } from '../jobs/failure.ts';
import { type Command, type JobEnd, runJob, trainingArgs } from '../jobs/job.ts';
import { workThrough } from '../jobs/pool.ts';
import { imagesPerStep } from '../train/config.ts';
import { UserError } from '../util/error.ts';
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
  readonly command: Command;
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
  private readonly open: number[];
  private readonly running = new Map<number, Running>();

  constructor(row: Row, options: SeedsOptions) {
    this.row = row;
    this.options = options;
    this.open = options.seeds.filter(seed => !isDone(readSeed(row, seed)));
  }

  run(): Promise<boolean> {
    const { signal, jobs } = this.options;
    const work = (seed: number, stop: AbortSignal) => this.runSeed(seed, stop);
    return workThrough([...this.open], jobs, work, signal);
  }

  private async runSeed(seed: number, stop: AbortSignal): Promise<void> {
    this.running.set(seed, { seed, step: readSeed(this.row, seed).step, stepsPerSecond: 0 });
    try {
      const trained = await this.train(seed, stop);
      if (!trained) return;
      const result = trained.failed ? trained : { ...trained, values: await this.measure(seed) };
      writeSeed(this.row, result);
      this.open.splice(this.open.indexOf(seed), 1);
      this.running.delete(seed);
      this.options.onResult?.(result);
      this.tell();
    } finally {
      this.running.delete(seed);
    }
  }

  private measure(seed: number): Promise<Readonly<Record<string, number>>> {
    return this.options.evaluate(runFolder(this.row, seed), seed);
  }

  /**
   * @returns what training gave, or undefined when it was stopped before its end
   * @throws UserError when the run is refused, or its process was killed
   */
  private async train(seed: number, stop: AbortSignal): Promise<SeedResult | undefined> {
    const clock = new Clock(this.row, seed);
    const limit = new AbortController();
    const { minutes = Number.POSITIVE_INFINITY } = this.row;
    const onEvent = (event: JobEvent) => {
      if (event.type !== 'progress') return;
      this.see(seed, event);
      clock.note(Number(event['step']));
      if (clock.result.seconds >= 60 * minutes) limit.abort();
    };
    const signal = AbortSignal.any([stop, limit.signal]);
    const job = { folder: runFolder(this.row, seed), config: join(this.row.folder, 'config.json'), seed };
    const end = await runJob(this.options.command, trainingArgs(job), { signal, onEvent });
    clock.note(clock.result.step, true);
    return resultOf(end, clock.result, limit.signal.aborted);
  }

  private see(seed: number, event: JobEvent): void {
    const stepsPerSecond = Number(event['imagesPerSecond']) / imagesPerStep(this.row.config);
    this.running.set(seed, { seed, step: Number(event['step']), stepsPerSecond });
    this.tell();
  }

  private tell(): void {
    const { seeds, onProgress } = this.options;
    const running = [...this.running.values()];
    const open = this.open.length;
    const stepsPerSecond = running.reduce((sum, run) => sum + run.stepsPerSecond, 0);
    const left = open * this.row.config.steps - running.reduce((sum, run) => sum + run.step, 0);
    const secondsLeft = open === 0 ? 0 : left / stepsPerSecond;
    onProgress?.({ done: seeds.length - open, total: seeds.length, running, stepsPerSecond, secondsLeft });
  }
}

/** @param timeIsUp whether it was stopped at the time that a run may take: then it is done */
function resultOf(end: JobEnd, result: SeedResult, timeIsUp: boolean): SeedResult | undefined {
  if (end.outcome === 'failed') return { ...result, failed: diverged(end.failure) };
  return end.outcome === 'finished' || timeIsUp ? result : undefined;
}

/** @throws what else went wrong: it says nothing of the game */
function diverged(failure: Failure): Failure {
  const { reason, message } = failure;
  if (reason === 'diverged') return failure;
  throw reason === 'crashed' ? new Error(message) : new UserError(message);
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
