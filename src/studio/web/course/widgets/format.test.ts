import { expect, it } from 'vitest';
import { format, scientific, ticks } from './format.ts';

it.each([
  [0.70794578, 4, '0.7079'],
  [-1.386294, 3, '−1.386'],
  [Infinity, 4, '∞'],
  [-Infinity, 4, '−∞'],
  [Number.NaN, 4, '–'],
  [-0.00001, 3, '0.000'],
  [0, 2, '0.00'],
  [3.2e-9, 4, '3.2·10⁻⁹'],
])('format(%d, %d) is %s', (x, digits, want) => expect(format(x, digits)).toBe(want));

it('scientific keeps two digits and both signs', () => {
  expect(scientific(-6.62e-12)).toBe('−6.6·10⁻¹²');
  expect(scientific(1e154)).toBe('1.0·10¹⁵⁴');
});

it('ticks are round, inside and about as many as asked', () => {
  expect(ticks(0, 1, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
  expect(ticks(-3, 4, 7)).toEqual([-3, -2, -1, 0, 1, 2, 3, 4]);
  expect(ticks(-1.5, 0.2, 4)).toEqual([-1.5, -1, -0.5, 0]);
});
