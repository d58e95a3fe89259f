import { expect, it } from 'vitest';
import { fromHalf, halfBits, toHalf } from './half.ts';

it('keeps every number that 16 bits can hold', () => {
  for (let half = 0; half < 65_536; half++) {
    const exponent = (half >> 10) & 31;
    if (exponent < 31) expect(halfBits(fromHalf(half))).toBe(half);
  }
});

it('takes the nearest, of two as near the even one', () => {
  for (let half = 0; half < 0x7bff; half++) {
    const [low, high] = [fromHalf(half), fromHalf(half + 1)];
    const middle = (low + high) / 2;
    expect(halfBits(middle)).toBe(half + (half % 2));
    expect(halfBits(middle - (high - low) / 64)).toBe(half);
    expect(halfBits(middle + (high - low) / 64)).toBe(half + 1);
    expect(halfBits(-middle)).toBe(0x8000 + half + (half % 2));
  }
});

it('never makes infinity of a number', () => {
  expect([...toHalf([65_519, 65_520, 1e30, -1e30, Infinity])].map(fromHalf)).toEqual([
    65_504, 65_504, 65_504, -65_504, 65_504,
  ]);
  expect(fromHalf(halfBits(Number.NaN))).toBeNaN();
  expect(fromHalf(halfBits(1e-9))).toBe(0);
});
