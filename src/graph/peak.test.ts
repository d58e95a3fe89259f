import { expect, it } from 'vitest';
import { add, mul } from './ops/elementwise.ts';
import { input } from './ops/leaf.ts';
import { sum } from './ops/reduce.ts';
import { reshape } from './ops/shape.ts';
import { peakBytes } from './peak.ts';

const x = input('x', [1000]);
const program = (y: ReturnType<typeof sum>) => ({ inputs: [x], state: [], outputs: { y } });

it('holds a chain of values one at a time, and what is used again as long as it is', () => {
  const a = mul(x, 2);
  expect(peakBytes(program(sum(mul(mul(a, 3), 4))))).toBe(4000);
  expect(peakBytes(program(sum(add(mul(mul(a, 3), 4), a))))).toBe(8000);
});

it('counts another view of a value once, and no inputs', () => {
  expect(peakBytes(program(sum(reshape(mul(x, 2), [10, 100]))))).toBe(4000);
  expect(peakBytes(program(sum(x)))).toBe(4);
});
