import { expect, it } from 'vitest';
import { Curves, logOf } from './curves.ts';

it('keeps every step while there is room', () => {
  const curves = new Curves(10);
  for (let step = 1; step <= 3; step++) curves.add(step, { lossD: step });
  expect([...curves.data['step']]).toEqual([1, 2, 3]);
  expect([...curves.data['lossD']]).toEqual([1, 2, 3]);
});

it('merges neighbours when full and keeps the mean of all', () => {
  const curves = new Curves(10);
  for (let step = 1; step <= 1000; step++) curves.add(step, { lossD: step });
  const { step, lossD } = curves.data;
  expect(step.length).toBeLessThanOrEqual(10);
  expect(step.length).toBeGreaterThan(5);
  expect(step.at(-1)).toBe(1000);
  for (let i = 1; i < step.length - 1; i++) {
    expect(lossD[i]).toBeCloseTo((step[i] + step[i - 1] + 1) / 2, 6);
  }
});

it('has a gap where an output was not given or not finite', () => {
  const curves = new Curves();
  curves.add(1, { lossD: 1 });
  curves.add(2, { lossD: Number.NaN, w1: 3 });
  expect([...curves.data['lossD']]).toEqual([1, Number.NaN]);
  expect([...curves.data['w1']]).toEqual([Number.NaN, 3]);
});

it('forgets what came after a step', () => {
  const curves = new Curves();
  for (let step = 1; step <= 5; step++) curves.add(step, { lossD: step });
  curves.truncate(3);
  expect([...curves.data['step']]).toEqual([1, 2, 3]);
});

it('gives and takes the rows of a log', () => {
  const curves = new Curves();
  for (let step = 1; step <= 3; step++) curves.add(step, { lossD: step / 3 });
  curves.add(3, { w1: 0.5 });
  const rows = logOf(curves.data, 10);
  expect(rows.at(-1)).toEqual({ step: 3, images: 30, lossD: 1, w1: 0.5 });
  expect(rows[0]).toEqual({ step: 1, images: 10, lossD: 1 / 3 });
  const others = new Curves();
  others.addLog(rows);
  expect(others.data).toEqual(curves.data);
});

it('finds what was at a step', () => {
  const curves = new Curves();
  expect(curves.at(3)).toEqual({});
  for (let step = 2; step <= 6; step += 2) curves.add(step, { lossD: step });
  expect([0, 3, 4, 9].map(step => curves.at(step)['lossD'])).toEqual([2, 4, 4, 6]);
});
