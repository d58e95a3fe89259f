import { expect, it } from 'vitest';
import { noisePlaces } from './scene.ts';

const bounds = { x: [0, 32], y: [-16, 16] } as const;

it('draws noise standardised in the frame of the data', () => {
  const normal = { distribution: 'normal', dim: 2 } as const;
  expect([...noisePlaces([0, 1, -2, 3.2], normal, bounds)]).toEqual([16, 5, 6, 16]);
  const unit = { distribution: 'uniform-01', dim: 2 } as const;
  const [left, bottom] = noisePlaces([0, 0.5], unit, bounds);
  expect([left, bottom]).toEqual([expect.closeTo(16 - 5 * Math.sqrt(3), 5), 0]);
});

it('takes the first coordinates, and puts one coordinate on a line', () => {
  expect([...noisePlaces([1, 9, 9, 0, 9, 9], { distribution: 'normal', dim: 3 }, { x: [0, 32] })]).toEqual([
    21, 16,
  ]);
  expect([...noisePlaces([1, -1], { distribution: 'normal', dim: 1 }, bounds)]).toEqual([21, 0, 11, 0]);
});
