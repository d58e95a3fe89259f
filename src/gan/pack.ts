import { input } from '../graph/ops/leaf.ts';
import { reshape, transpose } from '../graph/ops/shape.ts';
import type { Shape, Tensor } from '../graph/tensor.ts';
import { dtypeOf, type Network } from '../nn/network.ts';
import { conditionShape } from '../util/condition.ts';

/** Shape of what D sees as one sample when `pac` samples are packed: the last axis (channels) is `pac` times as long. */
export function packedShape(shape: Shape, pac: number): Shape {
  return [...shape.slice(0, -1), shape[shape.length - 1] * pac];
}

/** Shape of one sample of the packs that D sees: the inverse of {@link packedShape}. */
function unpackedShape(shape: Shape, pac: number): Shape {
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

/** The samples [N, ..., C] of packs [N/pac, ..., pac·C]: the inverse of {@link pack}. */
export function unpack(packs: Tensor, pac: number): Tensor {
  if (pac === 1) return packs;
  const [n, ...seen] = packs.shape;
  const shape = unpackedShape(seen, pac);
  const axes = shape.map((_, i) => i + 1).slice(0, -1);
  const split = reshape(packs, [n, ...shape.slice(0, -1), pac, shape[shape.length - 1]]);
  const apart = transpose(split, [0, shape.length, ...axes, shape.length + 1]);
  return reshape(apart, [n * pac, ...shape]);
}

/** Packs the conditions of neighbours: classes [N] to [N/pac, pac], vectors and images as {@link pack}. */
export function packConditions(conditions: Tensor, pac: number): Tensor {
  if (pac === 1 || conditions.shape.length > 1) return pack(conditions, pac);
  return reshape(conditions, [conditions.shape[0] / pac, pac]);
}

/** Samples and their conditions as a program is given them, and packed as D sees them. */
export interface PackedInputs {
  /** [packs·pac, ...] */
  readonly x: Tensor;
  /** x, and y of a discriminator with a condition. */
  readonly inputs: readonly Tensor[];
  readonly seen: { readonly x: Tensor; readonly y?: Tensor };
}

/** Inputs of a program in which a discriminator judges packs of samples. */
export function packedInputs(
  { input: seen, condition }: Network,
  packs: number,
  pac: number,
  [nameX, nameY] = ['x', 'y'],
): PackedInputs {
  const x = input(nameX, [packs * pac, ...unpackedShape(seen, pac)]);
  if (!condition) return { x, inputs: [x], seen: { x: pack(x, pac) } };
  const y = input(nameY, [packs * pac, ...conditionShape(condition)], dtypeOf(condition));
  return { x, inputs: [x, y], seen: { x: pack(x, pac), y: packConditions(y, pac) } };
}
