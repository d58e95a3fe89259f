import { reshape, transpose } from '../graph/ops/shape.ts';
import type { Shape, Tensor } from '../graph/tensor.ts';

/** Shape of what D sees as one sample when `pac` samples are packed: the last axis (channels) is `pac` times as long. */
export function packedShape(shape: Shape, pac: number): Shape {
  return [...shape.slice(0, -1), shape[shape.length - 1] * pac];
}

/** Shape of one sample of the packs that D sees: the inverse of {@link packedShape}. */
export function unpackedShape(shape: Shape, pac: number): Shape {
  return [...shape.slice(0, -1), shape[shape.length - 1] / pac];
}

/** Packs neighbours of a batch: [N, ..., C] to [N/pac, ..., pac·C]. @see PacGAN, arXiv 1712.04086 */
export function pack(samples: Tensor, pac: number): Tensor {
  if (pac === 1) return samples;
  const [n, ...shape] = samples.shape;
  const axes = shape.map((_, i) => i + 2);
  const last = axes.pop()!;
  const split = reshape(samples, [n / pac, pac, ...shape]);
  const beside = axes.length === 0 ? split : transpose(split, [0, ...axes, 1, last]);
  return reshape(beside, [n / pac, ...packedShape(shape, pac)]);
}

/** Packs the conditions of neighbours: classes [N] to [N/pac, pac], vectors and images as {@link pack}. */
export function packConditions(conditions: Tensor, pac: number): Tensor {
  if (pac === 1 || conditions.shape.length > 1) return pack(conditions, pac);
  return reshape(conditions, [conditions.shape[0] / pac, pac]);
}
