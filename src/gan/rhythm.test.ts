import { expect, it } from 'vitest';
import { rhythm } from './rhythm.ts';

const steps = Array.from({ length: 12 }, (_, n) => n);

it('happens in each n-th step, and counts', () => {
  const { happens, before } = rhythm(3);
  expect(steps.filter(happens)).toEqual([0, 3, 6, 9]);
  expect(steps.map(before)).toEqual([0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4]);
});

it('follows a schedule, and knows any step at once', () => {
  const period = { kind: 'linear', from: 4, to: 1, steps: 6 } as const; // 4, 3.5, 3, 2.5, 2, 1.5, 1, …
  const inOrder = rhythm(period);
  expect(steps.filter(inOrder.happens)).toEqual([0, 3, 5, 6, 7, 8, 9, 10, 11]);
  expect(rhythm(period).before(10)).toBe(7);
  expect(rhythm(period).happens(2)).toBe(false);
});
