import {
  apply,
  broadcastShapes,
  type DType,
  formatShape,
  type Op,
  type Operand,
  sameShape,
  shapeError,
  stridesOf,
  type Tensor,
  type TensorType,
  type Values,
} from '../tensor.ts';
import { toTensor } from './leaf.ts';
import { sumTo } from './reduce.ts';

export interface None {
  readonly [key: string]: never;
}
const NONE: None = {};

function requireDType(where: string, inputs: readonly TensorType[], dtype: DType): void {
  for (const x of inputs) if (x.dtype !== dtype) throw shapeError(where, `${dtype} operands`, x.dtype);
}

/** The result has the type of the first operand, a float. */
const sameAs =
  (where: string) =>
  (inputs: readonly TensorType[]): TensorType => {
    requireDType(where, inputs, 'float');
    return { shape: inputs[0].shape, dtype: 'float' };
  };

/** A function of one operand; `derivative(x, y)` may use the result y to let x be freed early. */
function unary(
  name: string,
  onnxType: string,
  f: (x: number) => number,
  derivative: ((x: Tensor, y: Tensor) => Tensor) | null,
): Op<None> {
  return {
    name,
    infer: sameAs(name),
    vjp: (node, grad) => [derivative && mul(grad, derivative(node.inputs[0], node))],
    reference: ([x]) => x.data.map(f),
    emit: (onnx, inputs) => onnx.node(onnxType, inputs),
  };
}

/** Nearly the largest float32; ∞ is not reliable on GPUs. */
const HUGE = 3e38;

const softplusOf = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const sigmoidOf = (x: number) => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)));

const negOp = unary(
  'neg',
  'Neg',
  x => -x,
  () => toTensor(-1),
);
const expOp = unary('exp', 'Exp', Math.exp, (_, y) => y);
const logOp = unary('log', 'Log', Math.log, x => reciprocal(x));
/** Derivative 0 at 0, where it is ∞: √ stands over squares (norms, second moments), whose own derivative is 0 there. */
const sqrtOp = unary('sqrt', 'Sqrt', Math.sqrt, (_, y) => div(0.5, where(greater(y, 0), y, HUGE)));
const absOp = unary('abs', 'Abs', Math.abs, x => sign(x));
const signOp = unary('sign', 'Sign', Math.sign, null);
const floorOp = unary('floor', 'Floor', Math.floor, null);
const sinOp = unary('sin', 'Sin', Math.sin, x => cos(x));
const cosOp = unary('cos', 'Cos', Math.cos, x => neg(sin(x)));
const tanhOp = unary('tanh', 'Tanh', Math.tanh, (_, y) => sub(1, mul(y, y)));
/** Emitted as 1 / (1 + e^−x): ONNX Runtime's own Sigmoid on the CPU is 0 below −18, so gradients would end there. */
const sigmoidOp: Op<None> = {
  ...unary('sigmoid', 'Sigmoid', sigmoidOf, (_, y) => mul(y, sub(1, y))),
  emit: (onnx, [x]) => {
    const e = onnx.node('Exp', [onnx.node('Neg', [x])]);
    return onnx.node('Reciprocal', [onnx.node('Add', [e, onnx.float(1)])]);
  },
};
const softplusOp = unary('softplus', 'Softplus', softplusOf, x => sigmoid(x));
const reluOp = unary(
  'relu',
  'Relu',
  x => Math.max(x, 0),
  (_, y) => step(y),
);
const reciprocalOp = unary(
  'reciprocal',
  'Reciprocal',
  x => 1 / x,
  (_, y) => neg(mul(y, y)),
);
const erfOp = unary('erf', 'Erf', erfOf, x => mul(2 / Math.sqrt(Math.PI), exp(neg(mul(x, x)))));

