import { expect, it } from 'vitest';
import { type FiniteDataset, sampleLength } from '../../src/data/dataset.ts';
import { nodeHost } from '../../src/data/loaders/node.ts';
import { openDataset } from '../../src/data/registry.ts';
import { nodeEngine } from '../../src/engine/node.ts';
import { measuring } from '../../src/studio/web/images/measuring.ts';
import { Random } from '../../src/util/random.ts';

const host = nodeHost();
const faces = async (count: number) =>
  (await openDataset({ name: 'pixel-faces', faces: count }, host)) as FiniteDataset;

it('tells images from noise, and real ones from none', async () => {
  const dataset = await faces(80);
  const engine = nodeEngine('cpu', { threads: 1 });
  const { count, classes, measure, network } = await measuring(engine, dataset, host, true);
  expect([count, classes!.length]).toEqual([40, 40]);
  const length = count * sampleLength(dataset);
  const others = dataset.bytes!.slice(-length);
  const noise = Uint8Array.from(new Random(0, 'noise').uniforms(new Float64Array(length)), x => 255 * x);
  const [[{ name, value: near, real }], [{ value: far }]] = [await measure(others), await measure(noise)];
  expect(name).toBe('fd');
  expect(near).toBeLessThan(1.5 * real);
  expect(far).toBeGreaterThan(5 * real);
  await network.dispose();
});

it('refuses too few images', async () => {
  const engine = nodeEngine('cpu', { threads: 1 });
  await expect(measuring(engine, await faces(30), host, false)).rejects.toThrow(
    'quality: expected at least 40 images, got 30; give more of them',
  );
});
