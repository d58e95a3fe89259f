import { describe, expect, it } from 'vitest';
import { figureOf, type Pair, sameIn, seenIn } from './measured.ts';

const distances = (before: (number | null)[], after: (number | null)[]): Pair => [
  { distance: before },
  { distance: after },
];

describe('a difference', () => {
  it('is seen by two more groups, where there are groups to be found', () => {
    const pair: Pair = [
      { distance: [1, 1], modes: [2, 6], quality: [9, 9] },
      { distance: [1, 1], modes: [4, 7], quality: [50, 50] },
    ];
    expect(figureOf(pair)).toBe('modes');
    expect(seenIn(pair)).toEqual([true, false]);
  });

  it('is seen by the share near a group, where all were found before', () => {
    const pair: Pair = [
      { distance: [0.1, 0.1], modes: [8, 8], quality: [70, 70] },
      { distance: [0.2, 0.2], modes: [8, 8], quality: [80, 72] },
    ];
    expect(figureOf(pair)).toBe('quality');
    expect(seenIn(pair)).toEqual([true, false]);
  });

  it('is seen by two thirds of the distance; numbers that ended are as far as can be', () => {
    expect(seenIn(distances([3, 3, null, 3], [2, 2.5, 7, null]))).toEqual([true, false, true, false]);
  });
});

it('two sides are the same up to a half, whichever is larger', () => {
  expect(sameIn(distances([2, 2, 2, null], [3, 1.2, 1.4, 1]))).toEqual([true, false, true, false]);
});
