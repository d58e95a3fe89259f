import {
  apply,
  broadcastShapes,
  formatShape,
  type Op,
  type Shape,
  sameShape,
  shapeError,
  sizeOf,
  type Tensor,
  type Values,
} from '../tensor.ts';
import { constant, constantValues } from './leaf.ts';
import { expand, sumTo } from './reduce.ts';
import { reshape } from './shape.ts';

export interface MatMulAttrs {
  readonly transA: boolean;
  readonly transB: boolean;
}

/** Rows and columns of the last two axes after the optional transposition. */
function matrix(shape: Shape, transposed: boolean): [number, number] {
  const [rows, columns] = shape.slice(-2);
  return transposed ? [columns, rows] : [rows, columns];
}

/** For each matrix of the broadcast batch, which matrix of an operand it reads. */
function batchIndex(from: Shape, to: Shape): Float64Array {
  const index = constant([...Array(sizeOf(from)).keys()], from);
  const node = expand(index, to);
  return node.op.reference([{ shape: from, data: constantValues(index)! }], node.attrs, node);
}

/** An element of the (transposed) matrix `batch` of `x`. */
function reader(x: Values, batches: Shape, transposed: boolean) {
  const [rows, columns] = x.shape.slice(-2);
  const from = batchIndex(x.shape.slice(0, -2), batches);
  return (batch: number, i: number, j: number) =>
    x.data[from[batch] * rows * columns + (transposed ? j * columns + i : i * columns + j)];
}

const NO_TRANSPOSE: MatMulAttrs = { transA: false, transB: false };

/** op(A) · op(B) [+ bias], batched over leading axes; the bias broadcasts to the result. */
const matmulOp: Op<MatMulAttrs> = {
  name: 'matmul',
  infer: ([a, b, bias], { transA, transB }) => {
    if (a.shape.length < 2 || b.shape.length < 2) {
      throw shapeError('matmul', 'two or more axes', `${formatShape(a.shape)} and ${formatShape(b.shape)}`);
    }
    const [m, k] = matrix(a.shape, transA);
    const [k2, n] = matrix(b.shape, transB);
    if (k !== k2) {
      throw shapeError('matmul', 'inner sizes that agree', `${m}×${k} times ${k2}×${n}`);
    }
    const shape = [...broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2), 'matmul'), m, n];
    if (bias && !sameShape(broadcastShapes(shape, bias.shape, 'matmul bias'), shape)) {
      throw shapeError(
        'matmul bias',
        `a shape that broadcasts to ${formatShape(shape)}`,
        formatShape(bias.shape),
      );
    }
    return { shape, dtype: 'float' };
  },
  vjp: ({ inputs: [a, b, bias], attrs: { transA, transB } }, grad) => {
    // With Y = A·B: dA = dY·Bᵀ and dB = Aᵀ·dY; the flags say which operand is read transposed.
    const da = transA
      ? matmul(b, grad, { transA: transB, transB: true })
      : matmul(grad, b, { transB: !transB });
    const db = transB
      ? matmul(grad, a, { transA: true, transB: transA })
      : matmul(a, grad, { transA: !transA });
    return [sumTo(da, a.shape), sumTo(db, b.shape), ...(bias ? [sumTo(grad, bias.shape)] : [])];
  },
  reference: ([a, b, bias], { transA, transB }, { shape }) => {
    const [m, n] = shape.slice(-2);
    const inner = matrix(a.shape, transA)[1];
    const batches = shape.slice(0, -2);
    const [left, right] = [reader(a, batches, transA), reader(b, batches, transB)];
    const out = biasValues(bias, shape);
    for (let batch = 0, at = 0; batch < sizeOf(batches); batch++) {
      for (let i = 0; i < m; i++) {
        for (let j = 0; j < n; j++, at++) {
          for (let k = 0; k < inner; k++) out[at] += left(batch, i, k) * right(batch, k, j);
        }
      }
    }
    return out;
  },
  emit: (onnx, [a, b, bias], { inputs, shape, attrs: { transA, transB } }) => {
    if (shape.length === 2) {
      return onnx.node('Gemm', bias ? [a, b, bias] : [a, b], {
        transA: Number(transA),
        transB: Number(transB),
      });
    }
    const swapped = (name: string, rank: number, transposed: boolean) =>
      transposed
        ? onnx.node('Transpose', [name], { perm: [...Array(rank - 2).keys(), rank - 1, rank - 2] })
        : name;
    const left = swapped(a, inputs[0].shape.length, transA);
    const product = onnx.node('MatMul', [left, swapped(b, inputs[1].shape.length, transB)]);
    return bias ? onnx.node('Add', [product, bias]) : product;
  },
};

