import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type FiniteDataset, labelsOf } from '../dataset.ts';
import { readMatlab } from '../decoders/matlab.ts';
import { openDataset } from '../registry.ts';
import { nodeHost } from './node.ts';

/** Recorded by scipy: test/fixtures/matlab/record.py */
const fixtures = join(import.meta.dirname, '../../../test/fixtures/matlab');
const scratch = mkdtempSync(join(tmpdir(), 'saddle-faces-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const host = nodeHost(join(scratch, 'cache'));
const open = async (options: object) =>
  (await openDataset(
    { name: 'toronto-faces', file: join(fixtures, 'faces.mat'), ...options },
    host,
  )) as FiniteDataset;
const bytesOf = (name: string) => new Uint8Array(readFileSync(join(fixtures, name)));
const put = (bytes: Uint8Array) => {
  const file = join(scratch, 'put.mat');
  writeFileSync(file, bytes);
  return file;
};

describe('MATLAB files', () => {
  it('give their numbers, small elements included', async () => {
    const arrays = await readMatlab({ file: 'numbers.mat', bytes: bytesOf('numbers.mat') });
    const [x, y] = [arrays.get('x')!, arrays.get('y')!];
    expect([x.shape, [...(x.data as Float64Array)]]).toEqual([
      [2, 2],
      [1.5, 3e10, -2.25, 0],
    ]);
    expect([y.shape, [...(y.data as Float32Array)]]).toEqual([
      [1, 3],
      [0, 1, 2],
    ]);
  });
});

describe('Toronto faces', () => {
  it('are read row by row, plain or packed', async () => {
    const dataset = await open({ set: 'train', range: '[0, 1]' });
    expect([dataset.size, dataset.shape]).toEqual([4, [6, 6, 1]]);
    const image = new Float32Array(36);
    await dataset.read([0], image);
    expect([...image.subarray(0, 6)].map(v => Math.round(255 * v))).toEqual([205, 112, 231, 149, 201, 127]);
    const packed = await open({ set: 'train', range: '[0, 1]', file: join(fixtures, 'faces-packed.mat') });
    expect(packed.fingerprint).toBe(dataset.fingerprint);
  });

  it('have sets by fold, and expressions as classes', async () => {
    const sizes = async (fold: number) =>
      Promise.all(
        ['unlabeled', 'train', 'valid', 'full-train'].map(async set => (await open({ set, fold })).size),
      );
    expect(await sizes(0)).toEqual([4, 4, 2, 6]);
    expect(await sizes(1)).toEqual([4, 2, 4, 6]);
    const valid = await open({ set: 'valid' });
    expect(valid.condition).toEqual({ kind: 'class', names: ['sadness', 'surprise'] });
    expect([...labelsOf(valid)!]).toEqual([0, 1]);
    expect((await open({})).condition).toBeUndefined();
  });

  it('are refused in a sentence where the file is missing, cut, damaged or of another kind', async () => {
    await expect(open({ file: '' })).rejects.toThrow('expected the path of TFD_48x48.mat');
    await expect(open({ set: 'all' })).rejects.toThrow('all');
    await expect(open({ fold: 5 })).rejects.toThrow('expected a fold below 5, got 5');
    await expect(open({ file: join(fixtures, 'numbers.mat') })).rejects.toThrow(
      'numbers.mat: expected images with 3 axes, got variables x, y',
    );
    const plain = bytesOf('faces.mat');
    await expect(open({ file: put(plain.subarray(0, 300)) })).rejects.toThrow('got a cut file');
    await expect(open({ file: put(plain.subarray(0, 100)) })).rejects.toThrow(
      'expected a little-endian MATLAB file',
    );
    const packed = bytesOf('faces-packed.mat');
    packed[200] ^= 255;
    await expect(open({ file: put(packed) })).rejects.toThrow('matlab: ');
    const hdf = new TextEncoder().encode('MATLAB 7.3 MAT-file, Platform: GLNXA64'.padEnd(128));
    await expect(open({ file: put(hdf) })).rejects.toThrow('save it with -v7');
  });
});
