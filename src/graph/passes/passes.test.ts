import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../util/random.ts';
import { grad } from '../grad.ts';
import { interpret } from '../interpret.ts';
import { conv } from '../ops/conv.ts';
import * as e from '../ops/elementwise.ts';
import { constant, constantValues, input } from '../ops/leaf.ts';
import { matmul } from '../ops/linear.ts';
import { expand, sum } from '../ops/reduce.ts';
import { concat, pad, reshape, sliceAxis, transpose } from '../ops/shape.ts';
import { max, mean } from '../ops/statistics.ts';
import { graphStats } from '../print.ts';
import { sizeOf, type Tensor, topological } from '../tensor.ts';
import { lowerConv } from './lower-conv.ts';
import { lowerWebGpu } from './lower-webgpu.ts';
import { type OptimizeOptions, optimize } from './optimize.ts';

const x = input('x', [3, 4]);
const y = input('y', [3, 4]);
const w = input('w', [4, 4]);
const row = input('row', [4]);
const inputs = [x, y, w, row];
const given = Object.fromEntries(
  inputs.map(node => [node.scope!, new Random(0, node.scope!).normals(new Float64Array(sizeOf(node.shape)))]),
);

/** Nodes under `outputs`, without inputs and constants. */
function count(outputs: readonly Tensor[], op?: string): number {
  const named = (node: Tensor) => (op ? node.op.name === op : node.op.name !== 'input');
  return topological(outputs).filter(node => !constantValues(node) && named(node)).length;
}

describe('folding and algebra', () => {
  it.each<[string, Tensor, number]>([
    ['constants are computed', e.add(x, e.exp(e.mul(constant(2), 3))), 1],
    ['x + 0, x · 1, x / 1, x − 0', e.sub(e.div(e.mul(e.add(x, 0), 1), 1), 0), 0],
    ['−(−x)', e.neg(e.neg(x)), 0],
    ['a + (−b) is a − b', e.add(x, e.neg(y)), 1],
    ['a − (−b) is a + b', e.sub(x, e.neg(y)), 1],
    ['2 · (3 · x)', e.mul(2, e.mul(3, x)), 1],
    ['x / 2 · 4', e.mul(e.div(x, 2), 4), 1],
    ['−(3 · x)', e.neg(e.mul(3, x)), 1],
    ['x · (−1) is −x', e.mul(x, -1), 1],
    ['x²: a product', e.pow(x, 2), 1],
    ['x¹', e.pow(x, 1), 0],
    ['xᵀᵀ', transpose(transpose(x)), 0],
    ['xᵀ · y reads x transposed', matmul(transpose(x), y), 1],
    ['reshape of reshape', reshape(reshape(x, [12]), [2, 6]), 1],
    ['an expanded operand is broadcast', e.mul(x, expand(row, [3, 4])), 1],
    ['stopGradient', e.add(e.stopGradient(x), y), 1],
  ])('%s', (_, root, nodes) => {
    expect(count(optimize([root]))).toBe(nodes);
  });

  it('x + 0 keeps the broadcast shape', () => {
    const [root] = optimize([e.add(row, constant(new Float64Array(12), [3, 4]))]);
    expect(root.shape).toEqual([3, 4]);
    expect(interpret([root], given)[0]).toEqual(interpret([expand(row, [3, 4])], given)[0]);
  });
});