/** erf(x) = 2/√π ∫₀ˣ exp(−t²) dt to 1e-15: series for |x| < 3, else continued fraction. */
function erfOf(x: number): number {
  const a = Math.abs(x);
  if (a < 3) {
    let term = a;
    let total = a;
    for (let n = 1; Math.abs(term) > 1e-17 * total; n++) {
      term *= (-a * a) / n;
      total += term / (2 * n + 1);
    }
    return (Math.sign(x) * 2 * total) / Math.sqrt(Math.PI);
  }
  let fraction = 0;
  for (let n = 60; n > 0; n--) fraction = n / 2 / (a + fraction);
  return Math.sign(x) * (1 - Math.exp(-a * a) / ((a + fraction) * Math.sqrt(Math.PI)));
}

/** step(x) = 1 where x > 0, else 0: the derivative of relu, itself of derivative zero. */
const stepOp: Op<None> = {
  ...unary('step', 'Step', x => (x > 0 ? 1 : 0), null),
  emit: (onnx, inputs) => onnx.node('Sign', [onnx.node('Relu', inputs)]),
};

export interface SlopeAttrs {
  readonly slope: number;
}

const leakyReluOp: Op<SlopeAttrs> = {
  name: 'leakyRelu',
  infer: sameAs('leakyRelu'),
  vjp: (node, grad) => [apply(leakyGradOp, [node, grad], node.attrs)],
  reference: ([x], { slope }) => x.data.map(v => (v > 0 ? v : slope * v)),
  emit: (onnx, inputs, { attrs }) => onnx.node('LeakyRelu', inputs, { alpha: { float: attrs.slope } }),
};

/** grad where y > 0, slope · grad elsewhere: y is the output of leakyRelu, whose sign is that of its input. */
const leakyGradOp: Op<SlopeAttrs> = {
  name: 'leakyReluGrad',
  infer: sameAs('leakyReluGrad'),
  vjp: (node, grad) => [null, apply(leakyGradOp, [node.inputs[0], grad], node.attrs)],
  reference: ([y, grad], { slope }) => grad.data.map((g, i) => (y.data[i] > 0 ? g : slope * g)),
  emit: (onnx, [y, grad], { attrs }) => {
    const positive = onnx.node('Greater', [y, onnx.float(0)]);
    return onnx.node('Where', [positive, grad, onnx.node('Mul', [grad, onnx.float(attrs.slope)])]);
  },
};

/** Applies `f` to broadcast operands. */
function zip(inputs: readonly Values[], type: TensorType, f: (...x: number[]) => number): Float64Array {
  const out = new Float64Array(type.shape.reduce((p, d) => p * d, 1));
  const rank = type.shape.length;
  const strides = inputs.map(({ shape }) => {
    const own = stridesOf(shape);
    return type.shape.map((_, i) => {
      const j = i - rank + shape.length;
      return j < 0 || shape[j] === 1 ? 0 : own[j];
    });
  });
  const index = new Array<number>(rank).fill(0);
  const at = inputs.map(() => 0);
  for (let i = 0; i < out.length; i++) {
    out[i] = f(...inputs.map((x, k) => x.data[at[k]]));
    for (let axis = rank - 1; axis >= 0; axis--) {
      index[axis]++;
      for (let k = 0; k < at.length; k++) at[k] += strides[k][axis];
      if (index[axis] < type.shape[axis]) break;
      for (let k = 0; k < at.length; k++) at[k] -= strides[k][axis] * type.shape[axis];
      index[axis] = 0;
    }
  }
  return out;
}

/** A function of two broadcast operands. */
function binary(
  name: string,
  onnxType: string,
  f: (a: number, b: number) => number,
  derivatives: ((a: Tensor, b: Tensor, y: Tensor, grad: Tensor) => readonly Tensor[]) | null,
  dtype: DType = 'float',
): Op<None> {
  return {
    name,
    infer: inputs => {
      requireDType(name, inputs, 'float');
      return { shape: broadcastShapes(inputs[0].shape, inputs[1].shape, name), dtype };
    },
    vjp: (node, grad) => {
      const [a, b] = node.inputs;
      if (!derivatives) return [null, null];
      const [da, db] = derivatives(a, b, node, grad);
      return [sumTo(da, a.shape), sumTo(db, b.shape)];
    },
    reference: (inputs, _, type) => zip(inputs, type, f),
    emit: (onnx, inputs) => onnx.node(onnxType, inputs),
  };
}

