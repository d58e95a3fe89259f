import {
  apply,
  formatShape,
  normalizeAxis,
  type Op,
  type Shape,
  sameShape,
  shapeError,
  sizeOf,
  stridesOf,
  type Tensor,
  type Values,
} from '../tensor.ts';
import { reshape } from './shape.ts';

export interface ReduceAttrs {
  /** Ascending, from the front; reduced axes stay as 1. */
  readonly axes: readonly number[];
}

/** For each element, the position of its group in the reduced array. */
function groups(shape: Shape, axes: readonly number[]): (i: number) => number {
  const strides = stridesOf(shape);
  const reduced = stridesOf(shape.map((d, i) => (axes.includes(i) ? 1 : d)));
  const kept = shape.map((_, i) => i).filter(i => !axes.includes(i));
  return i => kept.reduce((at, k) => at + (Math.floor(i / strides[k]) % shape[k]) * reduced[k], 0);
}

function reduceWith(x: Values, axes: readonly number[], start: number, f: (a: number, b: number) => number) {
  const size = sizeOf(x.shape) / axes.reduce((p, a) => p * x.shape[a], 1);
  const out = new Float64Array(size).fill(start);
  const group = groups(x.shape, axes);
  for (let i = 0; i < x.data.length; i++) out[group(i)] = f(out[group(i)], x.data[i]);
  return out;
}

/** A reduction as an op; `derivative` is the gradient by x. */
export function reduction(
  name: string,
  onnxType: string,
  start: number,
  f: (a: number, b: number) => number,
  derivative: (x: Tensor, y: Tensor, grad: Tensor) => Tensor,
): Op<ReduceAttrs> {
  return {
    name,
    infer: ([{ shape }], { axes }) => ({
      shape: shape.map((d, i) => (axes.includes(i) ? 1 : d)),
      dtype: 'float',
    }),
    vjp: (node, grad) => [derivative(node.inputs[0], node, grad)],
    reference: ([x], { axes }) => reduceWith(x, axes, start, f),
    emit: (onnx, [x], { attrs }) => onnx.node(onnxType, [x, onnx.ints(attrs.axes)], { keepdims: 1 }),
  };
}

const sumOp = reduction(
  'sum',
  'ReduceSum',
  0,
  (a, b) => a + b,
  (x, _, grad) => expand(grad, x.shape),
);

const expandOp: Op<{ readonly shape: Shape }> = {
  name: 'expand',
  infer: ([x], { shape }) => {
    const fits =
      x.shape.length <= shape.length &&
      x.shape.every((d, i) => {
        const target = shape[i + shape.length - x.shape.length];
        return d === target || d === 1;
      });
    if (!fits)
      throw shapeError('expand', `a shape that broadcasts to ${formatShape(shape)}`, formatShape(x.shape));
    return { shape, dtype: x.dtype };
  },
  vjp: (node, grad) => [sumTo(grad, node.inputs[0].shape)],
  reference: ([x], { shape }) => {
    const rank = shape.length;
    const padded = [...new Array<number>(rank - x.shape.length).fill(1), ...x.shape];
    const axes = padded.map((_, i) => i).filter(i => padded[i] === 1);
    const group = groups(shape, axes);
    return Float64Array.from({ length: sizeOf(shape) }, (_, i) => x.data[group(i)]);
  },
  emit: (onnx, [x], { attrs }) => onnx.node('Expand', [x, onnx.ints(attrs.shape)]),
};

/** Which axes to reduce (default all), and whether they stay as 1 (default no). */
export interface ReduceOptions {
  readonly keepDims?: boolean;
}

export function reduceCall(op: Op<ReduceAttrs>) {
  return (x: Tensor, axes?: readonly number[], { keepDims = false }: ReduceOptions = {}): Tensor => {
    const rank = x.shape.length;
    const normalized = axes?.map(a => normalizeAxis(a, rank, op.name)) ?? x.shape.map((_, i) => i);
    const ascending = [...new Set(normalized)].sort((a, b) => a - b);
    const reduced = ascending.length === 0 ? x : apply(op, [x], { axes: ascending });
    if (keepDims) return reduced;
    const kept = x.shape.filter((_, i) => !ascending.includes(i));
    return reshape(reduced, kept);
  };
}

/** Σ x over `axes`. */
export const sum = reduceCall(sumOp);
/** Repeats `x` along axes of length 1 and new leading axes. */
export function expand(x: Tensor, shape: Shape): Tensor {
  return sameShape(x.shape, shape) ? x : apply(expandOp, [x], { shape });
}

/** Sums `x` down to a shape that broadcasts to its own: the adjoint of {@link expand}. */
export function sumTo(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  const lead = x.shape.length - shape.length;
  const axes = x.shape.map((_, i) => i).filter(i => i < lead || (shape[i - lead] === 1 && x.shape[i] !== 1));
  return reshape(sum(x, axes, { keepDims: true }), shape);
}

export const reduceOps = { sum: sumOp, expand: expandOp };
