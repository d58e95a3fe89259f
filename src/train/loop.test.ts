import { expect, it } from 'vitest';
import { openDataset } from '../data/registry.ts';
import { referenceEngine } from '../engine/reference.ts';
import { memoryRun } from '../run/memory.ts';
import { configSchema } from './config.ts';
import { type TrainEvent, train } from './loop.ts';

const tiny = {
  data: { name: 'ring' },
  generator: { family: 'mlp', hidden: [4] },
  discriminator: { family: 'mlp', hidden: [4] },
  batch: 4,
  samples: 4,
} as const;

async function events(...training: Parameters<typeof train>): Promise<TrainEvent[]> {
  const all: TrainEvent[] = [];
  for await (const event of train(...training)) all.push(event);
  return all;
}

it('says when a run goes on with another engine, and only then', async () => {
  const config = (steps: number) => configSchema.parse({ ...tiny, steps });
  const dataset = await openDataset(tiny.data);
  const store = await memoryRun(config(2));
  const other = { ...referenceEngine, description: 'another interpreter' };
  const warnings = async (steps: number, engine: typeof referenceEngine) => {
    const all = await events({ config: config(steps), dataset, engine, store });
    return all.flatMap(event => (event.type === 'warning' ? [event.message] : []));
  };
  expect(await warnings(2, referenceEngine)).toEqual([]);
  expect(await warnings(3, referenceEngine)).toEqual([]);
  expect(await warnings(4, other)).toEqual([
    'resume: the run was on float64 interpreter and goes on with another interpreter: later steps may differ in their last bits',
  ]);
});
