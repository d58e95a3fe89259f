import { expect, it } from 'vitest';
import { histogram } from './samples.ts';

it('has area 1 and counts ends once', () => {
  const outline = histogram([0, 0.1, 0.9, 1], 0, 1, 4);
  expect(outline[0]).toEqual([0, 2]);
  expect(outline.at(-1)).toEqual([1, 2]);
  const area = outline.reduce((sum, [, h], i) => sum + (i % 2 === 0 ? h * 0.25 : 0), 0);
  expect(area).toBeCloseTo(1, 12);
});

it('leaves out what is outside', () => {
  expect(histogram([-1, 2, 0.5], 0, 1, 1)).toEqual([
    [0, 1 / 3],
    [1, 1 / 3],
  ]);
  expect(histogram([], 0, 1, 1)[0]).toEqual([0, 0]);
});
