export { grad, pullback } from './grad.ts';
export { conv, convTranspose, type WindowOptions } from './ops/conv.ts';
export {
  abs,
  add,
  addN,
  cast,
  cos,
  div,
  equal,
  erf,
  exp,
  floor,
  greater,
  leakyRelu,
  log,
  maximum,
  minimum,
  mul,
  neg,
  pow,
  reciprocal,
  relu,
  sigmoid,
  sign,
  sin,
  softplus,
  sqrt,
  step,
  stopGradient,
  sub,
  tanh,
  where,
} from './ops/elementwise.ts';
export { constant, input } from './ops/leaf.ts';
export { affine, gather, matmul, oneHot, resize } from './ops/linear.ts';
export { expand, sum, sumTo } from './ops/reduce.ts';
export { type Beyond, type Grid, gridSample } from './ops/sample.ts';
export { concat, pad, reshape, slice, sliceAxis, transpose } from './ops/shape.ts';
export { max, mean } from './ops/statistics.ts';
export type { Carried, Program } from './program.ts';
export { type DType, label, type Operand, type Shape, type Tensor } from './tensor.ts';
