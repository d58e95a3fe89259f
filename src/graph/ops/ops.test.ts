import { describe, expect, it } from 'vitest';
import { type OpCase, opCases } from '../../../test/engine/cases.ts';
import { buildCase, reader } from '../../../test/engine/values.ts';
import { UserError } from '../../util/error.ts';
import { Random } from '../../util/random.ts';
import { grad } from '../grad.ts';
import { interpret } from '../interpret.ts';
import { lowerConv } from '../passes/lower-conv.ts';
import { lowerWebGpu } from '../passes/lower-webgpu.ts';
import { type OptimizeOptions, optimize } from '../passes/optimize.ts';
import { sizeOf, stridesOf, type Tensor, topological } from '../tensor.ts';
import { conv, convTranspose } from './conv.ts';
import { add, addN, exp, leakyRelu, mul, sqrt, where } from './elementwise.ts';
import { type OpName, ops } from './index.ts';
import { constant, input } from './leaf.ts';
import { affine, gather, matmul, oneHot } from './linear.ts';
import { expand, sum } from './reduce.ts';
import { concat, pad, reshape, slice, transpose } from './shape.ts';
import { max } from './statistics.ts';

type Given = Readonly<Record<string, Float64Array>>;

const all = (Object.keys(ops) as OpName[]).flatMap(op => opCases[op].map(c => ({ op, c, label: c.name })));

const passes: readonly OptimizeOptions[] = [{}, { lower: lowerConv }, { lower: lowerWebGpu, fuse: 'bias' }];

/** |a − b| ≤ tolerance · (1 + |b|) for every element. */
function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs(actual[i] - expected[i]);
    expect(error, `element ${i}: ${actual[i]} for ${expected[i]}`).toBeLessThanOrEqual(
      tolerance * (1 + Math.abs(expected[i])),
    );
  }
}

/** Central differences of a scalar by every element of `x`. */
function differences(loss: Tensor, given: Given, x: Tensor): number[] {
  const name = x.scope!;
  const at = (i: number, h: number) => {
    const moved = given[name].slice();
    moved[i] += h;
    return interpret([loss], { ...given, [name]: moved })[0][0];
  };
  const h = 1e-5;
  return Array.from({ length: sizeOf(x.shape) }, (_, i) => (at(i, h) - at(i, -h)) / (2 * h));
}

/** Σ r · y for a random r that is itself an input. */
function project(y: Tensor, name: string, given: Record<string, Float64Array>) {
  const r = input(name, y.shape);
  given[name] = new Random(1, name).normals(new Float64Array(sizeOf(y.shape)));
  return { r, loss: sum(mul(y, r)) };
}

/** First and second order: Σ r·y, then Σ s·∂(Σ r·y)/∂x over all x. */
function losses(c: OpCase) {
  const { inputs, given, result } = buildCase(c);
  const values = { ...given };
  const floats = inputs.filter(x => x.dtype === 'float');
  const { r, loss } = project(result, 'r', values);
  const first = grad(loss, floats);
  const terms = first.map((g, i) => project(g, `s${i}`, values).loss);
  const second = terms.reduce((a, b) => add(a, b), constant(0));
  return { floats, r, loss, first, second, values };
}

describe.each(all)('$op, $label', ({ op, c }) => {
  it('uses the op and has the defined value', () => {
    const { given, result } = buildCase(c);
    const { floats, loss } = losses(c);
    const nodes = topological([result, ...grad(loss, floats)]);
    expect(nodes.map(node => node.op.name)).toContain(op);
    const inputs = buildCase(c).inputs.map(x => reader({ shape: x.shape, data: given[x.scope!] }));
    const element = c.value(...inputs);
    const strides = stridesOf(result.shape);
    const expected = Array.from({ length: sizeOf(result.shape) }, (_, i) =>
      element(...result.shape.map((d, axis) => Math.floor(i / strides[axis]) % d)),
    );
    expectClose(interpret([result], given)[0], expected, 1e-12);
  });

  it('has the gradient of finite differences', () => {
    const { floats, loss, first, values } = losses(c);
    floats.forEach((x, i) => {
      expect(first[i].shape).toEqual(x.shape);
      const expected = c.detached ? new Float64Array(sizeOf(x.shape)) : differences(loss, values, x);
      expectClose(interpret([first[i]], values)[0], expected, 1e-7);
    });
  });

  it('has the second-order gradient of finite differences', () => {
    const { floats, r, second, values } = losses(c);
    const wrt = [...floats, r];
    const gradients = interpret(grad(second, wrt), values);
    wrt.forEach((x, i) => {
      expectClose(gradients[i], differences(second, values, x), 1e-7);
    });
  });

  it('keeps its value and gradients through the passes', () => {
    const { floats, r, loss, first, second, values } = losses(c);
    const outputs = [loss, ...first, second, ...grad(second, [...floats, r])];
    const expected = interpret(outputs, values);
    for (const options of passes) {
      interpret(optimize(outputs, options), values).forEach((value, i) => {
        expectClose(value, expected[i], 1e-12);
      });
    }
  });
});

it('every op is registered under its name, and has cases', () => {
  for (const [name, op] of Object.entries(ops)) expect(op.name).toBe(name);
  expect(Object.keys(opCases).sort()).toEqual(Object.keys(ops).sort());
  for (const cases of Object.values(opCases)) expect(cases.length).toBeGreaterThan(0);
});

