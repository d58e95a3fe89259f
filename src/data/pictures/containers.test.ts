import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { parquetWriteBuffer } from 'hyparquet-writer';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { encodeNpy } from '../../util/npy.ts';
import { type FiniteDataset, labelsOf } from '../dataset.ts';
import { encodeIdx } from '../decoders/idx.ts';
import { nodeHost } from '../loaders/node.ts';
import { openDataset } from '../registry.ts';

const scratch = mkdtempSync(join(tmpdir(), 'saddle-containers-'));
afterAll(() => rmSync(scratch, { recursive: true }));
const host = nodeHost(join(scratch, 'cache'));

function put(name: string, bytes: Uint8Array): string {
  const path = join(scratch, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, bytes);
  return path;
}
const open = async (path: string, options: object = {}) =>
  (await openDataset({ name: 'pictures', path, ...options }, host)) as FiniteDataset;
const refusal = (path: string) => open(path).then(String, error => `${error.name}: ${error.message}`);

/** 20 pictures of 16 × 16, each of its own level, of two classes in turn. */
const [count, side] = [20, 16];
const level = (i: number) => 10 * i + 5;
const levels = Uint8Array.from({ length: count * side * side }, (_, i) =>
  level(Math.floor(i / (side * side))),
);
const classes = Uint8Array.from({ length: count }, (_, i) => i % 2);
const first = ({ bytes, shape: [height, width, channels], size }: FiniteDataset) =>
  Array.from({ length: size }, (_, i) => [
    ...bytes!.subarray(i * height * width * channels).subarray(0, channels),
  ]);
const expected = Array.from({ length: count }, (_, i) => [level(i)]);

/** A NumPy file of bytes or whole numbers. */
function npy(type: string, shape: string, data: Uint8Array): Uint8Array {
  const text = `{'descr': '${type}', 'fortran_order': False, 'shape': (${shape}), }`.padEnd(117) + '\n';
  const head = Uint8Array.from(`\u0093NUMPY\u0001\u0000${String.fromCharCode(text.length, 0)}${text}`, c =>
    c.charCodeAt(0),
  );
  return Uint8Array.from([...head, ...data]);
}
const labels = new Uint8Array(BigInt64Array.from(classes, BigInt).buffer);

