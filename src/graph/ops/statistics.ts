import { sizeOf, type Tensor } from '../tensor.ts';
import { cast, div, equal, mul } from './elementwise.ts';
import { type ReduceOptions, reduceCall, reduction, sum } from './reduce.ts';

const maxOp = reduction('max', 'ReduceMax', -Infinity, Math.max, (x, y, grad) => {
  const mask = cast(equal(x, y)); // ties share the gradient, as in PyTorch's amax
  const axes = x.shape.map((_, i) => i).filter(i => x.shape[i] !== y.shape[i]);
  return mul(mask, div(grad, sum(mask, axes, { keepDims: true })));
});

/** The largest element along `axes`; equal maxima share the gradient. */
export const max = reduceCall(maxOp);

/** (1/n) Σ x over `axes`. */
export function mean(x: Tensor, axes?: readonly number[], options?: ReduceOptions): Tensor {
  const total = sum(x, axes, options);
  return mul(total, sizeOf(total.shape) / sizeOf(x.shape));
}

export const statisticsOps = { max: maxOp };
