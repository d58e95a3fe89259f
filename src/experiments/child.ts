import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** One line of `saddle train --json`. */
export interface ChildEvent {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** How a child's training ended. */
export interface ChildEnd {
  /** Exit code; null when a signal killed it. */
  readonly code: number | null;
  /** What it said on its standard error stream. */
  readonly errors: string;
}

export interface ChildOptions {
  /** When aborted, the child is asked to save a checkpoint and end. */
  readonly signal: AbortSignal;
  readonly onEvent: (event: ChildEvent) => void;
}

/**
 * Runs `saddle train --json` or `resume --json` in a process of its own and hands on what it says. It belongs to no
 * terminal, so that Ctrl-C reaches it by way of `signal` only, once.
 * @param command program and arguments, such as [node, saddle.js, train, …]
 */
export async function trainInChild(
  [program, ...args]: readonly string[],
  { signal, onEvent }: ChildOptions,
): Promise<ChildEnd> {
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    windowsHide: true,
  });
  let errors = '';
  child.stderr.on('data', chunk => (errors += chunk));
  createInterface({ input: child.stdout }).on('line', line => {
    if (line.startsWith('{')) onEvent(JSON.parse(line));
  });
  const stop = () => child.kill('SIGINT');
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  try {
    const [code] = await once(child, 'close');
    return { code, errors };
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
