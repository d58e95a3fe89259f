import { createInterface } from 'node:readline';
import type { Device } from '../src/engine/engine.ts';

/** Asks a contender to build the networks of one row of the table and be ready to step. */
export interface SetupRequest {
  readonly op: 'setup';
  readonly row: string;
  readonly threads: number;
  /** A contender without it answers `cannot`. */
  readonly device: Device;
  /** File of 784-byte digits, row-major, 0 to 255. */
  readonly digits: string;
}

/** Asks for `count` whole training steps, timed by the contender itself. */
export interface StepsRequest {
  readonly op: 'steps';
  readonly count: number;
}

export type Request = SetupRequest | StepsRequest;

/** Answer to `setup`: ready, or the reason why this contender cannot run the row. */
export type SetupReply =
  | { readonly version: string; readonly parameters: number }
  | { readonly cannot: string };

/** Losses of the last step, in nats; a contender that diverged is not a contender. */
export interface Losses {
  readonly lossD: number;
  readonly lossG: number;
}

export interface StepsReply extends Losses {
  readonly elapsedMs: number;
}

/** One row of the table, set up: `steps` resolves when `count` steps are done and their losses are known. */
export interface Contest {
  readonly version: string;
  /** Trainable numbers in G and D together; the same for every contender, or the comparison is void. */
  readonly parameters: number;
  steps(count: number): Promise<Losses>;
}

export type Setup = (request: SetupRequest) => Promise<Contest | { readonly cannot: string }>;

/** Runs a Node contender: one JSON request per line of stdin, one JSON reply per line of stdout. */
export async function serve(setup: Setup): Promise<void> {
  let contest: Contest | undefined;
  const answer = async (request: Request): Promise<SetupReply | StepsReply> => {
    if (request.op === 'setup') {
      const result = await setup(request);
      if ('cannot' in result) return result;
      contest = result;
      return { version: result.version, parameters: result.parameters };
    }
    if (!contest) throw new Error('steps before setup');
    const start = performance.now();
    const losses = await contest.steps(request.count);
    return { elapsedMs: performance.now() - start, ...losses };
  };
  for await (const line of createInterface({ input: process.stdin })) {
    process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line)))}\n`);
  }
}
