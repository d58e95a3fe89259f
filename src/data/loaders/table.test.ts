import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { encodeNpy } from '../../util/npy.ts';
import { type FiniteDataset, labelsOf } from '../dataset.ts';
import { openDataset } from '../registry.ts';
import { nodeHost } from './node.ts';

const scratch = mkdtempSync(join(tmpdir(), 'saddle-points-'));
afterAll(() => rmSync(scratch, { recursive: true }));
async function open(name: string, content: string | Uint8Array): Promise<FiniteDataset> {
  const path = join(scratch, name);
  writeFileSync(path, content);
  return (await openDataset({ name: 'table', path }, nodeHost(join(scratch, 'cache')))) as FiniteDataset;
}
const valuesOf = (set: FiniteDataset) => {
  const out = new Float32Array(set.size * set.shape[0]);
  set.read([...Array(set.size).keys()], out);
  return [...out];
};

it.each([
  ['commas', '1,2\n3,4\n', [2], [1, 2, 3, 4]],
  ['names, semicolons and the mark of a spreadsheet', '\ufeffx;y\r\n1;2\r\n3;-4e1\r\n', [2], [1, 2, 3, -40]],
  ['numbers on the line', '# a comment\n1.5\n\n-2\n', [1], [1.5, -2]],
  ['spaces', '1   2 3\n4 5 6', [3], [1, 2, 3, 4, 5, 6]],
])('points come from a CSV with %s', async (_, text, shape, values) => {
  const set = await open('a.csv', text);
  expect([set.shape, valuesOf(set), set.condition]).toEqual([shape, values, undefined]);
});

it('a column of words, or called label, says the classes', async () => {
  for (const text of [
    '1,2,cat\n3,4,dog\n5,6,cat',
    'x,y,label\n1,2,cat\n3,4,dog\n5,6,cat',
    'label,x,y\ncat,1,2\ndog,3,4\ncat,5,6',
  ]) {
    const set = await open('b.csv', text);
    expect([valuesOf(set), set.condition, [...labelsOf(set)!]]).toEqual([
      [1, 2, 3, 4, 5, 6],
      { kind: 'class', names: ['cat', 'dog'] },
      [0, 1, 0],
    ]);
  }
});

it('points come from NumPy, [N, D] or [N]', async () => {
  expect((await open('a.npy', encodeNpy([3, 2], new Float32Array(6)))).shape).toEqual([2]);
  expect((await open('b.npy', encodeNpy([3], new Float32Array(3)))).shape).toEqual([1]);
});

it.each([
  ['a.csv', '1,2\n3', /csv: .*a\.csv: expected 2 values in line 2, got 1; mend it$/],
  ['a.csv', '1,2\n3,', /expected a number in line 2, got ''/],
  ['a.csv', '1,2\n3,x', /expected a number in line 2, got 'x'/],
  ['a.csv', '', /expected rows of numbers, got none$/],
  ['a.csv', 'cat\ndog', /expected columns of numbers, got none/],
  ['a.csv', '1,2', /expected at least 2 points, got 1/],
  ['a.npy', encodeNpy([2, 2, 2], new Float32Array(8)), /expected points \[N\] or \[N, D\], got \[2,2,2\]$/],
  ['a.npy', encodeNpy([2], Float32Array.of(1, Number.NaN)), /expected finite numbers, got NaN in row 1$/],
  ['a.npy', 'hello, this is text', /expected a NumPy file/],
] as const)('%s is refused in a sentence: %s', async (name, content, sentence) => {
  await expect(open(name, content)).rejects.toThrow(sentence);
});
