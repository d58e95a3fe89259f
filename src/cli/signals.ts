const CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
/** What a shell says of a program that SIGPIPE ended: nobody reads its output any more. */
const CLOSED_PIPE = 141;

/**
 * Milliseconds within which signals are one: a Ctrl-C reaches a program from the terminal and again from `npx`, and `timeout` sends
 * its signal to the program and to its group.
 */
const TOGETHER = 1000;

const SIGNALS = Object.keys(CODES) as (keyof typeof CODES)[];

/**
 * Runs a task that stops when its signal is aborted: by the first Ctrl-C, SIGTERM or SIGHUP, or when stdout or stderr
 * has lost its reader. Another signal, a second later or more, leaves at once. Sets the exit code of what stopped the task when it did stop early.
 */
export async function withSignals<T>(
  task: (signal: AbortSignal) => Promise<T>,
  options: { readonly finished: (result: T) => boolean; readonly onStop: () => void },
): Promise<T> {
  const controller = new AbortController();
  let code: number | undefined;
  let armed = false;
  const stop = (why: number) => {
    code = why;
    // a signal that waits while JavaScript runs is heard before `armed` is set
    setTimeout(() => setImmediate(() => (armed = true)), TOGETHER).unref();
    options.onStop();
    controller.abort();
  };
  const onSignal = (name: keyof typeof CODES) => {
    if (code === undefined) return stop(CODES[name]);
    if (armed) process.exit(CODES[name]);
  };
  let terminalGone = false;
  /** Each later write fails as well, and changes nothing. */
  const onClosed = (error: NodeJS.ErrnoException) => {
    terminalGone ||= error.code === 'EIO';
    if (code === undefined) stop(CLOSED_PIPE);
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  for (const stream of [process.stdout, process.stderr]) stream.on('error', onClosed);
  try {
    const result = await task(controller.signal);
    if (code !== undefined && !options.finished(result)) process.exitCode = code;
    return result;
  } finally {
    for (const name of SIGNALS) process.off(name, onSignal);
    for (const stream of [process.stdout, process.stderr]) stream.off('error', onClosed);
    if (terminalGone) process.kill(process.pid, 'SIGHUP'); // Node's own exit aborts where its terminal is gone
  }
}
