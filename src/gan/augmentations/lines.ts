import { cast, equal } from '../../graph/ops/elementwise.ts';
import { constant } from '../../graph/ops/leaf.ts';
import { matmul } from '../../graph/ops/linear.ts';
import { reshape, transpose } from '../../graph/ops/shape.ts';
import type { Tensor } from '../../graph/tensor.ts';

/** Matrices [n, size, size] that take pixel i of a line from pixel i + t, and 0 from beyond; t is [n, 1, 1, 1]. */
export function shifts(size: number, t: Tensor): Tensor {
  const distance = Float64Array.from({ length: size * size }, (_, at) => (at % size) - Math.floor(at / size));
  return cast(equal(constant(distance, [1, size, size]), reshape(t, [t.shape[0], 1, 1])));
}

/** The matrix [1, size, size] that mirrors a line. */
export function mirror(size: number): Tensor {
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++) matrix[i * size + size - 1 - i] = 1;
  return constant(matrix, [1, size, size]);
}

/** The identity [1, size, size]. */
export function identity(size: number): Tensor {
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++) matrix[i * size + i] = 1;
  return constant(matrix, [1, size, size]);
}

/** Images [n, H, W, C] whose columns of pixels are multiplied by matrices [n, H, H]. */
export function alongRows(x: Tensor, matrices: Tensor): Tensor {
  const [n, height, width, channels] = x.shape;
  return reshape(matmul(matrices, reshape(x, [n, height, width * channels])), x.shape);
}

/** Images [n, H, W, C] whose rows of pixels are multiplied by matrices [n, W, W]. */
export function alongColumns(x: Tensor, matrices: Tensor): Tensor {
  const [n, height, width, channels] = x.shape;
  if (channels === 1)
    return reshape(matmul(reshape(x, [n, height, width]), matrices, { transB: true }), x.shape);
  return transpose(alongRows(transpose(x, [0, 2, 1, 3]), matrices), [0, 2, 1, 3]);
}
