/**
 * A task that many ask for at once: while it runs, those who come wait for one more run that begins after it, all for the
 * same one. So the answer is never older than the question, and two runs at most are under way or wait.
 */
export function batched<T>(task: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  let next: Promise<T> | undefined;
  const begin = (): Promise<T> => {
    const run = task().finally(() => {
      if (running === run) running = undefined;
    });
    running = run;
    return run;
  };
  const afterwards = (): Promise<T> => {
    next = undefined;
    return begin();
  };
  return () => {
    if (!running) return begin();
    next ??= running.then(afterwards, afterwards);
    return next;
  };
}
