import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import { UserError } from '../../util/error.ts';
import { safe } from '../../util/text.ts';
import type { RunDetail } from '../protocol.ts';
import type { Served } from './guard.ts';
import type { LogTail } from './log.ts';

export interface Following {
  /** The reader's place in the log. */
  readonly tail: LogTail;
  /** What is known of the run now, as JSON; undefined once it is gone. */
  readonly detail: () => Promise<string | undefined>;
  readonly everyMs: number;
  /** Aborted when the reader has gone; a server that closes ends all connections. */
  readonly over: AbortSignal;
}

const HEARTBEAT_MS = 15_000;

/**
 * Server-sent events of one run: `rows` as the log grows, each with the id that a browser gives back when the connection
 * was lost, and `run` when anything else has changed.
 */
export function followRun(c: Context, { tail, detail, everyMs, over }: Following): Response {
  return streamSSE(
    c,
    async stream => {
      let [known, spoke] = ['', performance.now()];
      await stream.write('retry: 1000\n\n');
      while (!over.aborted) {
        for (let m = await tail.read(); m && !over.aborted; m = await tail.read()) {
          spoke = performance.now();
          await stream.write('event: rows\ndata: ');
          for (const piece of m.pieces) await stream.write(piece);
          await stream.write(`\nid: ${m.id}\n\n`);
        }
        const now = await detail();
        if (now === undefined) return;
        const news = now !== known ? `event: run\ndata: ${(known = now)}\n\n` : '';
        const isQuiet = performance.now() - spoke > HEARTBEAT_MS;
        if (news !== '' || isQuiet) {
          spoke = performance.now();
          await stream.write(news || ': \n\n');
        }
        await pause(everyMs, over);
      }
    },
    async error => {
      if (!(error instanceof UserError)) process.stderr.write(`${safe(error.stack ?? error.message)}\n`); // else the page asks again, and is told
    },
  );
}

/** Aborted when the connection of a request ends; to be asked for before anything is waited for. */
export function connectionOf(c: Context<Served>): AbortSignal {
  const over = new AbortController();
  const { outgoing } = c.env;
  if (outgoing.destroyed) over.abort();
  else outgoing.once('close', () => over.abort());
  return over.signal;
}

/** Waits, but not for what is over. */
function pause(ms: number, over: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (over.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      over.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    over.addEventListener('abort', done);
  });
}

/**
 * What is known of runs, looked at once for all who follow the same one.
 * @param read what is known of a run now
 */
export class Watches {
  private readonly read: (id: string) => Promise<RunDetail | undefined>;
  private readonly everyMs: number;
  private readonly looks = new Map<
    string,
    { readonly at: number; readonly run: Promise<string | undefined> }
  >();

  constructor(read: (id: string) => Promise<RunDetail | undefined>, everyMs: number) {
    this.read = read;
    this.everyMs = everyMs;
  }

  /** As JSON, not older than half the time between two looks of one follower. */
  look(id: string): Promise<string | undefined> {
    const now = performance.now();
    const last = this.looks.get(id);
    if (last && now - last.at < this.everyMs / 2) return last.run;
    for (const [old, { at }] of this.looks) if (now - at > 2 * this.everyMs) this.looks.delete(old);
    const run = this.read(id).then(found => found && JSON.stringify(found));
    this.looks.set(id, { at: now, run });
    return run;
  }
}