describe('common subexpressions', () => {
  it('merges equal nodes, whatever their order of creation', () => {
    const once = e.tanh(e.add(x, row));
    const twice = e.tanh(e.add(x, row));
    expect(count([e.mul(once, twice)])).toBe(5);
    const [root] = optimize([e.mul(once, twice)]);
    expect(count([root])).toBe(3);
    expect(root.inputs[0]).toBe(root.inputs[1]);
  });

  it('keeps nodes apart that differ in an attribute or a constant', () => {
    const slopes = e.sub(e.leakyRelu(x, 0.2), e.leakyRelu(x, 0.1));
    expect(count(optimize([slopes]), 'leakyRelu')).toBe(2);
    const columns = concat([sliceAxis(x, 1, 0, 2), sliceAxis(x, 1, 2, 4)], 1);
    expect(count(optimize([columns]), 'slice')).toBe(2);
    const long = (last: number) => constant([...new Array(19).fill(0), last], [20]);
    const [a, b] = optimize([e.add(x, sum(long(1))), e.add(x, sum(long(2)))]);
    expect(interpret([a], given)[0][0]).not.toBe(interpret([b], given)[0][0]);
  });

  it('merges large constants of one value, such as folded ones', () => {
    const scaled = (value: number) =>
      e.mul(reshape(input('v', [32]), [4, 8]), expand(constant(value), [4, 8]));
    expect(new Set(optimize([scaled(0.5), scaled(0.5), scaled(0.25)])).size).toBe(2);
  });

  it('a gradient takes what the forward pass has computed', () => {
    const loss = sum(e.tanh(matmul(x, w)));
    const [dw] = grad(loss, [w]);
    const outputs = optimize([loss, dw]);
    expect(count(outputs, 'tanh')).toBe(1);
    expect(count(outputs, 'matmul')).toBe(2);
  });

  it('the weight gradient of a lowered convolution shares the columns of the forward pass', () => {
    const image = input('image', [2, 6, 6, 3]);
    const filter = input('filter', [48, 4]);
    const forward = conv(image, filter, { kernel: 4, stride: 2, padding: 1 });
    const one = optimize([forward], { lower: lowerConv });
    const both = optimize([forward, ...grad(sum(e.mul(forward, forward)), [filter])], { lower: lowerConv });
    expect(count(both, 'concat')).toBe(count(one, 'concat'));
  });
});

describe('fusion', () => {
  it('a product and its bias are one node, unless the product is needed elsewhere', () => {
    const product = matmul(x, w);
    expect(count(optimize([e.add(product, row)]))).toBe(1);
    expect(count(optimize([e.add(row, product)]))).toBe(1);
    expect(count(optimize([e.add(product, row), product]))).toBe(2);
    expect(count(optimize([e.add(matmul(x, w), matmul(y, w))]))).toBe(2); // one product is the other's bias
  });

  it('a chain of sums is one node; a term that is needed elsewhere is kept', () => {
    const chain = e.add(e.add(e.add(x, y), e.tanh(x)), e.exp(y));
    const root = optimize([chain])[0];
    expect(root.op.name).toBe('addN');
    expect(root.inputs.length).toBe(4);
    const shared = e.add(x, y);
    expect(count(optimize([e.add(shared, e.tanh(x)), shared]), 'addN')).toBe(0);
    expect(count(optimize([e.add(e.add(row, x), y)]), 'addN')).toBe(0); // broadcasts
  });
});

/** Steps that build a random graph on [3, 4] matrices: each takes earlier nodes by index. */
const builders: readonly ((a: Tensor, b: Tensor, c: number) => Tensor)[] = [
  (a, b) => e.add(a, b),
  (a, b) => e.sub(a, b),
  (a, b) => e.mul(a, b),
  (a, b) => e.div(a, e.add(e.mul(b, b), 1)),
  (a, b) => e.maximum(a, b),
  (a, b) => e.where(e.greater(a, b), a, 0),
  a => e.neg(a),
  a => e.tanh(a),
  a => e.sigmoid(a),
  a => e.leakyRelu(a),
  a => e.relu(a),
  a => e.softplus(a),
  a => e.abs(a),
  a => e.pow(a, 2),
  a => e.stopGradient(a),
  (a, _, c) => e.mul(a, c),
  (a, _, c) => e.add(c, a),
  (_, __, c) => expand(constant(c), [3, 4]),
  a => matmul(a, w),
  a => matmul(a, w, { transB: true }),
  (a, b) => matmul(matmul(a, b, { transB: true }), b),
  a => transpose(transpose(a)),
  a => reshape(transpose(reshape(a, [2, 2, 3]), [2, 0, 1]), [3, 4]),
  a => e.add(a, row),
  a => e.sub(a, mean(a, [0], { keepDims: true })),
  a => expand(max(a, [1], { keepDims: true }), [3, 4]),
  (a, b) => concat([sliceAxis(a, 1, 0, 1), sliceAxis(b, 1, 1, 4)], 1),
  a => sliceAxis(pad(a, [1, 0], [1, 0]), 0, 0, 3),
];

