import { describe, expect, it } from 'vitest';
import { openDataset } from '../data/registry.ts';
import { referenceEngine } from '../engine/reference.ts';
import { memoryRun } from '../run/memory.ts';
import type { RunStore } from '../run/store.ts';
import { type RecordEvent, record } from './record.ts';
import { resolveConfig } from './resolve.ts';

/** Trains on the line in the interpreter until `last` steps are done; returns what happened. */
async function run(store: RunStore, steps: number, more: { last?: number } = {}) {
  const network = { family: 'mlp', hidden: [] } as const;
  const config = resolveConfig({
    overrides: {
      data: { name: 'normal' },
      generator: network,
      discriminator: network,
      batch: 4,
      samples: 4,
      sampleEvery: 5,
      checkpointEvery: 1,
      steps,
    },
  });
  const dataset = await openDataset(config.data);
  const stop = new AbortController();
  const events: RecordEvent[] = [];
  const { last = steps } = more;
  for await (const event of record({
    config,
    dataset,
    engine: referenceEngine,
    store,
    signal: stop.signal,
  })) {
    events.push(event);
    if (event.type === 'progress' && event.step >= last) stop.abort();
  }
  return events;
}

async function card(store: RunStore): Promise<string> {
  return new TextDecoder().decode(await store.readFile('README.md'));
}

describe('record', () => {
  it('shows the newest picture in the card, also after a resume that made none', async () => {
    const store = await memoryRun({});
    await run(store, 3);
    const first = await card(store);
    expect(first).toContain('(fakes000003.png)');
    await run(store, 3); // nothing is left to do
    expect(await card(store)).toBe(first);
    await run(store, 9, { last: 4 });
    expect(await card(store)).toContain('after 4 of 9 steps.\n\n![Generated samples](fakes000003.png)');
    await run(store, 9, { last: 5 });
    expect(await card(store)).toContain('(fakes000005.png)');
  });

  it('measures each picture once, also when a run was killed', async () => {
    const store = await memoryRun({});
    await run(store, 10, { last: 7 });
    await store.append('metrics.jsonl', { step: 8 }); // by a process that was killed
    await run(store, 10);
    const text = new TextDecoder().decode(await store.readFile('metrics.jsonl'));
    const rows = text
      .trim()
      .split('\n')
      .map(line => JSON.parse(line));
    expect(rows.map(row => row.step)).toEqual([0, 5, 10]);
    expect(rows[0].figures.w1.floor.mean).toBeGreaterThan(0);
  });

  it('saves the weights that a run begins with before anything else', async () => {
    const events = await run(await memoryRun({}), 1);
    const kinds = events.map(event => event.type).filter(type => type === 'checkpoint' || type === 'samples');
    expect(kinds[0]).toBe('checkpoint');
  });
});
