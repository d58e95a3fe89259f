import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startRun } from '../../src/node/run.ts';
import { shipRun } from '../../src/node/ship.ts';
import { readRun } from '../../src/run/disk.ts';
import type { CheckpointTensor } from '../../src/run/store.ts';

const root = mkdtempSync(join(tmpdir(), 'saddle-weights-'));
afterAll(() => rmSync(root, { recursive: true }));

const at = (name: string) => join(root, name);
const G = at('model.safetensors');
const D = at('model_discriminator.safetensors');
const overrides = { steps: 3, batch: 16, samples: 16, threads: 1, device: 'cpu' } as const;

async function tensors(run: string, step: number): Promise<ReadonlyMap<string, CheckpointTensor>> {
  return (await (await readRun(run)).loadCheckpoint(step))!.tensors;
}

beforeAll(async () => {
  await startRun({ recipe: 'ring', overrides, out: at('origin') });
  const { files } = await shipRun(at('origin'), ['safetensors'], { discriminator: true });
  for (const [name, content] of files) writeFileSync(at(name), content);
});

it('a run begins with weights of PyTorch, its averages too, and goes on as any', async () => {
  const changed = { ...overrides, seed: 8 };
  const weights = { generator: G, discriminator: D };
  const { step } = await startRun({ recipe: 'ring', overrides: changed, out: at('begun'), weights });
  expect(step).toBe(3);
  const [origin, first] = [await tensors(at('origin'), 3), await tensors(at('begun'), 0)];
  let compared = 0;
  for (const [name, { data }] of first) {
    if (name.startsWith('optimizer/')) continue;
    const of = name.replace(/^ema\//, '');
    expect([name, data]).toEqual([name, (origin.get(`ema/${of}`) ?? origin.get(of))!.data]);
    compared++;
  }
  expect(compared).toBeGreaterThan(10);
});

it('a network without a file begins as its seed says', async () => {
  await startRun({ recipe: 'ring', overrides, out: at('half'), weights: { discriminator: D } });
  const [origin, fresh, first] = [
    await tensors(at('origin'), 3),
    await tensors(at('origin'), 0),
    await tensors(at('half'), 0),
  ];
  for (const [name, { data }] of first) {
    if (name.startsWith('generator/')) expect([name, data]).toEqual([name, fresh.get(name)!.data]);
    if (name.startsWith('discriminator/')) expect([name, data]).toEqual([name, origin.get(name)!.data]);
  }
});

it.each([
  [
    'of another network',
    D,
    /^\S+_discriminator\.safetensors: expected 'dense\d.weight' as F32 \[\d+, \d+\], got /,
  ],
  ['no safetensors', at('text'), /^\S+text: expected a whole safetensors file, got one that is none \(/],
  ['that is not there', at('nothing'), /nothing/],
])('a file %s is refused, and nothing is left', async (_, generator, sentence) => {
  writeFileSync(at('text'), 'these are no weights');
  const options = { recipe: 'ring', overrides, out: at('refused'), weights: { generator } } as const;
  await expect(startRun(options)).rejects.toThrow(sentence);
  expect(existsSync(at('refused'))).toBe(false);
});
