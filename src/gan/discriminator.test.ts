import { expect, it } from 'vitest';
import { interpret } from '../graph/interpret.ts';
import { mul } from '../graph/ops/elementwise.ts';
import { input } from '../graph/ops/leaf.ts';
import { sum } from '../graph/ops/reduce.ts';
import { reshape } from '../graph/ops/shape.ts';
import { inputGradient } from './discriminator.ts';

const x = input('x', [2, 3]);
const squares = mul(x, x);
const given = { x: [1, 2, 3, 4, 5, 6] };

it('takes the gradient of the mean of the logits of a sample', () => {
  const [one] = interpret([inputGradient(sum(squares, [1]), x)], given);
  expect([...one]).toEqual([2, 4, 6, 8, 10, 12]);
  const [several] = interpret([inputGradient(reshape(squares, [6]), x)], given);
  for (const [i, slope] of several.entries()) expect(slope).toBeCloseTo((2 * (i + 1)) / 3, 12);
});
