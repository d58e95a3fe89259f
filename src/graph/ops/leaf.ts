import {
  apply,
  formatShape,
  type Op,
  type Operand,
  type Shape,
  shapeError,
  sizeOf,
  type Tensor,
} from '../tensor.ts';

export interface ConstantAttrs {
  readonly shape: Shape;
  readonly data: Float64Array;
  readonly dtype: 'float' | 'int';
}

const constantOp: Op<ConstantAttrs> = {
  name: 'constant',
  infer: (_, { shape, dtype }) => ({ shape, dtype }),
  vjp: () => [],
  reference: (_, { data }) => data,
  emit: (onnx, _, { shape, dtype, attrs }) => onnx.tensor({ shape, dtype }, attrs.data),
};

/** A constant array; `shape` may be left out for a scalar. */
export function constant(
  data: number | ArrayLike<number>,
  shape: Shape = [],
  dtype: 'float' | 'int' = 'float',
): Tensor {
  const values = typeof data === 'number' ? Float64Array.of(data) : Float64Array.from(data);
  if (values.length !== sizeOf(shape)) {
    throw shapeError('constant', `${sizeOf(shape)} values for ${formatShape(shape)}`, String(values.length));
  }
  return apply(constantOp, [], { shape, data: values, dtype });
}

export function toTensor(operand: Operand): Tensor {
  return typeof operand === 'number' ? constant(operand) : operand;
}

/** The values of a constant node, else undefined. */
export function constantValues(node: Tensor): Float64Array | undefined {
  return node.op === constantOp ? (node.attrs as ConstantAttrs).data : undefined;
}

/** Whether `node` is a scalar constant, and equal to `value` when that is given. */
export function isScalar(node: Tensor, value?: number): boolean {
  const data = constantValues(node);
  return data !== undefined && data.length === 1 && (value === undefined || data[0] === value);
}

export interface InputAttrs {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: 'float' | 'int';
}

const inputOp: Op<InputAttrs> = {
  name: 'input',
  infer: (_, { shape, dtype }) => ({ shape, dtype }),
  vjp: () => [],
  reference: (_, { name }) => {
    throw new Error(`internal: no value was given for the input '${name}'`);
  },
  emit: (_onnx, _inputs, { attrs }) => attrs.name,
};

/** A value that is given when the graph runs: data, noise, a parameter, an optimiser's moment. */
export function input(name: string, shape: Shape, dtype: 'float' | 'int' = 'float'): Tensor {
  const node = apply(inputOp, [], { name, shape, dtype });
  node.scope = name;
  return node;
}

/** The name of an input node, else undefined. */
export function inputName(node: Tensor): string | undefined {
  return node.op === inputOp ? (node.attrs as InputAttrs).name : undefined;
}

export const leafOps = { constant: constantOp, input: inputOp };