const randomGraph = fc
  .array(
    fc.record({
      build: fc.constantFrom(...builders),
      a: fc.nat(30),
      b: fc.nat(30),
      c: fc.constantFrom(0, 1, -1, 0.5, -2),
    }),
    { minLength: 1, maxLength: 14 },
  )
  .map(steps => {
    const nodes: Tensor[] = [x, y];
    for (const { build, a, b, c } of steps) {
      nodes.push(build(nodes[a % nodes.length], nodes[b % nodes.length], c));
    }
    return nodes;
  });

describe('random graphs', () => {
  const modes: [string, OptimizeOptions][] = [
    ['optimize', {}],
    ['optimize without fusion', { fuse: 'none' }],
    ['optimize for WebGPU', { lower: lowerWebGpu, fuse: 'bias' }],
  ];

  it.each(modes)('%s leaves values and gradients equal, and adds no work', (_, options) => {
    fc.assert(
      fc.property(randomGraph, nodes => {
        const last = nodes[nodes.length - 1];
        const outputs = [last, nodes[Math.floor(nodes.length / 2)], ...grad(sum(e.mul(last, y)), inputs)];
        const expected = interpret(outputs, given);
        const lean = optimize(outputs, options);
        interpret(lean, given).forEach((values, i) => {
          values.forEach((value, j) => {
            expect(Math.abs(value - expected[i][j])).toBeLessThanOrEqual(
              1e-9 * (1 + Math.abs(expected[i][j])),
            );
          });
        });
        expect(lean.map(node => node.shape)).toEqual(outputs.map(node => node.shape));
        if (!options.lower) expect(count(lean)).toBeLessThanOrEqual(count(outputs));
        const again = optimize(lean, options);
        expect(count(again)).toBeLessThanOrEqual(count(lean));
      }),
      { numRuns: 150, seed: 11 },
    );
  });
});

describe('gradients through updates', () => {
  /** Loss after `steps` of gradient descent on mean (tanh(x·w) − y)², as a function of the first w. */
  function unrolled(steps: number, start: Tensor, rate: Tensor): Tensor {
    const loss = (weights: Tensor) => {
      const error = e.sub(e.tanh(matmul(x, weights)), y);
      return mean(e.mul(error, error));
    };
    let weights = start;
    for (let i = 0; i < steps; i++) weights = e.sub(weights, e.mul(grad(loss(weights), [weights])[0], rate));
    return loss(weights);
  }

  it('of three unrolled steps of gradient descent equal finite differences, in weights and rate', () => {
    const rate = input('rate', []);
    const values = { ...given, rate: Float64Array.of(0.3) };
    const loss = unrolled(3, w, rate);
    const gradients = interpret(optimize(grad(loss, [w, rate])), values);
    [w, rate].forEach((node, k) => {
      const name = node.scope!;
      for (let i = 0; i < sizeOf(node.shape); i++) {
        const at = (h: number) => {
          const moved = (values as Record<string, Float64Array>)[name].slice();
          moved[i] += h;
          return interpret([loss], { ...values, [name]: moved })[0][0];
        };
        expect(gradients[k][i]).toBeCloseTo((at(1e-5) - at(-1e-5)) / 2e-5, 9);
      }
    });
  });

  it('the graph of unrolled steps grows with their number, not exponentially', () => {
    const rate = input('rate', []);
    const nodes = [1, 2, 3, 4].map(n => {
      const outputs = optimize(grad(unrolled(n, w, rate), [w]));
      return graphStats({ inputs: [], state: [], outputs: { g: outputs[0] } }).nodes;
    });
    const steps = nodes.slice(1).map((n, i) => n - nodes[i]);
    expect(Math.max(...steps)).toBeLessThan(1.2 * Math.min(...steps));
  });

  it('a stopped gradient is a constant to every order', () => {
    const loss = sum(e.mul(e.stopGradient(e.mul(x, x)), x));
    const [first] = grad(loss, [x]);
    const [second] = grad(sum(first), [x]);
    expect(interpret([first], given)[0]).toEqual(given['x'].map(v => v * v));
    expect(interpret([second], given)[0].every(v => v === 0)).toBe(true);
  });
});
