/**
 * Works through items, several at a time. After a failure no other item is begun, the work under way is asked to stop, and
 * the failure is thrown when it has.
 * @param work is told to stop by its signal
 * @returns whether all are done: not when `signal` was aborted
 */
export async function workThrough<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T, signal: AbortSignal) => Promise<void>,
  signal?: AbortSignal,
): Promise<boolean> {
  const queue = [...items];
  const failed = new AbortController();
  const stop = AbortSignal.any([failed.signal, ...(signal ? [signal] : [])]);
  const worker = async () => {
    try {
      while (queue.length > 0 && !stop.aborted) await work(queue.shift()!, stop);
    } catch (error) {
      failed.abort();
      throw error;
    }
  };
  const workers = Array.from({ length: Math.min(atOnce, items.length) }, worker);
  const failure = (await Promise.allSettled(workers)).find(end => end.status === 'rejected');
  if (failure) throw failure.reason;
  return !stop.aborted;
}
