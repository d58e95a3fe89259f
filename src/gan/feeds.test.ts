import { expect, it } from 'vitest';
import { type Batches, Feeds, fillFeeds, startFeeds } from './feeds.ts';

/** A step with two minibatches of two samples and their classes, and classes that G is asked for. */
function conditional(): Feeds {
  const feeds = new Feeds();
  for (const _ of [1, 2]) {
    feeds.data([2, 1]);
    feeds.condition([2], 'int');
  }
  feeds.asked('asked1', [2], 'int');
  return feeds;
}

const batches: Required<Batches> = {
  fill: (n, x, y) => {
    x.fill(n);
    y?.fill(10 * n);
  },
  ask: (stream, step, y) => void y.fill(stream.length + step),
};

it('gives each minibatch the conditions of its own samples', async () => {
  const values = await fillFeeds(conditional().all, 0, batches, 3, 2);
  expect([...values['x1']]).toEqual([6, 6, 8, 8]);
  expect([...values['x2']]).toEqual([7, 7, 9, 9]);
  expect(values['y1']).toEqual(Int32Array.of(60, 60, 80, 80));
  expect(values['y2']).toEqual(Int32Array.of(70, 70, 90, 90));
  expect(values['asked1']).toEqual(Int32Array.of(9, 9, 10, 10));
});

it('waits for data that are slow, and begins to read them all at once', async () => {
  let reading = 0;
  let most = 0;
  const slow: Batches = {
    ...batches,
    fill: async (n, x, y) => {
      most = Math.max(most, ++reading);
      await new Promise(resolve => setImmediate(resolve));
      reading--;
      batches.fill(n, x, y);
    },
  };
  const { all } = conditional();
  expect(await fillFeeds(all, 0, slow, 3, 2)).toEqual(startFeeds(all, 0, batches, 3, 2).values);
  expect(most).toBe(4);
});

it('refuses to ask data without conditions', async () => {
  const { fill } = batches;
  await expect(fillFeeds(conditional().all, 0, { fill }, 0, 1)).rejects.toThrow(
    'conditions: expected data with conditions',
  );
});
