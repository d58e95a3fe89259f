import { expect, it } from 'vitest';
import { Random } from '../../../util/random.ts';
import { nearestTo, usualDistance } from './nearest.ts';

const set = Uint8Array.of(0, 0, 255, 0, 10, 0, 255, 255, 0, 51);

it('finds the nearest images, nearest first, with distances of pixels from 0 to 1', () => {
  const found = nearestTo(set, Uint8Array.of(0, 0), 3);
  expect(found.map(({ index }) => index)).toEqual([0, 2, 4]);
  expect(found[0].distance).toBe(0);
  expect(found[2].distance).toBeCloseTo(0.2, 12);
  expect(nearestTo(set, Uint8Array.of(0, 0), 1, 0)).toEqual([{ index: 2, distance: 10 / 255 }]);
  expect(nearestTo(set, Uint8Array.of(0, 0), 9)).toHaveLength(5);
});

it('agrees with sorting all distances', () => {
  const random = new Random(3, 'nearest');
  const many = Uint8Array.from({ length: 200 * 12 }, () => random.integer(256));
  const picture = Uint8Array.from({ length: 12 }, () => random.integer(256));
  const distance = (index: number) => Math.hypot(...Array.from(picture, (p, i) => p - many[index * 12 + i]));
  const order = Array.from({ length: 200 }, (_, i) => i).sort((a, b) => distance(a) - distance(b));
  const found = nearestTo(many, picture, 7);
  expect(found.map(({ index }) => index)).toEqual(order.slice(0, 7));
});

it('knows how far the next image usually is', () => {
  expect(usualDistance(set, 2, [0, 2, 4])).toBeCloseTo(10 / 255, 12);
});
