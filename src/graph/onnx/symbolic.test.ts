import { expect, it } from 'vitest';
import type { BatchProgram } from '../batch.ts';
import { mul, sub } from '../ops/elementwise.ts';
import { constant, input } from '../ops/leaf.ts';
import { expand, sum } from '../ops/reduce.ts';
import { concat, reshape, sliceAxis } from '../ops/shape.ts';
import { max, mean } from '../ops/statistics.ts';
import type { Tensor } from '../tensor.ts';
import { encodeBatch } from './encode.ts';
import { lengthOf, TRACED } from './symbolic.ts';

const [first, second] = TRACED;

function program(build: (x: Tensor) => Tensor): BatchProgram {
  return {
    at: rows => {
      const x = input('x', [rows, 4]);
      return { inputs: [x], state: [], outputs: { y: build(x) } };
    },
  };
}

it('a length is a whole multiple of the rows and a fixed part', () => {
  expect(lengthOf(first, second)).toEqual({ slope: 1, offset: 0 });
  expect(lengthOf(3 * first + 5, 3 * second + 5)).toEqual({ slope: 3, offset: 5 });
  expect(lengthOf(7, 7)).toEqual({ slope: 0, offset: 7 });
  expect(lengthOf(first ** 2, second ** 2)).toEqual({ slope: first + second, offset: -first * second });
  expect(lengthOf(Math.floor(first / 2), Math.floor(second / 2))).toEqual(undefined);
});

it('names the extents that grow as ONNX does', () => {
  const ones = constant(new Array(8).fill(1), [2, 4]);
  const model = encodeBatch(program(x => concat([ones, x], 0)));
  expect(new TextDecoder('latin1').decode(model)).toContain('n + 2');
});

const coupling: Record<string, (x: Tensor) => Tensor> = {
  'a mean over the batch': x => sub(x, mean(x, [0], { keepDims: true })),
  'the largest of the batch': x => sub(x, max(x, [0], { keepDims: true })),
  'a sum over samples that were laid side by side': x =>
    expand(sum(reshape(x, [1, 4 * x.shape[0]]), [1], { keepDims: true }), [x.shape[0], 1]),
  'a factor that depends on the number of samples': x => mul(x, 1 / x.shape[0]),
};

it.each(Object.entries(coupling))('refuses %s', (_, build) => {
  expect(() => encodeBatch(program(build))).toThrow(
    /expected layers that treat each sample by itself, got '\w+' over/,
  );
});

it('refuses a program of another structure for another number of rows', () => {
  expect(() => encodeBatch(program(x => (x.shape[0] === first ? x : mul(x, 2))))).toThrow(/by itself/);
  expect(() => encodeBatch(program(x => sliceAxis(x, 0, 0, Math.floor(x.shape[0] / 2))))).toThrow(
    /by itself/,
  );
});
