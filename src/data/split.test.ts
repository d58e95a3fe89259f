import { describe, expect, it } from 'vitest';
import { batchSource } from './batches.ts';
import { type FiniteDataset, labelsOf, pointDataset } from './dataset.ts';
import { openDataset } from './registry.ts';
import { splitDataset } from './split.ts';

const numbers = pointDataset({
  name: 'numbers',
  shape: [1],
  values: Float32Array.from({ length: 50 }, (_, i) => i),
  condition: { kind: 'class', names: Array.from({ length: 50 }, (_, i) => `number ${i}`) },
  conditions: Int32Array.from({ length: 50 }, (_, i) => i),
  source: 'test',
});

function all(dataset: FiniteDataset): number[] {
  const out = new Float32Array(dataset.size);
  dataset.read([...Array(dataset.size).keys()], out);
  return [...out];
}

const sorted = (values: readonly number[]) => [...values].sort((a, b) => a - b);

describe('splitDataset', () => {
  it('puts every sample on one side, with its class, another choice for another seed', () => {
    const { training, heldOut } = splitDataset(numbers, 10, 3);
    const parts = [training as FiniteDataset, heldOut!];
    expect(parts.map(part => part.size)).toEqual([40, 10]);
    expect(sorted(parts.flatMap(all))).toEqual(all(numbers));
    for (const part of parts) {
      expect([...labelsOf(part)!]).toEqual(all(part));
      const [x, y] = [new Float32Array(2), new Int32Array(2)];
      part.read([7, 3], x, y);
      expect([...y]).toEqual([...x]);
    }
    expect(all(splitDataset(numbers, 10, 3).heldOut!)).toEqual(all(heldOut!));
    expect(all(splitDataset(numbers, 10, 4).heldOut!)).not.toEqual(all(heldOut!));
  });

  it('tells the parts of a set apart, which have its fingerprint', () => {
    const parts = [0, 1].flatMap(seed => {
      const { training, heldOut } = splitDataset(numbers, 25, seed);
      return [training as FiniteDataset, heldOut!];
    });
    const inner = splitDataset(parts[0], 5, 0).heldOut!;
    expect(new Set([...parts, inner].map(({ part }) => part)).size).toBe(5);
    expect(new Set(parts.map(({ fingerprint }) => fingerprint)).size).toBe(1);
    expect(splitDataset(numbers, 25, 1).heldOut!.part).toBe(parts[3].part);
  });

  it('keeps mirror images together, also in parts of parts', () => {
    const { training } = splitDataset({ ...numbers, twins: true }, 10, 0);
    const { training: reference, heldOut } = splitDataset(training, 10, 0);
    for (const part of [reference as FiniteDataset, heldOut!]) {
      const values = all(part);
      expect(values.every(v => values.includes((v + 25) % 50))).toBe(true);
    }
  });

  it('takes a share below 1', () => {
    expect(splitDataset(numbers, 0.1, 0).heldOut!.size).toBe(5);
    expect(splitDataset(numbers, 1, 0).heldOut!.size).toBe(1);
  });

  it('leaves the dataset as it is where nothing is held out', () => {
    expect(splitDataset(numbers, 0, 0)).toEqual({ training: numbers });
  });

  it('never gives a held-out sample to a minibatch', () => {
    const { training, heldOut } = splitDataset(numbers, 20, 1);
    const source = batchSource(training, { batch: 8, seed: 0 });
    const seen = new Set<number>();
    for (let n = 0; n < 20; n++) {
      const x = new Float32Array(8);
      source.fill(n, x);
      for (const value of x) seen.add(value);
    }
    expect(seen.size).toBe(30);
    expect(all(heldOut!).filter(value => seen.has(value))).toEqual([]);
  });

  it('says what is wrong', async () => {
    const endless = await openDataset({ name: 'ring' });
    expect(() => splitDataset(endless, 10, 0)).toThrow(/fixed set of samples, got ring without end/);
    for (const heldOut of [50, 60, 0.001, 0.999]) {
      expect(() => splitDataset(numbers, heldOut, 0)).toThrow(/heldOut: expected from 1 to 49 of the 50/);
    }
    const { heldOut } = splitDataset(numbers, 10, 0);
    expect(() => heldOut!.read([10], new Float32Array(1))).toThrow(/index from 0 to 9, got 10/);
  });
});
