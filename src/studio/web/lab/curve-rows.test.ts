import { expect, it } from 'vitest';
import { overlaid, rowsOf } from './curve-rows.ts';

const curves = {
  step: Float64Array.of(10, 20, 30),
  lossD: Float64Array.of(1, 2, 3),
  js: Float64Array.of(Number.NaN, 0.5, Number.NaN),
};

it('leaves out steps without any value, and leaves gaps for missing ones', () => {
  expect(rowsOf(curves, ['js'])).toEqual([[20], [0.5]]);
  expect(rowsOf(curves, ['lossD', 'js'])).toEqual([
    [10, 20, 30],
    [1, 2, 3],
    [null, 0.5, null],
  ]);
  expect(rowsOf(curves, ['absent'])).toEqual([[], []]);
});

it('lays runs over each other on the steps of both', () => {
  expect(
    overlaid([
      [
        [10, 30],
        [1, 3],
        [0, 0],
      ],
      [
        [10, 20],
        [5, 6],
        [7, 8],
      ],
    ]),
  ).toEqual([
    [10, 20, 30],
    [1, null, 3],
    [0, null, 0],
    [5, 6, null],
    [7, 8, null],
  ]);
});

it('is the run itself where there is one', () => {
  const run = rowsOf(curves, ['lossD']);
  expect(overlaid([run])).toBe(run);
});
