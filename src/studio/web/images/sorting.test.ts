import { expect, it } from 'vitest';
import { rowsOf } from './sorting.ts';

const judged = { classes: Int32Array.of(0, 1, 1, 0), probabilities: Float32Array.of(0.5, 0.75, 1, 0.25) };

it('sorts samples by what they are taken for, the clearest first, with the share of each class', () => {
  const rows = rowsOf(judged, 3);
  expect(rows.map(({ share }) => share)).toEqual([0.5, 0.5, 0]);
  expect(rows.map(({ samples }) => samples.map(({ index }) => index))).toEqual([[0, 3], [2, 1], []]);
});

it('sorts samples by what they were asked for, with the share of those that are taken for it', () => {
  const rows = rowsOf(judged, 3, Int32Array.of(1, 1, 1, 0));
  expect(rows.map(({ label, share }) => [label, share])).toEqual([
    [0, 1],
    [1, 2 / 3],
  ]);
  expect(rows[1].samples).toEqual([
    { index: 0, taken: 0, probability: 0.5 },
    { index: 1, taken: 1, probability: 0.75 },
    { index: 2, taken: 1, probability: 1 },
  ]);
});
