import { expect, it } from 'vitest';
import { openDataset } from '../../src/data/registry.ts';
import { nodeEngine } from '../../src/engine/node.ts';
import { memoryRun } from '../../src/run/memory.ts';
import type { RunStore } from '../../src/run/store.ts';
import { configSchema } from '../../src/train/config.ts';
import { train } from '../../src/train/loop.ts';

const engine = nodeEngine('cpu', { threads: 1 });

const config = configSchema.parse({
  data: { name: 'ring' },
  generator: { family: 'mlp', hidden: [8], norm: { kind: 'virtual', reference: 8 } },
  discriminator: { family: 'mlp', hidden: [8], minibatch: { kind: 'stddev' } },
  latent: { distribution: 'uniform-01' },
  optimizer: { discriminator: { kind: 'optimistic-adam' }, generator: { kind: 'optimistic-adam', beta1: 0 } },
  batch: 16,
  pac: 2,
  unroll: 2,
  generatorEvery: { kind: 'linear', from: 3, to: 1, steps: 20 },
  instanceNoise: { kind: 'linear', from: 0.5, to: 0.1 },
  lookaheadEvery: 3,
  topK: 0.75,
  emaHalfLife: 100,
  steps: 24,
  checkpointEvery: 7,
  sampleEvery: 24,
  logEvery: 5,
  samples: 4,
});

/** Goes on with a run, up to the checkpoint of a step if one is given. */
async function goOn(store: RunStore, until = config.steps): Promise<void> {
  const dataset = await openDataset(config.data);
  for await (const event of train({ config, dataset, engine, store })) {
    if (event.type === 'checkpoint' && event.step === until) return;
  }
}

it('a run with many remedies, interrupted and resumed, ends where the whole one does, to the bit', async () => {
  const [whole, parts] = [await memoryRun(config), await memoryRun(config)];
  await goOn(whole);
  for (const step of [7, 14, 24]) await goOn(parts, step);
  const [a, b] = [(await whole.loadCheckpoint())!, (await parts.loadCheckpoint())!];
  expect([a.step, b.step]).toEqual([24, 24]);
  expect([...b.tensors.keys()]).toEqual([...a.tensors.keys()]);
  for (const [name, { data }] of a.tensors) expect(b.tensors.get(name)!.data, name).toEqual(data);
  expect(await parts.rows('stats.jsonl')).toEqual(await whole.rows('stats.jsonl'));
  const names = [...a.tensors.keys()];
  expect(names).toContain('generator/reference');
  expect(names).toContain('optimizer/generator/dense1/weight.last');
  expect(names).toContain('optimizer/slow/discriminator/dense1/weight');
});