it('the norm of a zero vector has gradient 0, to both orders', () => {
  const v = input('v', [3]);
  const norm = sqrt(sum(mul(v, v)));
  const [first] = grad(norm, [v]);
  const [second] = grad(sum(mul(first, first)), [v]);
  const at = (v: readonly number[]) => interpret([first, second], { v }).map(g => Array.from(g));
  expect(at([0, 0, 0]).flat().map(Math.abs)).toEqual([0, 0, 0, 0, 0, 0]);
  at([3, 0, 4])[0].forEach((g, i) => {
    expect(g).toBeCloseTo([0.6, 0, 0.8][i], 12);
  });
});

describe('shapes that do not fit are refused with both shapes', () => {
  const x = (...shape: number[]) => input('x', shape);
  const k = (...shape: number[]) => input('k', shape, 'int');
  it.each<[string, () => Tensor, RegExp]>([
    ['add', () => add(x(2, 3), x(2)), /^add: expected shapes that broadcast, got \[2, 3\] and \[2\]/],
    ['add of ints', () => add(k(2), x(2)), /^add: expected float operands, got int/],
    ['exp of ints', () => exp(k(2)), /^exp: expected float operands, got int/],
    ['addN', () => addN([x(2), x(3)]), /^addN: expected terms of one shape, got \[2\] and \[3\]/],
    ['where', () => where(x(2), x(2), x(2)), /^where: expected bool operands, got float/],
    ['leakyRelu', () => leakyRelu(x(2), -1), /^leakyRelu: expected a slope ≥ 0, got -1/],
    ['matmul', () => matmul(x(2, 3), x(2, 3)), /^matmul: expected inner sizes that agree, got 2×3 times 2×3/],
    ['matmul of vectors', () => matmul(x(2), x(2, 3)), /^matmul: expected two or more axes, got \[2\]/],
    ['matmul batch', () => matmul(x(2, 1, 1), x(3, 1, 1)), /^matmul: expected shapes that broadcast/],
    ['bias', () => affine(x(2, 3), x(3, 4), x(3)), /^matmul bias: expected shapes that broadcast/],
    [
      'wide bias',
      () => affine(x(1, 3), x(3, 4), x(2, 4)),
      /^matmul bias: expected a shape that broadcasts to \[1, 4\]/,
    ],
    ['oneHot', () => oneHot(x(2), 3), /^oneHot: expected int indices, got float/],
    ['gather', () => gather(x(2), x(2)), /^gather: expected int indices, got float/],
    ['sum', () => sum(x(2), [1]), /^sum: expected an axis from -1 to 0, got 1/],
    ['max', () => max(x(2), [0.5]), /^max: expected an axis/],
    [
      'expand',
      () => expand(x(2), [2, 3]),
      /^expand: expected a shape that broadcasts to \[2, 3\], got \[2\]/,
    ],
    ['reshape', () => reshape(x(2, 3), [4]), /^reshape: expected 6 elements in \[4\], got \[2, 3\]/],
    ['transpose', () => transpose(x(2, 3), [0, 0]), /^transpose: expected each of 2 axes once, got \[0,0\]/],
    ['slice', () => slice(x(2, 3), [0, 1], [2, 4]), /^slice: expected a range inside \[2, 3\]/],
    ['pad', () => pad(x(2), [-1], [0]), /^pad: expected 1 pairs of counts ≥ 0/],
    [
      'concat',
      () => concat([x(2, 3), x(3, 3)], 1),
      /^concat: expected shapes equal to \[2, 3\] except on axis 1/,
    ],
    ['concat of nothing', () => concat([], 0), /^concat: expected at least one tensor/],
    ['constant', () => constant([1, 2], [3]), /^constant: expected 3 values for \[3\], got 2/],
    [
      'conv of a matrix',
      () => conv(x(2, 3), x(3, 1), { kernel: 1 }),
      /^conv: expected an image \[N, H, W, C\]/,
    ],
    ['conv filter', () => conv(x(1, 3, 3, 2), x(9, 1), { kernel: 3 }), /^conv: expected 18 filter rows/],
    [
      'conv kernel',
      () => conv(x(1, 2, 2, 1), x(9, 1), { kernel: 3 }),
      /^conv: expected an image at least as large/,
    ],
    [
      'conv groups',
      () => conv(x(1, 3, 3, 4), x(18, 3), { kernel: 3, groups: 2 }),
      /^conv: expected groups that divide 4 channels and 3 filters, got 2/,
    ],
    [
      'conv without groups',
      () => conv(x(1, 3, 3, 4), x(36, 2), { kernel: 3, groups: 0 }),
      /^conv: expected groups that divide 4 channels and 2 filters, got 0/,
    ],
    [
      'conv filter of a group',
      () => conv(x(1, 3, 3, 4), x(36, 2), { kernel: 3, groups: 2 }),
      /^conv: expected 18 filter rows \(3·3·2\), got 36/,
    ],
    [
      'convTranspose groups',
      () => convTranspose(x(1, 2, 2, 3), x(9, 3), { kernel: 3, groups: 2 }),
      /^transposed conv: expected groups that divide 2 channels and 3 filters, got 2/,
    ],
    [
      'convTranspose',
      () => convTranspose(x(1, 2, 2, 3), x(9, 2), { kernel: 3 }),
      /^transposed conv: expected \[N, 2, 2, 2\] for an image of 4×4, got \[1, 2, 2, 3\]/,
    ],
    ['grad', () => grad(x(2), [x(2)])[0], /^grad: expected a scalar loss, got \[2\]; take its mean or sum/],
  ])('%s', (_, build, message) => {
    expect(build).toThrow(UserError);
    expect(build).toThrow(message);
  });
});
