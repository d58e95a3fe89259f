const CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Runs a task that stops when its signal is aborted: by the first Ctrl-C or SIGTERM. A second one leaves
 * at once. Sets the exit code of the signal when the task did stop early.
 */
export async function withSignals<T>(
  task: (signal: AbortSignal) => Promise<T>,
  options: { readonly finished: (result: T) => boolean; readonly onStop: () => void },
): Promise<T> {
  const controller = new AbortController();
  let code: number | undefined;
  const stop = (name: keyof typeof CODES) => {
    if (code !== undefined) process.exit(CODES[name]);
    code = CODES[name];
    options.onStop();
    controller.abort();
  };
  for (const name of Object.keys(CODES)) process.on(name, stop);
  try {
    const result = await task(controller.signal);
    if (code !== undefined && !options.finished(result)) process.exitCode = code;
    return result;
  } finally {
    for (const name of Object.keys(CODES)) process.off(name, stop);
  }
}
