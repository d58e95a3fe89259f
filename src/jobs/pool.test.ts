import { expect, it } from 'vitest';
import { workThrough } from './pool.ts';

const tick = () => new Promise(resolve => setImmediate(resolve));

it('does all, so many at a time and no more', async () => {
  let [now, most] = [0, 0];
  const done: number[] = [];
  const whole = await workThrough([1, 2, 3, 4, 5], 2, async item => {
    most = Math.max(most, ++now);
    await tick();
    now--;
    done.push(item);
  });
  expect([whole, most, done.sort()]).toEqual([true, 2, [1, 2, 3, 4, 5]]);
});

it('begins nothing after a failure, tells what is under way to stop, and throws the failure when it has', async () => {
  const begun: number[] = [];
  let stopped = false;
  const work = async (item: number, signal: AbortSignal) => {
    begun.push(item);
    if (item === 1) throw new Error('first');
    while (!signal.aborted) await tick();
    await tick();
    stopped = true;
  };
  await expect(workThrough([0, 1, 2, 3], 2, work)).rejects.toThrow('first');
  expect([begun, stopped]).toEqual([[0, 1], true]);
});

it('is not whole when it was stopped', async () => {
  const stop = new AbortController();
  const begun: number[] = [];
  const whole = await workThrough(
    [1, 2],
    1,
    async item => {
      begun.push(item);
      stop.abort();
    },
    stop.signal,
  );
  expect([whole, begun]).toEqual([false, [1]]);
});