function biasValues(bias: Values | undefined, shape: Shape): Float64Array {
  if (!bias) return new Float64Array(sizeOf(shape));
  const from = batchIndex(bias.shape, shape);
  return from.map(i => bias.data[i]);
}

export interface MatMulOptions {
  readonly transA?: boolean;
  readonly transB?: boolean;
}

/** Matrix product over the last two axes; leading axes broadcast. */
export function matmul(a: Tensor, b: Tensor, { transA = false, transB = false }: MatMulOptions = {}): Tensor {
  return apply(matmulOp, [a, b], { transA, transB }) as Tensor;
}

/** x · w + b, the bias fused into the product. */
export function affine(x: Tensor, w: Tensor, b: Tensor): Tensor {
  return apply(matmulOp, [x, w, b], NO_TRANSPOSE) as Tensor;
}

const oneHotOp: Op<{ readonly depth: number }> = {
  name: 'oneHot',
  infer: ([x], { depth }) => {
    if (x.dtype !== 'int') throw shapeError('oneHot', 'int indices', x.dtype);
    return { shape: [...x.shape, depth], dtype: 'float' };
  },
  vjp: () => [null],
  reference: ([x], { depth }) => {
    const out = new Float64Array(x.data.length * depth);
    x.data.forEach((k, i) => {
      out[i * depth + k] = 1;
    });
    return out;
  },
  emit: (onnx, [x], { attrs }) => {
    const values = onnx.tensor({ shape: [2], dtype: 'float' }, [0, 1]);
    return onnx.node('OneHot', [x, onnx.ints([attrs.depth]), values]);
  },
};

/** A new last axis of length `depth`, 1 at the index and 0 elsewhere. */
export function oneHot(indices: Tensor, depth: number): Tensor {
  return apply(oneHotOp, [indices], { depth });
}

const gatherOp: Op<Record<string, never>> = {
  name: 'gather',
  infer: ([table, indices]) => {
    if (indices.dtype !== 'int') throw shapeError('gather', 'int indices', indices.dtype);
    return { shape: [...indices.shape, ...table.shape.slice(1)], dtype: table.dtype };
  },
  vjp: ({ inputs: [table, indices] }, grad) => {
    const rows = sizeOf(indices.shape);
    const hot = reshape(oneHot(indices, table.shape[0]), [rows, table.shape[0]]);
    const flat = reshape(grad, [rows, sizeOf(table.shape.slice(1))]);
    return [reshape(matmul(hot, flat, { transA: true }), table.shape), null];
  },
  reference: ([table, indices]) => {
    const row = sizeOf(table.shape.slice(1));
    const out = new Float64Array(indices.data.length * row);
    indices.data.forEach((k, i) => {
      out.set(table.data.subarray(k * row, (k + 1) * row), i * row);
    });
    return out;
  },
  emit: (onnx, inputs) => onnx.node('Gather', inputs, { axis: 0 }),
};

/** Rows of `table` by int indices: an embedding. */
export function gather(table: Tensor, indices: Tensor): Tensor {
  return apply(gatherOp, [table, indices], {});
}

/** The matrix [size, resized] that resizes an axis, by PyTorch's `align_corners=False` convention. */
function resizeMatrix(size: number, resized: number, mode: 'nearest' | 'bilinear'): Float64Array {
  const weights = new Float64Array(size * resized);
  for (let j = 0; j < resized; j++) {
    if (mode === 'nearest') {
      weights[Math.min(size - 1, Math.floor((j * size) / resized)) * resized + j] = 1;
      continue;
    }
    const at = Math.max(0, ((j + 0.5) * size) / resized - 0.5);
    const low = Math.min(size - 1, Math.floor(at));
    const fraction = at - low;
    weights[low * resized + j] += 1 - fraction;
    weights[Math.min(size - 1, low + 1) * resized + j] += fraction;
  }
  return weights;
}

