import { expect, it } from 'vitest';
import { inkOf, pointsOfRaster, type Raster } from './raster.ts';

/** A picture of so many pixels, each [red, green, blue, alpha]. */
function raster(width: number, height: number, at: (x: number, y: number) => readonly number[]): Raster {
  const pixels = Array.from({ length: width * height }, (_, i) => at(i % width, Math.floor(i / width)));
  return { width, height, data: Uint8ClampedArray.from(pixels.flat()) };
}

const [BLACK, WHITE, RED] = [
  [0, 0, 0, 255],
  [255, 255, 255, 255],
  [255, 0, 0, 255],
];

it('draws where the ink is, the longer side from −1 to 1, upwards', () => {
  const picture = raster(40, 20, (x, y) => (x >= 20 && y < 10 ? BLACK : WHITE)); // the upper right quarter
  const points = pointsOfRaster(picture, 'dark', { count: 500, seed: 1 });
  expect(points).toHaveLength(1000);
  const [x, y] = [0, 1].map(c => points.filter((_, i) => i % 2 === c));
  for (const [values, high] of [
    [x, 1],
    [y, 0.5],
  ] as const) {
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThanOrEqual(high);
    expect(values.reduce((sum, v) => sum + v, 0) / values.length).toBeCloseTo(high / 2, 1);
  }
});

it('draws darker pixels more often', () => {
  const picture = raster(2, 1, x => (x === 0 ? BLACK : [128, 128, 128, 255]));
  const points = pointsOfRaster(picture, 'dark', { count: 2000, seed: 2 });
  const left = points.filter((v, i) => i % 2 === 0 && v < 0).length / 2000;
  expect(left).toBeGreaterThan(0.64);
  expect(left).toBeLessThan(0.69);
});

it('is a function of the seed, and draws at most 2000', () => {
  const picture = raster(8, 8, () => BLACK);
  const draw = (seed: number, count = 50) => pointsOfRaster(picture, 'dark', { count, seed });
  expect(draw(3)).toEqual(draw(3));
  expect(draw(3)).not.toEqual(draw(4));
  expect(draw(3, 1e6)).toHaveLength(4000);
});

it('tells inks apart; what is transparent is white paper', () => {
  const picture = raster(4, 1, x => [BLACK, WHITE, RED, [0, 0, 0, 0]][x]);
  expect([...inkOf(picture, 'dark')].map(v => v.toFixed(2))).toEqual(['1.00', '0.00', '0.79', '0.00']);
  expect([...inkOf(picture, 'red')]).toEqual([0, 0, 1, 0]);
  expect([...inkOf(picture, 'light')].map(v => v.toFixed(2))).toEqual(['0.00', '1.00', '0.21', '1.00']);
});

it('refuses an empty picture', () => {
  const picture = raster(4, 4, () => WHITE);
  expect(() => pointsOfRaster(picture, 'dark', { count: 9, seed: 0 })).toThrow('expected something dark');
});
