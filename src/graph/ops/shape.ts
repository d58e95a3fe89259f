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
} from '../tensor.ts';

const reshapeOp: Op<{ readonly shape: Shape }> = {
  name: 'reshape',
  infer: ([x], { shape }) => {
    if (sizeOf(shape) !== sizeOf(x.shape)) {
      throw shapeError(
        'reshape',
        `${sizeOf(x.shape)} elements in ${formatShape(shape)}`,
        formatShape(x.shape),
      );
    }
    return { shape, dtype: x.dtype };
  },
  vjp: (node, grad) => [reshape(grad, node.inputs[0].shape)],
  reference: ([x]) => x.data,
  emit: (onnx, [x], { attrs }) => onnx.node('Reshape', [x, onnx.ints(attrs.shape)], { allowzero: 1 }),
};

const transposeOp: Op<{ readonly order: readonly number[] }> = {
  name: 'transpose',
  infer: ([x], { order }) => ({ shape: order.map(i => x.shape[i]), dtype: x.dtype }),
  vjp: ({ attrs: { order } }, grad) => {
    const inverse = order.map((_, i) => order.indexOf(i));
    return [transpose(grad, inverse)];
  },
  reference: ([x], { order }, { shape }) => {
    const from = stridesOf(x.shape);
    const to = stridesOf(shape);
    return x.data.map(
      (_, i) => x.data[order.reduce((at, k, j) => at + (Math.floor(i / to[j]) % shape[j]) * from[k], 0)],
    );
  },
  emit: (onnx, inputs, { attrs }) => onnx.node('Transpose', inputs, { perm: attrs.order }),
};

