import { expect, it } from 'vitest';
import { Random } from '../../../util/random.ts';
import { blend, disc, field, mixing } from './field.ts';

it('mixes to the correlation that was asked for', () => {
  const [n, l] = [6, mixing(6, 2)];
  const row = (i: number) => l.subarray(i * n, (i + 1) * n);
  const dot = (i: number, j: number) => row(i).reduce((sum, x, k) => sum + x * row(j)[k], 0);
  expect(dot(3, 3)).toBeCloseTo(1, 12);
  expect(dot(1, 4)).toBeCloseTo(Math.exp(-0.5 * 1.5 ** 2), 5);
  expect([...blend(mixing(3, 0), [1, 2, 3])]).toEqual([1, 2, 3]);
});

it('a field has unit variance and correlates along both axes', () => {
  const n = 32;
  const l = mixing(n, 3);
  let [square, across, down, count] = [0, 0, 0, 0];
  for (let s = 0; s < 30; s++) {
    const x = field(l, n, new Random(s, 'test'));
    for (let i = 0; i + 3 < n; i++) {
      for (let j = 0; j + 3 < n; j++) {
        square += x[i * n + j] ** 2;
        across += x[i * n + j] * x[i * n + j + 3];
        down += x[i * n + j] * x[(i + 3) * n + j];
        count++;
      }
    }
  }
  expect(Math.abs(square / count - 1)).toBeLessThan(0.12);
  expect(Math.abs(across / count - Math.exp(-0.5))).toBeLessThan(0.12);
  expect(Math.abs(down / count - Math.exp(-0.5))).toBeLessThan(0.12);
});

it('a disc is bright inside, dark outside, and moves with its numbers', () => {
  const picture = disc(32, 0.5, 0.5, 0.5);
  expect(picture[16 * 32 + 16]).toBeGreaterThan(0.95);
  expect(picture[0]).toBeLessThan(0.01);
  const left = disc(32, 0, 0.5, 0.2);
  expect(left[16 * 32 + 6]).toBeGreaterThan(0.9);
});
