import { describe, expect, it } from 'vitest';
import { UserError } from '../util/error.ts';
import { Random } from '../util/random.ts';
import { batchSource, type Minibatches } from './batches.ts';
import {
  type FiniteDataset,
  imageDataset,
  lawFingerprint,
  pointDataset,
  type SamplerDataset,
} from './dataset.ts';
import { openDataset } from './registry.ts';
import { splitDataset } from './split.ts';

const counting = (size: number) =>
  pointDataset({
    name: 'count',
    shape: [1],
    values: Float32Array.from({ length: size }, (_, i) => i),
    condition: { kind: 'class', names: [...'abcdefg'] },
    conditions: Int32Array.from({ length: size }, (_, i) => i % 7),
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

  it('carry the classes of their samples', () => {
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

describe('conditions', () => {
  const vectors = pointDataset({
    name: 'vectors',
    shape: [1],
    values: Float32Array.from({ length: 6 }, (_, i) => i),
    condition: { kind: 'vector', dim: 2 },
    conditions: Float32Array.from({ length: 12 }, (_, i) => 10 * Math.floor(i / 2) + (i % 2)),
    source: 'test',
  });

  it('may be vectors, or images of a set of images', () => {
    const source = batchSource(vectors, { batch: 3, seed: 0 });
    const [x, y] = [new Float32Array(3), new Float32Array(6)];
    source.fill(1, x, y);
    expect([...y]).toEqual([...x].flatMap(v => [10 * v, 10 * v + 1]));
    const bytes = Uint8Array.from({ length: 24 }, (_, i) => i);
    const edges = imageDataset({
      name: 'edges',
      shape: [2, 3, 1],
      bytes,
      condition: { kind: 'image', shape: [1, 2, 1] },
      conditions: Float32Array.from({ length: 8 }, (_, i) => i),
      source: 'test',
    });
    const z = new Float32Array(4);
    edges.read([3, 1], new Float32Array(12), z);
    expect([...z]).toEqual([6, 7, 2, 3]);
  });

  const uneven = pointDataset({
    name: 'uneven',
    shape: [1],
    values: new Float32Array(10),
    condition: { kind: 'class', names: ['rare', 'often'] },
    conditions: Int32Array.from({ length: 10 }, (_, i) => (i < 2 ? 0 : 1)),
    source: 'test',
  });

  it('are asked for as often as the data have them, by seed, stream and step alone', async () => {
    const ring = await openDataset({ name: 'ring', labelled: true });
    for (const [dataset, share] of [
      [uneven, 0.8],
      [ring, 1 / 8],
    ] as const) {
      const ask = (seed: number, stream: string, step: number) => {
        const y = new Int32Array(5000);
        batchSource(dataset, { batch: 2, seed }).ask(stream, step, y);
        return y;
      };
      const y = ask(0, 'y1', 3);
      const found = y.filter(label => label === 1).length / y.length;
      expect(Math.abs(found - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / 5000));
      expect(ask(0, 'y1', 3)).toEqual(y);
      for (const other of [ask(1, 'y1', 3), ask(0, 'y2', 3), ask(0, 'y1', 4)]) expect(other).not.toEqual(y);
    }
  });

  it('are refused where the data have none, or another kind', () => {
    const refusal =
      'noise: expected data with conditions, such as classes, got data without; choose data that have them';
    const none = batchSource(sampler, { batch: 2, seed: 0 });
    expect(() => none.fill(0, new Float32Array(4), new Int32Array(2))).toThrow(refusal);
    expect(() => none.ask('y', 0, new Int32Array(2))).toThrow(refusal);
    const source = batchSource(vectors, { batch: 2, seed: 0 });
    expect(() => source.fill(0, new Float32Array(2), new Int32Array(2))).toThrow(
      'vectors: expected room for 4 conditions (a vector of 2) as Float32Array, got 2 as Int32Array',
    );
  });

  it.each([
    [
      { conditions: new Int32Array(3) },
      'x: expected condition and conditions, got conditions alone; give condition too',
    ],
    [{ condition: { kind: 'vector', dim: 1 } }, 'got condition alone; give conditions too'],
    [
      { condition: { kind: 'vector', dim: 2 }, conditions: new Float32Array(3) },
      'expected 6 numbers as conditions of 3',
    ],
    [
      { condition: { kind: 'class', names: ['a'] }, conditions: Int32Array.of(0, 1, 0) },
      'classes from 0 to 0, got 1',
    ],
    [{ condition: { kind: 'class', names: ['a', 'a'] }, conditions: new Int32Array(3) }, "got 'a' twice"],
  ] as [object, string][])('that do not fit a set are refused: %j', (given, message) => {
    const values = new Float32Array(3);
    expect(() => pointDataset({ name: 'x', shape: [1], values, source: '', ...given })).toThrow(message);
  });
});

describe('data that come later', () => {
  /** Answers when it is told to, and counts what was asked. */
  function later(dataset: FiniteDataset) {
    const asked: number[][] = [];
    const waiting: (() => void)[] = [];
    const slow: FiniteDataset = {
      ...dataset,
      async read(indices, out, y) {
        asked.push([...Array.from(indices)]);
        await new Promise<void>(resolve => waiting.push(resolve));
        dataset.read(indices, out, y);
      },
    };
    const release = () => {
      for (const resolve of waiting.splice(0)) resolve();
    };
    return { slow, asked, release };
  }
  const options = { batch: 4, seed: 3 };
  const expected = (n: number) => batchAt(batchSource(counting(10), options), n);
  const wanted = (source: Minibatches, n: number) => {
    const out = new Float32Array(source.length);
    return { out, done: source.fill(n, out) as Promise<void> };
  };

  it('are the same minibatches, one after the other or at once', async () => {
    const { slow, release } = later(counting(10));
    const source = batchSource(slow, options);
    const both = [wanted(source, 6), wanted(source, 1)];
    release();
    await Promise.all(both.map(({ done }) => done));
    expect(both.map(({ out }) => [...out])).toEqual([expected(6), expected(1)]);
  });

  it('are read ahead once it is known that they are slow, each minibatch once', async () => {
    const { slow, asked, release } = later(counting(10));
    const source = batchSource(slow, options);
    source.prefetch(0);
    expect(asked.length).toBe(0);
    const first = wanted(source, 0);
    release();
    await first.done;
    for (const n of [5, 2, 5, 2]) source.prefetch(n); // a share of the numbers, in any order
    expect(asked.length).toBe(3);
    const both = [wanted(source, 2), wanted(source, 5)];
    expect(asked.length).toBe(3);
    release();
    await Promise.all(both.map(({ done }) => done));
    expect(both.map(({ out }) => [...out])).toEqual([expected(2), expected(5)]);
  });

  it('bring their conditions along, where they are wanted', async () => {
    const { slow, release } = later(counting(10));
    const source = batchSource(slow, options);
    const [x, y] = [new Float32Array(4), new Int32Array(4)];
    for (const n of [0, 1]) {
      const done = source.fill(n, x, y);
      release();
      await done;
      expect([...y]).toEqual([...x].map(v => v % 7));
      source.prefetch(n + 1);
    }
  });

  it('take no more memory than they may: what was read and not used gives way, what is being read does not', async () => {
    const wide = imageDataset({
      name: 'wide',
      shape: [2048, 2048, 1],
      bytes: new Uint8Array(2 * 2048 * 2048),
      source: 'test',
    });
    const { slow, asked, release } = later(wide);
    const source = batchSource(slow, { batch: 2, seed: 0 }); // 32 MiB: two of them may wait
    const first = wanted(source, 0);
    release();
    await first.done;
    for (const n of [1, 2, 3]) source.prefetch(n);
    expect(asked.length).toBe(3);
    release();
    await new Promise(resolve => setTimeout(resolve));
    source.prefetch(4); // in place of 1
    release();
    const again = wanted(source, 1);
    expect(asked.length).toBe(5);
    release();
    await again.done;
  });

  it('that fail say so where they are wanted, in one sentence', async () => {
    let fault: Error | undefined;
    const dataset = counting(10);
    const failing: FiniteDataset = {
      ...dataset,
      async read(indices, out) {
        if (fault) throw fault;
        dataset.read(indices, out);
      },
    };
    const source = batchSource(failing, options);
    await wanted(source, 0).done;
    fault = new Error('the disk is gone');
    source.prefetch(1);
    await new Promise(resolve => setTimeout(resolve)); // nobody hears of it yet
    const error = await wanted(source, 1).done.catch(e => e);
    expect([error.name, error.message]).toEqual([
      'UserError',
      'count: cannot read minibatch 1: the disk is gone',
    ]);
    fault = new UserError('x: its own sentence');
    await expect(wanted(source, 2).done).rejects.toThrow(fault);
    fault = undefined;
    const mended = wanted(source, 1);
    await mended.done;
    expect([...mended.out]).toEqual(expected(1));
  });

  it('are split as others are', async () => {
    const { slow, release } = later(counting(10));
    const { heldOut } = splitDataset(slow, 4, 0);
    const x = new Float32Array(4);
    const done = heldOut!.read([0, 1, 2, 3], x);
    release();
    await done;
    const now = new Float32Array(4);
    splitDataset(counting(10), 4, 0).heldOut!.read([0, 1, 2, 3], now);
    expect(x).toEqual(now);
  });
});