/** Resizes images [N, H, W, C] to [N, height, width, C]; `bilinear` as PyTorch's `align_corners=False`. */
export function resize(
  x: Tensor,
  [height, width]: readonly [number, number],
  mode: 'nearest' | 'bilinear',
): Tensor {
  const [, h, w] = x.shape;
  return resampled(x, [height, width], [resizeMatrix(h, height, mode), resizeMatrix(w, width, mode)]);
}

/** The matrix [size, count] of means of count windows that cover an axis, as PyTorch's `AdaptiveAvgPool2d` has them. */
function averagingMatrix(size: number, count: number): Float64Array {
  const weights = new Float64Array(size * count);
  for (let j = 0; j < count; j++) {
    const [from, to] = [Math.floor((j * size) / count), Math.ceil(((j + 1) * size) / count)];
    for (let i = from; i < to; i++) weights[i * count + j] = 1 / (to - from);
  }
  return weights;
}

/** Means of windows that cover images [N, H, W, C]: [N, height, width, C]. */
export function averageTo(x: Tensor, [height, width]: readonly [number, number]): Tensor {
  const [, h, w] = x.shape;
  if (h === height && w === width) return x;
  return resampled(x, [height, width], [averagingMatrix(h, height), averagingMatrix(w, width)]);
}

/** The matrix [size, 2·size] that doubles an axis: between two values ¾ of the near and ¼ of the far one, zeros outside. */
function doublingMatrix(size: number): Float64Array {
  const weights = new Float64Array(2 * size * size);
  for (let i = 0; i < size; i++) {
    for (const [j, weight] of [0.25, 0.75, 0.75, 0.25].entries()) {
      const at = 2 * i - 1 + j;
      if (at >= 0 && at < 2 * size) weights[2 * size * i + at] = weight;
    }
  }
  return weights;
}

/**
 * Twice the sides of images [N, H, W, C] by the filter [1, 3, 3, 1]² / 16: bilinear inside, and the image fades into zeros at its edge.
 * @see StyleGAN's `upsample2d`, R3GAN's `InterpolativeUpsampler`
 */
export function doubleSmoothly(x: Tensor): Tensor {
  const [, h, w] = x.shape;
  return resampled(x, [2 * h, 2 * w], [doublingMatrix(h), doublingMatrix(w)]);
}

/** The adjoint of {@link doubleSmoothly} over 4: half the sides of images [N, H, W, C], H and W even. */
export function halveSmoothly(x: Tensor): Tensor {
  const sizes = [x.shape[1] / 2, x.shape[2] / 2] as const;
  if (!sizes.every(Number.isInteger))
    throw shapeError('halving', 'an image of even sides', formatShape(x.shape));
  const halving = (size: number) => transposed(doublingMatrix(size), size).map(weight => weight / 2);
  return resampled(x, sizes, [halving(sizes[0]), halving(sizes[1])]);
}

/** A matrix [rows, 2·rows] with its axes exchanged. */
function transposed(matrix: Float64Array, rows: number): Float64Array {
  return matrix.map((_, i) => matrix[(i % rows) * 2 * rows + Math.floor(i / rows)]);
}

/** Images times a constant matrix along each side: two products, so it differentiates like any. */
function resampled(
  x: Tensor,
  [height, width]: readonly [number, number],
  [rows, columns]: readonly [Float64Array, Float64Array],
): Tensor {
  const [n, h, w, c] = x.shape;
  const tall = matmul(constant(rows, [h, height]), reshape(x, [n, h, w * c]), { transA: true });
  const wide = matmul(constant(columns, [w, width]), reshape(tall, [n * height, w, c]), { transA: true });
  return reshape(wide, [n, height, width, c]);
}

export const linearOps = { matmul: matmulOp, oneHot: oneHotOp, gather: gatherOp };