const addOp = binary(
  'add',
  'Add',
  (a, b) => a + b,
  (_a, _b, _y, g) => [g, g],
);
const subOp = binary(
  'sub',
  'Sub',
  (a, b) => a - b,
  (_a, _b, _y, g) => [g, neg(g)],
);
const mulOp = binary(
  'mul',
  'Mul',
  (a, b) => a * b,
  (a, b, _, g) => [mul(g, b), mul(g, a)],
);
const divOp = binary(
  'div',
  'Div',
  (a, b) => a / b,
  (_, b, y, g) => {
    const da = div(g, b);
    return [da, neg(mul(da, y))];
  },
);
const maximumOp = binary('maximum', 'Max', Math.max, (a, b, _, g) => {
  const first = cast(greater(a, b));
  return [mul(g, first), mul(g, sub(1, first))];
});
const minimumOp = binary('minimum', 'Min', Math.min, (a, b, _, g) => {
  const second = cast(greater(a, b));
  return [mul(g, sub(1, second)), mul(g, second)];
});
const greaterOp = binary('greater', 'Greater', (a, b) => Number(a > b), null, 'bool');
const equalOp = binary('equal', 'Equal', (a, b) => Number(a === b), null, 'bool');

const powOp: Op<{ readonly exponent: number }> = {
  name: 'pow',
  infer: sameAs('pow'),
  vjp: (node, grad) => {
    const { exponent } = node.attrs;
    if (exponent === 0) return [null]; // not 0 · x⁻¹, which is NaN at 0
    return [mul(grad, mul(exponent, pow(node.inputs[0], exponent - 1)))];
  },
  reference: ([x], { exponent }) => x.data.map(v => v ** exponent),
  emit: (onnx, [x], { attrs }) => onnx.node('Pow', [x, onnx.float(attrs.exponent)]),
};

const castOp: Op<None> = {
  name: 'cast',
  infer: ([x]) => ({ shape: x.shape, dtype: 'float' }),
  vjp: () => [null],
  reference: ([x]) => x.data,
  emit: (onnx, inputs) => onnx.node('Cast', inputs, { to: 1 }),
};

const whereOp: Op<None> = {
  name: 'where',
  infer: ([condition, a, b]) => {
    requireDType('where', [condition], 'bool');
    requireDType('where', [a, b], 'float');
    const shape = broadcastShapes(condition.shape, broadcastShapes(a.shape, b.shape, 'where'), 'where');
    return { shape, dtype: 'float' };
  },
  vjp: ({ inputs: [condition, a, b] }, grad) => [
    null,
    sumTo(where(condition, grad, 0), a.shape),
    sumTo(where(condition, 0, grad), b.shape),
  ],
  reference: (inputs, _, type) => zip(inputs, type, (c, a, b) => (c ? a : b)),
  emit: (onnx, inputs) => onnx.node('Where', inputs),
};

/** The sum of two or more tensors of one shape. */
const addNOp: Op<None> = {
  name: 'addN',
  infer: inputs => {
    requireDType('addN', inputs, 'float');
    const [{ shape }] = inputs;
    const odd = inputs.find(x => !sameShape(x.shape, shape));
    if (odd)
      throw shapeError('addN', 'terms of one shape', `${formatShape(shape)} and ${formatShape(odd.shape)}`);
    return { shape, dtype: 'float' };
  },
  vjp: (node, grad) => node.inputs.map(() => grad),
  reference: inputs => inputs[0].data.map((_, i) => inputs.reduce((total, x) => total + x.data[i], 0)),
  emit: (onnx, inputs) => onnx.node('Sum', inputs),
};