export interface SliceAttrs {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

const sliceOp: Op<SliceAttrs> = {
  name: 'slice',
  infer: ([x], { starts, ends }) => {
    const inside = x.shape.every((d, i) => starts[i] >= 0 && starts[i] < ends[i] && ends[i] <= d);
    if (!inside || starts.length !== x.shape.length) {
      throw shapeError('slice', `a range inside ${formatShape(x.shape)}`, `[${starts}] to [${ends}]`);
    }
    return { shape: ends.map((e, i) => e - starts[i]), dtype: x.dtype };
  },
  vjp: ({ inputs: [{ shape }], attrs: { starts, ends } }, grad) => {
    const after = shape.map((d, i) => d - ends[i]);
    return [pad(grad, starts, after)];
  },
  reference: ([x], { starts }, { shape }) => {
    const from = stridesOf(x.shape);
    const to = stridesOf(shape);
    const source = (i: number) =>
      shape.reduce((at, d, j) => at + ((Math.floor(i / to[j]) % d) + starts[j]) * from[j], 0);
    return Float64Array.from({ length: sizeOf(shape) }, (_, i) => x.data[source(i)]);
  },
  emit: (onnx, [x], { attrs, inputs }) => {
    const { shape } = inputs[0];
    const axes = shape.map((_, i) => i).filter(i => attrs.starts[i] > 0 || attrs.ends[i] < shape[i]);
    const at = (values: readonly number[]) => onnx.ints(axes.map(i => values[i]));
    return onnx.node('Slice', [x, at(attrs.starts), at(attrs.ends), onnx.ints(axes)]);
  },
};

export interface PadAttrs {
  readonly before: readonly number[];
  readonly after: readonly number[];
}

const padOp: Op<PadAttrs> = {
  name: 'pad',
  infer: ([x], { before, after }) => {
    if (before.length !== x.shape.length || [...before, ...after].some(n => n < 0)) {
      throw shapeError('pad', `${x.shape.length} pairs of counts ≥ 0`, `[${before}] and [${after}]`);
    }
    return { shape: x.shape.map((d, i) => before[i] + d + after[i]), dtype: x.dtype };
  },
  vjp: ({ inputs: [{ shape }], attrs: { before } }, grad) => {
    const ends = shape.map((d, i) => before[i] + d);
    return [slice(grad, before, ends)];
  },
  reference: ([x], { before }, { shape }) => {
    const out = new Float64Array(sizeOf(shape));
    const from = stridesOf(x.shape);
    const to = stridesOf(shape);
    const target = (i: number) =>
      x.shape.reduce((at, d, j) => at + ((Math.floor(i / from[j]) % d) + before[j]) * to[j], 0);
    for (let i = 0; i < x.data.length; i++) out[target(i)] = x.data[i];
    return out;
  },
  emit: (onnx, [x], { attrs }) => onnx.node('Pad', [x, onnx.ints([...attrs.before, ...attrs.after])]),
};

const concatOp: Op<{ readonly axis: number }> = {
  name: 'concat',
  infer: (inputs, { axis }) => {
    const [first] = inputs;
    for (const { shape } of inputs) {
      const others = (s: Shape) => s.filter((_, i) => i !== axis);
      if (shape.length !== first.shape.length || !sameShape(others(shape), others(first.shape))) {
        throw shapeError(
          'concat',
          `shapes equal to ${formatShape(first.shape)} except on axis ${axis}`,
          formatShape(shape),
        );
      }
    }
    const length = inputs.reduce((total, x) => total + x.shape[axis], 0);
    return { shape: first.shape.with(axis, length), dtype: first.dtype };
  },
  vjp: (node, grad) => {
    let start = 0;
    return node.inputs.map(x => {
      const part = sliceAxis(grad, node.attrs.axis, start, start + x.shape[node.attrs.axis]);
      start += x.shape[node.attrs.axis];
      return part;
    });
  },
  reference: (inputs, { axis }, { shape }) => {
    const out = new Float64Array(sizeOf(shape));
    const row = shape.slice(axis).reduce((p, d) => p * d, 1);
    let offset = 0;
    for (const x of inputs) {
      const part = x.shape.slice(axis).reduce((p, d) => p * d, 1);
      for (let i = 0; i * part < x.data.length; i++) {
        out.set(x.data.subarray(i * part, (i + 1) * part), i * row + offset);
      }
      offset += part;
    }
    return out;
  },
  emit: (onnx, inputs, { attrs }) => onnx.node('Concat', inputs, { axis: attrs.axis }),
};

/** The same elements in row-major order under another shape of equal size. */
export function reshape(x: Tensor, shape: Shape): Tensor {
  return sameShape(x.shape, shape) ? x : apply(reshapeOp, [x], { shape });
}

/** Permutes axes; axis i of the result is axis order[i] of `x`. The default reverses them. */
export function transpose(
  x: Tensor,
  order: readonly number[] = x.shape.map((_, i) => x.shape.length - 1 - i),
): Tensor {
  const rank = x.shape.length;
  const normalized = order.map(a => normalizeAxis(a, rank, 'transpose'));
  if (normalized.length !== rank || new Set(normalized).size !== rank) {
    throw shapeError('transpose', `each of ${rank} axes once`, `[${order}]`);
  }
  return normalized.every((a, i) => a === i) ? x : apply(transposeOp, [x], { order: normalized });
}

/** Elements from `starts` (inclusive) to `ends` (exclusive) on every axis. */
export function slice(x: Tensor, starts: readonly number[], ends: readonly number[]): Tensor {
  const whole = starts.every(s => s === 0) && sameShape(ends, x.shape);
  return whole ? x : apply(sliceOp, [x], { starts, ends });
}

/** Elements from `start` (inclusive) to `end` (exclusive) on one axis. */
export function sliceAxis(x: Tensor, axis: number, start: number, end: number): Tensor {
  const at = normalizeAxis(axis, x.shape.length, 'slice');
  const starts = x.shape.map((_, i) => (i === at ? start : 0));
  return slice(x, starts, x.shape.with(at, end));
}

/** Zeros before and after on every axis. */
export function pad(x: Tensor, before: readonly number[], after: readonly number[]): Tensor {
  return [...before, ...after].every(n => n === 0) ? x : apply(padOp, [x], { before, after });
}

/** One after the other along `axis`; the other axes are equal. */
export function concat(parts: readonly Tensor[], axis: number): Tensor {
  if (parts.length === 0) throw shapeError('concat', 'at least one tensor', 'none');
  if (parts.length === 1) return parts[0];
  return apply(concatOp, parts, { axis: normalizeAxis(axis, parts[0].shape.length, 'concat') });
}

/** `x` with one axis in reverse order. */
export function reverse(x: Tensor, axis: number): Tensor {
  const parts = Array.from({ length: x.shape[axis] }, (_, i) => sliceAxis(x, axis, i, i + 1));
  return concat(parts.reverse(), axis);
}

export const shapeOps = {
  reshape: reshapeOp,
  transpose: transposeOp,
  slice: sliceOp,
  pad: padOp,
  concat: concatOp,
};
