import { add, div, mul, neg, reciprocal, sqrt, sub } from '../ops/elementwise.ts';
import { constant, constantValues, isScalar } from '../ops/leaf.ts';
import { matmul } from '../ops/linear.ts';
import { expand } from '../ops/reduce.ts';
import { reshape, transpose } from '../ops/shape.ts';
import { type Shape, sameShape, type Tensor } from '../tensor.ts';

type Rule = (node: Tensor, a: Tensor, b: Tensor) => Tensor | undefined;

/** Algebraic identities, by the op at the root; each makes the graph smaller or leaves it. */
const rules: Readonly<Record<string, readonly Rule[]>> = {
  stopGradient: [(_, a) => a],
  neg: [(_, a) => (is(a, 'neg') ? a.inputs[0] : undefined), (_, a) => scaled(-1, a)],
  add: [
    constantLast(add),
    (node, a, b) => (isScalar(b, 0) ? expand(a, node.shape) : undefined),
    (_, a, b) => (is(b, 'neg') ? sub(a, b.inputs[0]) : is(a, 'neg') ? sub(b, a.inputs[0]) : undefined),
    withoutExpand(add),
  ],
  sub: [
    (node, a, b) => (isScalar(b, 0) ? expand(a, node.shape) : undefined),
    (_, a, b) => (is(b, 'neg') ? add(a, b.inputs[0]) : undefined),
    withoutExpand(sub),
  ],
  mul: [
    constantLast(mul),
    (node, a, b) => (isScalar(b, 1) ? expand(a, node.shape) : undefined),
    (node, a, b) => (isScalar(b, -1) ? neg(expand(a, node.shape)) : undefined),
    (_, a, b) => (isScalar(b) ? scaled(constantValues(b)![0], a) : undefined),
    withoutExpand(mul),
  ],
  div: [(_, a, b) => (isScalar(b) ? mul(a, 1 / constantValues(b)![0]) : undefined), withoutExpand(div)],
  pow: [
    (node, a) => powers[(node.attrs as { exponent: number }).exponent]?.(a), // exact, and faster than exp(p·log x)
  ],
  reshape: [(node, a) => (is(a, 'reshape') ? reshape(a.inputs[0], node.shape) : undefined)],
  transpose: [
    (node, a) => {
      if (!is(a, 'transpose')) return undefined;
      const [outer, inner] = [node, a].map(t => (t.attrs as { order: readonly number[] }).order);
      const order = outer.map(i => inner[i]);
      return transpose(a.inputs[0], order);
    },
  ],
  matmul: [
    (node, a, b) => {
      const { transA, transB } = node.attrs as { transA: boolean; transB: boolean };
      if (node.inputs.length > 2 || (!swaps(a) && !swaps(b))) return undefined;
      const [left, right] = [a, b].map(x => (swaps(x) ? x.inputs[0] : x));
      return matmul(left, right, { transA: transA !== swaps(a), transB: transB !== swaps(b) });
    },
  ],
};

/** Powers that a plainer op computes, for negative x too, where some devices' `pow` fails. */
const powers: Readonly<Record<number, (x: Tensor) => Tensor>> = {
  0: x => expand(constant(1), x.shape),
  1: x => x,
  2: x => mul(x, x),
  3: x => mul(mul(x, x), x),
  '-1': reciprocal,
  0.5: sqrt,
};

/** Applies the first rule that fits. */
export function simplify(node: Tensor): Tensor {
  for (const rule of rules[node.op.name] ?? []) {
    const simpler = rule(node, node.inputs[0], node.inputs[1]);
    if (simpler && sameShape(simpler.shape, node.shape)) return simpler;
  }
  return node;
}

function is(node: Tensor, name: string): boolean {
  return node.op.name === name;
}

/** Whether `x` is a matrix transposition. */
function swaps(x: Tensor): boolean {
  return is(x, 'transpose') && x.shape.length === 2;
}

type Binary = (a: Tensor, b: Tensor) => Tensor;

/** c · (d · x) = (c·d) · x */
function scaled(factor: number, x: Tensor): Tensor | undefined {
  if (is(x, 'neg')) return mul(x.inputs[0], -factor);
  if (!is(x, 'mul') || !isScalar(x.inputs[1])) return undefined;
  return mul(x.inputs[0], factor * constantValues(x.inputs[1])![0]);
}

/** Commutes a constant to the second place. */
function constantLast(op: Binary): Rule {
  return (_, a, b) => (constantValues(a) && !constantValues(b) ? op(b, a) : undefined);
}

/** An operand need not be expanded when the other has the full shape: the op broadcasts. */
function withoutExpand(op: Binary): Rule {
  return (node, a, b) => {
    if (is(a, 'expand') && full(b, node.shape)) return op(a.inputs[0], b);
    if (is(b, 'expand') && full(a, node.shape)) return op(a, b.inputs[0]);
    return undefined;
  };
}

function full(x: Tensor, shape: Shape): boolean {
  return sameShape(x.shape, shape);
}
