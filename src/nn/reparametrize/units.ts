import { reshape, transpose } from '../../graph/ops/shape.ts';
import { type Shape, sizeOf, type Tensor } from '../../graph/tensor.ts';
import type { Weight } from '../scope.ts';

/** Shape [a, units, b] of a weight matrix by its output units: [in, units, 1], or of a transposed convolution [kh·kw, units, in]. */
export function unitShape({ shape, layout }: Pick<Weight, 'shape' | 'layout'>): [number, number, number] {
  const [rows, columns] = shape;
  if (layout?.kind !== 'filter' || !layout.transposed) return [rows, columns, 1];
  const area = sizeOf(layout.kernel as Shape);
  return [area, rows / area, columns];
}

/** The matrix [inputs of a unit, units]. */
export function unitMatrix(weight: Weight): Tensor {
  const [a, units, b] = unitShape(weight);
  if (b === 1) return weight.value;
  return reshape(transpose(reshape(weight.value, [a, units, b]), [0, 2, 1]), [a * b, units]);
}
