import { input } from '../../src/graph/ops/leaf.ts';
import { sizeOf, stridesOf, type Tensor, type Values } from '../../src/graph/tensor.ts';
import { Random } from '../../src/util/random.ts';
import type { Given, OpCase, Reader } from './cases.ts';

/** Deterministic values for an operand, exact in float32. */
export function valuesFor({ shape, kind, below = 1 }: Given, stream: string): Float64Array {
  const random = new Random(7, stream);
  const draw = {
    normal: () => Math.fround(random.normal()),
    positive: () => Math.fround(0.5 + Math.abs(random.normal())),
    apart: () => {
      const x = random.normal();
      return Math.fround(x + (x < 0 ? -0.3 : 0.3));
    },
    index: () => random.integer(below),
  };
  return Float64Array.from({ length: sizeOf(shape) }, draw[kind]);
}

/** Reads an array by index; 0 outside. */
export function reader({ shape, data }: Values): Reader {
  const strides = stridesOf(shape);
  return (...index) => {
    const inside = shape.every((d, i) => index[i] >= 0 && index[i] < d);
    return inside ? data[shape.reduce((at, _, i) => at + index[i] * strides[i], 0)] : 0;
  };
}

/** A case's inputs as nodes with their values, and its result. */
export interface BuiltCase {
  readonly inputs: readonly Tensor[];
  readonly given: Readonly<Record<string, Float64Array>>;
  readonly result: Tensor;
}

/** Builds a case; `prefix` keeps the names of several cases in one program apart. */
export function buildCase(opCase: OpCase, prefix = ''): BuiltCase {
  const inputs = opCase.inputs.map((given, i) =>
    input(`${prefix}x${i}`, given.shape, given.kind === 'index' ? 'int' : 'float'),
  );
  const values = opCase.inputs.map((x, i) => [`${prefix}x${i}`, valuesFor(x, `${opCase.name} ${i}`)]);
  return { inputs, given: Object.fromEntries(values), result: opCase.build(...inputs) };
}
