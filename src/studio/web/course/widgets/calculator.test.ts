import { expect, it } from 'vitest';
import { calculate } from './calculator.ts';

it.each([
  ['0.25', 0.25],
  ['0,25', 0.25],
  [' 1/3 ', 1 / 3],
  ['−log 4', -Math.log(4)],
  ['-ln(4)', -Math.log(4)],
  ['log2(8) - 1', 2],
  ['2*3^2', 18],
  ['-2^2', -4],
  ['2^-1', 0.5],
  ['1 - exp(-4.5)', 1 - Math.exp(-4.5)],
  ['√2 / 2', Math.SQRT1_2],
  ['∞', Infinity],
  ['1e-3', 0.001],
  ['(1+2)·3', 9],
])('%s', (text, want) => expect(calculate(text)).toBeCloseTo(want, 12));

it.each(['', 'two', '1 2', '(1', '1 +', '3 apples', '__proto__', 'constructor', '0x10'])('refuses %j', text =>
  expect(calculate(text)).toBeNaN(),
);
