import { expect, it } from 'vitest';
import { Pace } from './pace.ts';

it('fills its time with steps', () => {
  const pace = new Pace();
  expect(pace.next(0)).toBe(4);
  for (let i = 0; i < 20; i++) pace.took(50, 100);
  expect(pace.next(0)).toBe(16); // of ½ ms each in 8 ms
  for (let i = 0; i < 40; i++) pace.took(90, 1);
  expect(pace.next(0)).toBe(1);
});

it('keeps a chosen speed over any clock', () => {
  const pace = new Pace();
  pace.speed = 30;
  pace.resume(0);
  let steps = 0;
  for (let now = 0; now <= 2000; now += 7) {
    const count = pace.next(now);
    if (count > 0) pace.took(0.5 * count, count);
    steps += count;
  }
  expect(steps).toBeGreaterThanOrEqual(60);
  expect(steps).toBeLessThanOrEqual(62);
});

it('does not make up for a long wait', () => {
  const pace = new Pace();
  pace.speed = 8;
  pace.resume(0);
  pace.took(1, 1);
  expect(pace.next(60_000)).toBeLessThanOrEqual(2);
});
