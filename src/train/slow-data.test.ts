import { expect, it } from 'vitest';
import type { FiniteDataset } from '../data/dataset.ts';
import { openDataset } from '../data/registry.ts';
import { referenceEngine as engine } from '../engine/reference.ts';
import { memoryRun } from '../run/memory.ts';
import { record } from './record.ts';
import { resolveConfig } from './resolve.ts';

const config = resolveConfig({
  recipe: 'ring-plain',
  overrides: {
    ...{
      steps: 12,
      batch: 8,
      k: 2,
      sampleEvery: 6,
      checkpointEvery: 6,
      logEvery: 3,
      samples: 16,
      heldOut: 10,
    },
    data: { name: 'ring', count: 100 },
    generator: { hidden: [4] },
    discriminator: { hidden: [4] },
  },
});
const fast = (await openDataset(config.data)) as FiniteDataset;

/** A set whose samples come later, and of which one minibatch fails. */
function slow(failsAt = Number.POSITIVE_INFINITY): FiniteDataset {
  let minibatches = 0;
  return {
    ...fast,
    async read(indices, out, y) {
      if (indices.length === config.batch && minibatches++ === failsAt) throw new Error('the disk is gone');
      await new Promise(resolve => setTimeout(resolve, 1));
      fast.read(indices, out, y);
    },
  };
}

async function recorded(dataset: FiniteDataset) {
  const store = await memoryRun();
  for await (const _ of record({ config, dataset, engine, store })); // until it ends
  const files = await Promise.all(['reals.png', 'fakes000012.png'].map(name => store.readFile(name)));
  return { rows: await store.rows('stats.jsonl'), files };
}

it('a run on data that come later is the run on the same data in memory: rows, pictures, measurements', async () => {
  const expected = await recorded(fast);
  expect(expected.rows.length).toBe(4);
  expect(expected.files.every(file => file !== undefined)).toBe(true);
  expect(await recorded(slow())).toEqual(expected);
});

it('a run whose data fail says so in one sentence', async () => {
  const error = await recorded(slow(9)).catch(e => e);
  expect(error.name).toBe('UserError');
  expect(error.message).toMatch(/^ring: cannot read minibatch \d+: the disk is gone$/);
});
