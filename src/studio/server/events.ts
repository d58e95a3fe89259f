import { join } from 'node:path';
import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { RunDetail } from '../protocol.ts';
import { LogTail } from './log.ts';

export interface Following {
  /** The run's folder. */
  readonly folder: string;
  /** What is known of the run now; undefined once it is gone. */
  readonly detail: () => Promise<RunDetail | undefined>;
  /** Id of the last message that the page got. */
  readonly after?: string;
  readonly everyMs: number;
  /** Aborted when the server closes. */
  readonly closing: AbortSignal;
}

const HEARTBEAT_MS = 15_000;

/**
 * Server-sent events of one run: `rows` as the log grows, each with the id that a browser gives back when the connection
 * was lost, and `run` when anything else has changed.
 */
export function followRun(c: Context, following: Following): Response {
  const { folder, detail, after, everyMs, closing } = following;
  const tail = new LogTail(join(folder, 'stats.jsonl'), after);
  return streamSSE(c, async stream => {
    const over = new AbortController();
    stream.onAbort(() => over.abort());
    let [known, spoke] = ['', performance.now()];
    const send = async (event: string, data: string, id?: string) => {
      spoke = performance.now();
      await stream.writeSSE({ event, data, id });
    };
    await stream.write('retry: 1000\n\n');
    while (!over.signal.aborted && !closing.aborted) {
      for (let m = await tail.read(); m && !over.signal.aborted; m = await tail.read()) {
        await send('rows', JSON.stringify(m), m.id);
      }
      const run = await detail();
      if (!run) return;
      const now = JSON.stringify(run);
      if (now !== known) await send('run', (known = now));
      if (performance.now() - spoke > HEARTBEAT_MS)
        await stream.write(': \n\n').then(() => (spoke = performance.now()));
      await pause(everyMs, [over.signal, closing]);
    }
  });
}

/** Waits, but not for what is over. */
function pause(ms: number, signals: readonly AbortSignal[]): Promise<void> {
  return new Promise(resolve => {
    const done = () => {
      clearTimeout(timer);
      for (const signal of signals) signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    for (const signal of signals) signal.addEventListener('abort', done);
  });
}
