import { expect, it } from 'vitest';
import { openDataset } from '../data/registry.ts';
import { buildGan } from './build.ts';
import { requireTrainingMemory } from './memory.ts';
import { resolveConfig } from './resolve.ts';

it('counts what a step computes where the device computes in the memory of the machine', async () => {
  const config = resolveConfig({ recipe: 'ring', overrides: { batch: 200_000 } });
  const dataset = await openDataset(config.data);
  const gan = buildGan(config, dataset);
  const memory = { total: 2e8, heap: 2e8 };
  const check = (device: 'cpu' | 'wasm' | 'webgpu' | 'cuda') => () =>
    requireTrainingMemory({ ...gan, device }, config, dataset, memory);
  expect(check('cpu')).toThrow(/what a step is given and computes; choose a smaller batch/);
  expect(check('wasm')).toThrow(/a smaller batch/);
  for (const device of ['webgpu', 'cuda'] as const) expect(check(device)).not.toThrow();
});
