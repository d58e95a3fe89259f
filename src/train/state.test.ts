import { expect, it } from 'vitest';
import { openDataset } from '../data/registry.ts';
import { referenceEngine } from '../engine/reference.ts';
import { memoryRun } from '../run/memory.ts';
import type { RunStore } from '../run/store.ts';
import { configSchema, type PartialConfig } from './config.ts';
import { train } from './loop.ts';

const cured: PartialConfig = {
  data: { name: 'ring' },
  generator: { family: 'mlp', hidden: [4], weightNorm: 'weight' },
  discriminator: { family: 'mlp', hidden: [4], weightNorm: 'spectral' },
  penalties: [
    { kind: 'r1' },
    { kind: 'r2' },
    { kind: 'lecam', weight: 0.3, decay: 0.9, warmUp: 2 },
    { kind: 'historical', weight: 0.1 },
    { kind: 'zcr' },
  ],
  emaHalfLife: 100,
  k: 2,
  batch: 4,
  samples: 4,
};

async function trained(steps: number, store: RunStore, values: PartialConfig = cured): Promise<void> {
  const dataset = await openDataset(values.data);
  const config = configSchema.parse({ ...values, steps });
  for await (const _ of train({ config, dataset, engine: referenceEngine, store }));
}

it('resumes runs with normalised weights and penalties with a memory to the bit', async () => {
  const [whole, parts] = [await memoryRun({}), await memoryRun({})];
  await trained(7, whole);
  await trained(3, parts);
  const early = (await parts.loadCheckpoint(3))!;
  await trained(7, parts);
  const [a, b] = [await whole.loadCheckpoint(7), await parts.loadCheckpoint(7)];
  expect(b!.tensors).toEqual(a!.tensors);
  for (const name of [
    'discriminator/dense1/weight_u',
    'generator/dense2/weight_g',
    'optimizer/memory/lecam/real',
    'optimizer/memory/historical/discriminator/dense1/weight',
  ]) {
    expect([...a!.tensors.get(name)!.data], name).not.toEqual([...early.tensors.get(name)!.data]);
  }
  expect([...a!.tensors.get('optimizer/memory/historical/D')!.data]).toEqual([14]);
});

it('resumes adaptive augmentation to the bit, and logs its probability', async () => {
  const values = {
    data: { name: 'pixels1024' },
    generator: { family: 'mlp', hidden: [2] },
    discriminator: { family: 'mlp', hidden: [2] },
    augment: [{ kind: 'ada', target: 0, kimg: 0.1 }, { kind: 'translation' }],
    batch: 2,
    samples: 2,
    logEvery: 1,
  } satisfies PartialConfig;
  const [whole, parts] = [await memoryRun({}), await memoryRun({})];
  await trained(2, whole, values);
  await trained(1, parts, values);
  await trained(2, parts, values);
  const [a, b] = [await whole.loadCheckpoint(2), await parts.loadCheckpoint(2)];
  expect(b!.tensors).toEqual(a!.tensors);
  const rows = await whole.rows('stats.jsonl');
  expect(rows.map(row => Object.keys(row).includes('augmentP'))).toEqual([true, true]);
});
