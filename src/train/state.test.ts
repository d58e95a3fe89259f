import { expect, it } from 'vitest';
import { openDataset } from '../data/registry.ts';
import { referenceEngine } from '../engine/reference.ts';
import { memoryRun } from '../run/memory.ts';
import type { RunStore } from '../run/store.ts';
import { configSchema } from './config.ts';
import { train } from './loop.ts';

const cured = {
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
} as const;

async function trained(steps: number, store: RunStore): Promise<void> {
  const dataset = await openDataset(cured.data);
  const config = configSchema.parse({ ...cured, steps });
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
