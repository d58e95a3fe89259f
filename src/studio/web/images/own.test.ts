import { expect, it } from 'vitest';
import { isColoured, luma } from '../../../data/pictures/colour.ts';
import { classesOf } from './own.ts';
import { rgbOf } from './pixels.ts';

it('drops what is transparent, and makes grey of colours by their brightness', () => {
  const rgba = Uint8ClampedArray.of(255, 255, 255, 255, 255, 0, 0, 255, 0, 0, 255, 0);
  expect([...rgbOf(rgba)]).toEqual([255, 255, 255, 255, 0, 0, 0, 0, 255]);
  expect([...luma(rgbOf(rgba), 3)]).toEqual([255, 76, 29]);
});

it('takes folders for classes, where there are several', () => {
  expect(classesOf(['set/cat/1.png', 'set/dog/1.png', 'set/cat/2.png'])).toEqual(['cat', 'dog']);
  expect(classesOf(['set/1.png', 'set/2.png'])).toEqual([]);
  expect(classesOf(['1.png', '2.png'])).toEqual([]);
});

it('tells colour from a tint, and from a speck', () => {
  const image = (...pixels: readonly (readonly [number, number, number])[]) =>
    Uint8ClampedArray.from(pixels.flatMap(pixel => [...pixel, 255]));
  const grey = Array.from({ length: 99 }, (_, i) => [i, i + 9, i] as const);
  expect(isColoured(image(...grey), 4)).toBe(false);
  expect(isColoured(image(...grey, [255, 0, 0]), 4)).toBe(false);
  expect(isColoured(image(...grey, ...Array(5).fill([30, 0, 60])), 4)).toBe(true);
});
