import { describe, expect, it } from 'vitest';
import { Random } from '../util/random.ts';
import { batchSource } from './batches.ts';
import { imageDataset, lawFingerprint, pointDataset, type SamplerDataset } from './dataset.ts';

const counting = (size: number) =>
  pointDataset({
    name: 'count',
    shape: [1],
    values: Float32Array.from({ length: size }, (_, i) => i),
    labels: Uint8Array.from({ length: size }, (_, i) => i % 7),
    source: 'test',
  });

const sampler: SamplerDataset = {
  kind: 'sampler',
  name: 'noise',
  shape: [2],
  size: Number.POSITIVE_INFINITY,
  fingerprint: lawFingerprint('noise', {}),
  source: 'test',
  draw: (random, out) => void random.normals(out),
};

const batchAt = (source: ReturnType<typeof batchSource>, n: number) => {
  const out = new Float32Array(source.length);
  source.fill(n, out);
  return [...out];
};

describe('shuffled batches', () => {
  it('visit every sample once per epoch, across borders, in a new order each time', () => {
    const source = batchSource(counting(10), { batch: 4, seed: 3 });
    const seen = Array.from({ length: 10 }, (_, n) => batchAt(source, n)).flat();
    const epochs = [0, 1, 2, 3].map(e => seen.slice(e * 10, e * 10 + 10));
    for (const epoch of epochs) {
      expect([...epoch].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }
    expect(new Set(epochs.map(String)).size).toBe(4);
  });

  it('depend on (seed, n) only, in whatever order they are asked for', () => {
    const forward = batchSource(counting(10), { batch: 4, seed: 3 });
    const all = Array.from({ length: 12 }, (_, n) => batchAt(forward, n));
    const backward = batchSource(counting(10), { batch: 4, seed: 3 });
    for (let n = 11; n >= 0; n--) expect(batchAt(backward, n)).toEqual(all[n]);
    expect(batchAt(batchSource(counting(10), { batch: 4, seed: 4 }), 0)).not.toEqual(all[0]);
    expect(batchAt(batchSource(counting(10), { batch: 4, seed: 3, stream: '-2' }), 0)).not.toEqual(all[0]);
  });

  it('carry the labels of their samples', () => {
    const source = batchSource(counting(20), { batch: 8, seed: 0 });
    const out = new Float32Array(8);
    const labels = new Int32Array(8);
    source.fill(5, out, labels);
    expect([...labels]).toEqual([...out].map(v => v % 7));
  });
});

it('draws with replacement: all samples, unevenly', () => {
  const source = batchSource(counting(10), { batch: 10, seed: 1, order: 'replacement' });
  const batches = Array.from({ length: 30 }, (_, n) => batchAt(source, n));
  expect(new Set(batches.flat()).size).toBe(10);
  expect(batches.some(b => new Set(b).size < 10)).toBe(true);
  expect(batchAt(source, 4)).toEqual(batches[4]);
});

it('draws from a sampler by step', () => {
  const source = batchSource(sampler, { batch: 3, seed: 5 });
  expect(batchAt(source, 7)).toEqual([...new Random(5, 'data', 7).normals(new Float32Array(6))]);
  expect(batchAt(source, 7)).toEqual(batchAt(source, 7));
});

it('refuses impossible batches', () => {
  expect(() => batchSource(counting(10), { batch: 11, seed: 0 })).toThrow(
    'batch: expected at most 10, the size of count, got 11; choose a smaller batch',
  );
  expect(() => batchSource(sampler, { batch: 0, seed: 0 })).toThrow('expected a positive integer, got 0');
});

describe('imageDataset', () => {
  const bytes = Uint8Array.from({ length: 2 * 256 }, (_, i) => i % 256);
  const set = (range: '[0, 1]' | '[-1, 1]') =>
    imageDataset({ name: 'ramp', shape: [16, 16, 1], bytes, source: 'test', range });

  it('scales exactly', () => {
    const out = new Float32Array(256);
    set('[0, 1]').read([1], out);
    expect([...out]).toEqual([...bytes.slice(0, 256)].map(x => Math.fround(x / 255)));
    set('[-1, 1]').read([0], out);
    expect([...out]).toEqual([...bytes.slice(0, 256)].map(x => Math.fround(x / 127.5 - 1)));
  });

  it('fingerprints content, not scale', () => {
    expect(set('[0, 1]').fingerprint).toBe(set('[-1, 1]').fingerprint);
    const other = imageDataset({ name: 'r', shape: [16, 16, 1], bytes: bytes.map(b => b ^ 1), source: '' });
    expect(other.fingerprint).not.toBe(set('[0, 1]').fingerprint);
  });

  it('names what is wrong', () => {
    expect(() => imageDataset({ name: 'x', shape: [5, 5, 1], bytes, source: '' })).toThrow(
      'x: expected a whole number of samples of 25 values, got 512 values',
    );
    expect(() => set('[0, 1]').read([2], new Float32Array(256))).toThrow(
      'expected an index from 0 to 1, got 2',
    );
  });
});
