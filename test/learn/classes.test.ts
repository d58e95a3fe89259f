import { expect, it } from 'vitest';
import { modesOf } from '../../src/metrics/modes.ts';
import { PATIENCE, trained } from './support.ts';

/** Sample i of a conditional generator is of class i mod the number of classes. */
const shares = (classes: number, count: number, isRight: (i: number) => boolean) => {
  const right = new Array<number>(classes).fill(0);
  for (let i = 0; i < count; i++) right[i % classes] += (Number(isRight(i)) * classes) / count;
  return right;
};

it(
  'ring-classes: 97 % or more of the samples of each class lie within 3 σ of its own mode',
  async () => {
    const count = 8000;
    const { samples, dataset } = await trained('ring-classes', count);
    const { modes } = modesOf(dataset)!;
    const near = shares(8, count, i => {
      const [x, y] = modes[i % 8];
      return Math.hypot(samples[2 * i] - x, samples[2 * i + 1] - y) <= 3 * 0.1;
    });
    expect(Math.min(...near), `shares: ${near}`).toBeGreaterThanOrEqual(0.97);
  },
  PATIENCE,
);
