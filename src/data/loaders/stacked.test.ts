import { describe, expect, it } from 'vitest';
import { classNames } from '../../util/condition.ts';
import { Random } from '../../util/random.ts';
import { batchSource } from '../batches.ts';
import { type FiniteDataset, labelsOf, type SamplerDataset } from '../dataset.ts';
import { openDataset } from '../registry.ts';
import { nodeHost } from './node.ts';

const host = nodeHost();
const open = (options: object) => openDataset({ name: 'stacked-mnist', ...options }, host);

const channel = (stack: Float32Array, c: number) => [...stack.filter((_, i) => i % 3 === c)];

async function digitImages(): Promise<Set<string>> {
  const mnist = (await openDataset({ name: 'mnist' }, host)) as FiniteDataset;
  const row = new Float32Array(784);
  return new Set(
    Array.from({ length: mnist.size }, (_, i) => {
      mnist.read([i], row);
      return row.join();
    }),
  );
}

describe('stacked-mnist', () => {
  it('shows an embedded digit in each channel, drawn independently', async () => {
    const known = await digitImages();
    const stacks = (await open({ count: 200 })) as FiniteDataset;
    expect([stacks.size, stacks.shape]).toEqual([200, [28, 28, 3]]);
    const out = new Float32Array(2352);
    for (let i = 0; i < 50; i++) {
      stacks.read([i], out);
      const digits = [0, 1, 2].map(c => channel(out, c).join());
      expect(digits.map(digit => known.has(digit))).toEqual([true, true, true]);
      expect(new Set(digits).size).toBe(3);
    }
  });

  it('is a function of its seed, finite or endless', async () => {
    const read = async (seed: number) => {
      const out = new Float32Array(4 * 2352);
      ((await open({ count: 1000, seed })) as FiniteDataset).read([0, 999, 5, 5], out);
      return out;
    };
    expect(await read(3)).toEqual(await read(3));
    expect(await read(3)).not.toEqual(await read(4));
    const endless = (await open({})) as SamplerDataset;
    const draw = (step: number) => {
      const out = new Float32Array(2 * 2352);
      endless.draw(new Random(0, 'data', step), out);
      return out;
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
    const batch = new Float32Array(8 * 2352);
    batchSource(endless, { batch: 8, seed: 0 }).fill(3, batch);
    expect([Math.min(...batch), Math.max(...batch)]).toEqual([-1, 1]);
  });

  it('has a fingerprint of digits, count and seed, not of the pixel range', async () => {
    const all = await Promise.all([
      open({}),
      open({ count: 10 }),
      open({ count: 10, seed: 1 }),
      open({ count: 10, range: '[0, 1]' }),
    ]);
    const fingerprints = all.map(dataset => dataset.fingerprint);
    expect(new Set(fingerprints).size).toBe(3);
    expect(fingerprints[3]).toBe(fingerprints[1]);
  });

  it('refuses a count that is no number of stacks', async () => {
    await expect(open({ count: 2.5 })).rejects.toThrow(
      'stacked-mnist.count: expected a whole number of at least 0, got 2.5',
    );
  });

  it('has a class for each triple of digits', async () => {
    const mnist = (await openDataset({ name: 'mnist' }, host)) as FiniteDataset;
    const known = new Map<string, number>();
    const row = new Float32Array(784);
    for (let i = 0; i < mnist.size; i++) {
      mnist.read([i], row);
      known.set(row.join(), labelsOf(mnist)![i]);
    }
    const stacks = (await open({ count: 100 })) as FiniteDataset;
    const endless = (await open({})) as SamplerDataset;
    const names = classNames(stacks.condition)!;
    expect([names.length, names[0], names[42], names[999]]).toEqual([1000, '000', '042', '999']);
    const [x, y] = [new Float32Array(4 * 2352), new Int32Array(4)];
    for (const draw of [
      () => stacks.read([3, 99, 0, 50], x, y),
      () => endless.draw(new Random(0, 'data', 1), x, y),
    ]) {
      await draw();
      for (const [i, label] of y.entries()) {
        const image = x.subarray(i * 2352, (i + 1) * 2352);
        expect(names[label]).toBe([0, 1, 2].map(c => known.get(channel(image, c).join())).join(''));
      }
    }
  });
});
