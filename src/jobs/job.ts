import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Failure, failureOf, type JobEvent, parseEvent } from './failure.ts';

/** How to start Saddle: program and arguments before those of a command. */
export type Command = readonly string[];

export interface TrainingJob {
  /** Where the run is kept. */
  readonly folder: string;
  /** File with the config of a new run. */
  readonly config: string;
  readonly seed?: number;
}

/** Arguments that begin a training, or go on with the one that its folder holds. */
export function trainingArgs({ folder, config, seed }: TrainingJob): string[] {
  if (existsSync(join(folder, 'config.json'))) return ['resume', folder];
  const own = seed === undefined ? [] : ['--seed', String(seed)];
  return ['train', '--config', config, '--out', folder, ...own];
}

/** How a job ended: `stopped` when it was asked to, before it was done. */
export type JobEnd =
  | { readonly outcome: 'finished' | 'stopped' }
  | { readonly outcome: 'failed'; readonly failure: Failure };

export interface JobOptions {
  /** When aborted, the job is asked to save what it has and end. */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: JobEvent) => void;
}

/**
 * Runs a training command in a process of its own, hands on what it says, and tells how it ended. The process belongs to no
 * terminal, so Ctrl-C reaches it by way of `signal` only, once. A job that did not finish goes on when it is run again.
 * @example
 *   const end = await runJob([process.execPath, 'bin/saddle.js'], trainingArgs({ folder, config }), { onEvent });
 */
export async function runJob(
  command: Command,
  args: readonly string[],
  { signal, onEvent }: JobOptions = {},
): Promise<JobEnd> {
  const child = start(command, [...args, '--json'], ['ignore', 'pipe', 'pipe']);
  let errors = '';
  let last: JobEvent | undefined;
  child.stderr!.on('data', chunk => (errors = `${errors}${chunk}`.slice(-MOST_ERRORS)));
  createInterface({ input: child.stdout! }).on('line', line => {
    const event = parseEvent(line);
    if (!event) return;
    last = event;
    onEvent?.(event);
  });
  const stop = () => child.kill('SIGINT');
  signal?.addEventListener('abort', stop);
  if (signal?.aborted) stop();
  try {
    const [code, killer] = (await once(child, 'close')) as [number | null, string | null];
    const asked = signal?.aborted === true && killer === 'SIGINT'; // before it listens to signals
    return asked ? { outcome: 'stopped' } : endOf(last, code, killer, errors);
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

/** Characters of what a process says beside its events that are kept. */
const MOST_ERRORS = 10_000;

/** What a job's last event says, or else the way in which its process ended. */
function endOf(
  last: JobEvent | undefined,
  code: number | null,
  killer: string | null,
  errors: string,
): JobEnd {
  const failure = last && failureOf(last);
  if (failure) return { outcome: 'failed', failure };
  if (last?.type === 'summary') return { outcome: last['finished'] === true ? 'finished' : 'stopped' };
  if (killer !== null) return failed('killed', `the process was ended by ${killer}; start it again to go on`);
  if (code !== null && STOPPED.includes(code)) return { outcome: 'stopped' };
  return failed('crashed', `the process ended with exit code ${code}: ${errors.trim() || 'it said nothing'}`);
}

const failed = (reason: Failure['reason'], message: string): JobEnd => ({
  outcome: 'failed',
  failure: { reason, message },
});

/** Exit codes of a command that SIGHUP, SIGINT or SIGTERM stopped before it began to train. */
const STOPPED = [129, 130, 143];

/**
 * Starts a training command as a process that outlives this one. It says how it began, what is wrong and how it ended, in
 * JSON lines, into a file: see `failureIn`.
 * @param log descriptor of the file
 */
export function startJob(command: Command, args: readonly string[], log: number): ChildProcess {
  const child = start(command, [...args, '--json', '--quiet'], ['ignore', log, log]);
  child.unref();
  return child;
}

function start([program, ...first]: Command, args: readonly string[], stdio: ('ignore' | 'pipe' | number)[]) {
  return spawn(program, [...first, ...args], { detached: true, windowsHide: true, stdio });
}