describe('pictures in one file', () => {
  it('of IDX, with the classes of the file beside it', async () => {
    const images = put('idx/t-images-idx3-ubyte', encodeIdx({ shape: [count, side, side], data: levels }));
    expect((await open(images)).condition).toBeUndefined();
    put('idx/t-labels-idx1-ubyte', encodeIdx({ shape: [count], data: classes }));
    const set = await open(images);
    expect([first(set), [...labelsOf(set)!]]).toEqual([expected, [...classes]]);
    const others = classes.map(i => 1 - i);
    put('idx/t-labels-idx1-ubyte', encodeIdx({ shape: [count], data: others }));
    expect([...labelsOf(await open(images))!]).toEqual([...others]);
  });

  it('of several files in a folder, without classes where only some have them', async () => {
    const shape = [count, side, side];
    put('some/a-images-idx3-ubyte', encodeIdx({ shape, data: levels }));
    put('some/a-labels-idx1-ubyte', encodeIdx({ shape: [count], data: classes }));
    put('some/b-images-idx3-ubyte', encodeIdx({ shape, data: levels }));
    const { size, condition, notes } = await open(join(scratch, 'some'));
    expect([size, condition, notes]).toEqual([
      40,
      undefined,
      ['2 files are taken together', '20 of 40 pictures have no class, so there are no classes'],
    ]);
  });

  it('of NumPy: bytes, and numbers from 0 to 1, −1 to 1 and 0 to 255', async () => {
    const plain = put('a.npy', npy('|u1', `${count}, ${side}, ${side}`, levels));
    expect(first(await open(plain))).toEqual(expected);
    const floats = (scale: (x: number) => number) =>
      encodeNpy([count, side, side, 1], Float32Array.from(levels, scale));
    for (const [name, scale, note] of [
      ['unit', (x: number) => x / 255, /from 0 to 1$/],
      ['tanh', (x: number) => x / 127.5 - 1, /from −1 to 1$/],
      ['plain', (x: number) => x, undefined],
    ] as const) {
      const set = await open(put(`${name}.npy`, floats(scale)));
      expect([first(set), set.notes]).toEqual([expected, note && [expect.stringMatching(note)]]);
    }
    expect(
      await refusal(
        put(
          'wild.npy',
          floats(x => 10 * x),
        ),
      ),
    ).toMatch(/expected levels from 0 to 1, −1 to 1 or 0 to 255, got 50 to 1950; scale them$/);
    expect(await refusal(put('points.npy', encodeNpy([20, 2], new Float32Array(40))))).toMatch(
      /expected images \[N, H, W\].*got \[20,2\]/,
    );
    expect(await refusal(put('cut.npy', floats(x => x).subarray(0, 900)))).toMatch(/the file is cut$/);
  });

  it('of a NumPy archive, with its whole numbers as classes', async () => {
    const arrays = {
      'x.npy': npy('|u1', `${count}, ${side}, ${side}`, levels),
      'y.npy': npy('<i8', `${count},`, labels),
    };
    const set = await open(put('a.npz', zipSync(arrays)));
    expect([first(set), [...labelsOf(set)!]]).toEqual([expected, [...classes]]);
    expect(await refusal(put('b.npz', zipSync({ 'y.npy': arrays['y.npy'] })))).toMatch(
      /expected an array of images .* got \[20\]$/,
    );
  });

  it('of CIFAR-10 and CIFAR-100, also several of them in a folder', async () => {
    const batch = (labels: number) =>
      Uint8Array.from({ length: count * (3072 + labels) }, (_, i) => {
        const [row, at] = [Math.floor(i / (3072 + labels)), i % (3072 + labels)];
        if (at < labels) return at === labels - 1 ? 3 + (row % 2) : 9;
        return [200, level(row), 7][Math.floor((at - labels) / 1024)];
      });
    const one = await open(put('cifar/data_batch_1.bin', batch(1)));
    expect([one.shape, one.condition, first(one)[4]]).toEqual([
      [32, 32, 3],
      { kind: 'class', names: ['cat', 'deer'] },
      [200, 45, 7],
    ]);
    const fine = await open(put('c100.bin', batch(2)));
    expect(fine.condition).toEqual({ kind: 'class', names: ['3', '4'] });
    put('cifar/data_batch_2.bin', batch(1));
    put('cifar/batches.meta.txt', new TextEncoder().encode('cat'));
    const both = await open(join(scratch, 'cifar'));
    expect([both.size, both.notes]).toEqual([40, ['2 files are taken together']]);
  });

  it('of Parquet as the Hugging Face hub has them, in several row groups', async () => {
    const images = await Promise.all(
      Array.from({ length: count }, async (_, i) => {
        const background = { r: level(i), g: level(i), b: level(i) };
        return new Uint8Array(
          await sharp({ create: { width: side, height: side, channels: 3, background } })
            .png()
            .toBuffer(),
        );
      }),
    );
    const features = { label: { names: ['cat', 'dog'], _type: 'ClassLabel' } };
    const bytes = parquetWriteBuffer({
      columnData: [
        { name: 'image', data: images.map((bytes, i) => ({ bytes, path: `${i}.png` })) },
        { name: 'label', data: [...classes].map(BigInt) },
      ],
      schema: [
        { name: 'root', num_children: 2 },
        { name: 'image', repetition_type: 'OPTIONAL', num_children: 2 },
        { name: 'bytes', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' },
        { name: 'path', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
        { name: 'label', type: 'INT64', repetition_type: 'OPTIONAL' },
      ],
      rowGroupSize: 7,
      kvMetadata: [{ key: 'huggingface', value: JSON.stringify({ info: { features } }) }],
    });
    const set = await open(put('train.parquet', new Uint8Array(bytes)));
    expect([first(set), set.condition, [...labelsOf(set)!]]).toEqual([
      expected,
      { kind: 'class', names: ['cat', 'dog'] },
      [...classes],
    ]);
    expect(await refusal(put('cut.parquet', new Uint8Array(bytes).subarray(0, 400)))).toMatch(
      /^UserError: pictures: .*expected a whole Parquet file, got one that cannot be read/,
    );
    const numbers = parquetWriteBuffer({ columnData: [{ name: 'x', data: [1, 2, 3], type: 'INT32' }] });
    expect(await refusal(put('numbers.parquet', new Uint8Array(numbers)))).toMatch(
      /expected a column of pictures as bytes, got x; choose another file$/,
    );
  });
});
