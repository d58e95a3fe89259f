import { expect, it } from 'vitest';
import { interval } from './interval.ts';

const steps = Array.from({ length: 12 }, (_, n) => n);

it('is due in each n-th step, and counts', () => {
  const { isDue, before } = interval(3);
  expect(steps.filter(isDue)).toEqual([0, 3, 6, 9]);
  expect(steps.map(before)).toEqual([0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4]);
});

it('follows a schedule, and knows any step at once', () => {
  const period = { kind: 'linear', from: 4, to: 1, steps: 6 } as const; // 4, 3.5, 3, 2.5, 2, 1.5, 1, …
  const inOrder = interval(period);
  expect(steps.filter(inOrder.isDue)).toEqual([0, 3, 5, 6, 7, 8, 9, 10, 11]);
  expect(interval(period).before(10)).toBe(7);
  expect(interval(period).isDue(2)).toBe(false);
});

it('goes on evenly where the schedule ends, however far', () => {
  const { before, isDue } = interval({ kind: 'linear', from: 1, to: 3, steps: 4 }); // 1, 1.5, 2, 2.5, 3, …
  expect(steps.filter(isDue)).toEqual([0, 2, 5, 8, 11]);
  expect(before(2 + 3e12)).toBe(1 + 1e12);
  expect(isDue(2 + 3e12)).toBe(true);
  expect(interval({ kind: 'exponential', from: 4, to: 2, factor: 0.5 }).before(1e9)).toBe(5e8);
  expect(interval(3).before(3e12)).toBe(1e12);
});