const stopGradientOp: Op<None> = {
  name: 'stopGradient',
  infer: ([{ shape, dtype }]) => ({ shape, dtype }),
  vjp: () => [null],
  reference: ([x]) => x.data,
  emit: (_, [x]) => x,
};

const call = (op: Op<None>) => (x: Operand) => apply(op, [toTensor(x)], NONE) as Tensor;
const call2 = (op: Op<None>) => (a: Operand, b: Operand) =>
  apply(op, [toTensor(a), toTensor(b)], NONE) as Tensor;

export const neg = call(negOp);
export const exp = call(expOp);
export const log = call(logOp);
export const sqrt = call(sqrtOp);
export const abs = call(absOp);
/** −1, 0 or 1; derivative zero. */
export const sign = call(signOp);
export const floor = call(floorOp);
export const sin = call(sinOp);
export const cos = call(cosOp);
export const tanh = call(tanhOp);
/** σ(x) = 1 / (1 + e^−x) */
export const sigmoid = call(sigmoidOp);
/** log(1 + eˣ), without overflow. */
export const softplus = call(softplusOp);
export const relu = call(reluOp);
export const reciprocal = call(reciprocalOp);
export const erf = call(erfOp);
/** 1 where x > 0, else 0; derivative zero. */
export const step = call(stepOp);
/** The same value, taken as a constant by {@link grad}. */
export const stopGradient = call(stopGradientOp);
/** 1.0 or 0.0 from a condition. */
export const cast = call(castOp);

export const add = call2(addOp);
export const sub = call2(subOp);
export const mul = call2(mulOp);
export const div = call2(divOp);
export const maximum = call2(maximumOp);
export const minimum = call2(minimumOp);
/** The condition a > b. */
export const greater = call2(greaterOp);
/** The condition a = b. */
export const equal = call2(equalOp);

/** x where x > 0, slope · x elsewhere; slope ≥ 0. */
export function leakyRelu(x: Tensor, slope = 0.2): Tensor {
  if (!(slope >= 0)) throw shapeError('leakyRelu', 'a slope ≥ 0', String(slope));
  return apply(leakyReluOp, [x], { slope }) as Tensor;
}

/** x to a constant power. */
export function pow(x: Tensor, exponent: number): Tensor {
  return apply(powOp, [x], { exponent }) as Tensor;
}

/** x² */
export const square = (x: Tensor) => mul(x, x);

/** a where the condition holds, else b. */
export function where(condition: Tensor, a: Operand, b: Operand): Tensor {
  return apply(whereOp, [condition, toTensor(a), toTensor(b)], NONE) as Tensor;
}

/** The sum of one or more tensors of one shape. */
export function addN(terms: readonly Tensor[]): Tensor {
  return terms.length === 1 ? terms[0] : (apply(addNOp, terms, NONE) as Tensor);
}

export const elementwiseOps = {
  neg: negOp,
  exp: expOp,
  log: logOp,
  sqrt: sqrtOp,
  abs: absOp,
  sign: signOp,
  floor: floorOp,
  sin: sinOp,
  cos: cosOp,
  tanh: tanhOp,
  sigmoid: sigmoidOp,
  softplus: softplusOp,
  relu: reluOp,
  reciprocal: reciprocalOp,
  erf: erfOp,
  step: stepOp,
  leakyRelu: leakyReluOp,
  leakyReluGrad: leakyGradOp,
  add: addOp,
  sub: subOp,
  mul: mulOp,
  div: divOp,
  maximum: maximumOp,
  minimum: minimumOp,
  greater: greaterOp,
  equal: equalOp,
  pow: powOp,
  cast: castOp,
  where: whereOp,
  addN: addNOp,
  stopGradient: stopGradientOp,
};
