import { expect, it } from 'vitest';
import { kept } from './slice-values.ts';

it('keeps heights, and draws the lowest at the edge of the others', () => {
  const values = Array.from({ length: 100 }, (_, i) => -1 - i);
  const shown = kept(values, -1.4);
  expect(shown[0]).toBe(-1);
  expect(shown[50]).toBe(-51);
  expect(Math.min(...shown)).toBe(-90);
  expect(kept([Number.NaN, -3, -2, -1], -1.4)[0]).toBe(-3);
});

it('never hides the level', () => {
  expect(Math.min(...kept([0, 0.5, 0.2, 0.1], -1.4))).toBe(0);
  expect(Math.min(...kept(new Array(30).fill(-2), -1.4))).toBe(-2);
});
