import { sizeOf, stridesOf } from '../graph/tensor.ts';
import type { Parameter } from './scope.ts';

/** A parameter as files hold it, in PyTorch's order of axes. */
export interface Stored {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Shape here split into axes, and the order in which files want them. */
function plan({ shape, layout }: Pick<Parameter, 'shape' | 'layout'>) {
  if (layout?.kind === 'dense') return { split: shape, order: [1, 0] };
  if (layout?.kind !== 'filter') return undefined;
  const [kh, kw] = layout.kernel;
  return { split: [kh, kw, shape[0] / (kh * kw), shape[1]], order: [3, 2, 0, 1] };
}

/** For each element in file order, its position here. */
function permutation(split: readonly number[], order: readonly number[]): (i: number) => number {
  const from = stridesOf(split);
  const shape = order.map(axis => split[axis]);
  const to = stridesOf(shape);
  return i => order.reduce((at, axis, j) => at + (Math.floor(i / to[j]) % shape[j]) * from[axis], 0);
}

/** From [in, out] to PyTorch's [out, in], from [kh·kw·C, O] to [O, C, kh, kw]. */
export function toStored(parameter: Pick<Parameter, 'shape' | 'layout'>, data: Float32Array): Stored {
  const axes = plan(parameter);
  if (!axes) return { shape: parameter.shape, data };
  const source = permutation(axes.split, axes.order);
  const shape = axes.order.map(axis => axes.split[axis]);
  return { shape, data: Float32Array.from({ length: sizeOf(shape) }, (_, i) => data[source(i)]) };
}

/** The inverse of {@link toStored}. */
export function fromStored(parameter: Pick<Parameter, 'shape' | 'layout'>, data: Float32Array): Float32Array {
  const axes = plan(parameter);
  if (!axes) return data;
  const source = permutation(axes.split, axes.order);
  const out = new Float32Array(data.length);
  for (let i = 0; i < data.length; i++) out[source(i)] = data[i];
  return out;
}
