import { describe, expect, it } from 'vitest';
import {
  loadTorch,
  type Named,
  type OpCase,
  permute,
  type Recorded,
} from '../../../test/fixtures/torch/load.ts';
import { grad, pullback } from '../grad.ts';
import { interpret } from '../interpret.ts';
import type { Shape, Tensor } from '../tensor.ts';
import { conv, convTranspose } from './conv.ts';
import * as e from './elementwise.ts';
import { constant, input } from './leaf.ts';
import { gather, resize } from './linear.ts';
import { sum } from './reduce.ts';

/** How a recorded tensor becomes ours: axes in a new order, then a new shape. */
type Layout = (tensor: Recorded) => Recorded;

const asIs: Layout = tensor => tensor;
const image: Layout = tensor => permute(tensor, [0, 2, 3, 1]); // [N, C, H, W] to [N, H, W, C]
/** OIHW, or IOHW of a transposed convolution, to [kh·kw·C, O] with C channels of the image side. */
const filter = (axes: readonly number[]): Layout => {
  return tensor => {
    const { shape, data } = permute(tensor, axes);
    return { shape: [shape[0] * shape[1] * shape[2], shape[3]], data };
  };
};

interface Setting {
  readonly layouts: Readonly<Record<string, Layout>>;
  readonly y: Layout;
  readonly build: (
    inputs: Readonly<Record<string, Tensor>>,
    shapes: Readonly<Record<string, Shape>>,
  ) => Tensor;
}

/** The recorded results are float32: relative to the largest element, or to 1e-3. */
function expectClose(actual: ArrayLike<number>, expected: Recorded, what: string): void {
  expect(actual.length, what).toBe(expected.data.length);
  const scale = Math.max(1e-3, ...expected.data.map(Math.abs));
  expected.data.forEach((v, i) => {
    expect(Math.abs(actual[i] - v) / scale, `${what}[${i}]: ${actual[i]} for ${v}`).toBeLessThan(2e-7);
  });
}

type Case = Omit<OpCase, 'penalty'> & Partial<Pick<OpCase, 'penalty'>>;

/** Value, gradient, and the gradient of each squared gradient norm, against the recording. */
function check(recorded: Case, { layouts, y, build }: Setting): void {
  const layoutOf = (name: string) => (name === 'r' ? y : (layouts[name] ?? asIs));
  const all: Named = { ...recorded.inputs, r: recorded.r };
  const ours = Object.entries(all).map(([name, tensor]) => [name, layoutOf(name)(tensor)] as const);
  const nodes = Object.fromEntries(ours.map(([name, { shape }]) => [name, input(name, shape)]));
  const given = Object.fromEntries(ours.map(([name, { data }]) => [name, data]));
  const shapes = Object.fromEntries(Object.entries(all).map(([name, { shape }]) => [name, shape]));
  const result = build(nodes, shapes);
  expectClose(interpret([result], given)[0], y(recorded.y), 'y');
  const names = Object.keys(recorded.grad);
  const wrt = names.map(name => nodes[name]);
  const gradients = pullback(result, nodes['r'], wrt);
  names.forEach((name, i) => {
    expectClose(interpret([gradients[i]], given)[0], layoutOf(name)(recorded.grad[name]), `grad ${name}`);
  });
  for (const [name, { value, grad: second }] of Object.entries(recorded.penalty ?? {})) {
    const gradient = gradients[names.indexOf(name)];
    const penalty = sum(e.mul(gradient, gradient));
    expect(Math.abs(interpret([penalty], given)[0][0] / (value || 1) - 1)).toBeLessThan(1e-6);
    for (const other of Object.keys(second)) {
      const [result] = interpret(grad(penalty, [nodes[other]]), given);
      expectClose(result, layoutOf(other)(second[other]), `penalty ${name} ${other}`);
    }
  }
}

describe('convolutions equal PyTorch in value, gradient and second order', () => {
  const [plain, grouped] = [loadTorch('conv'), loadTorch('groups')];
  const withBias = (y: Tensor, b: Tensor | undefined) => (b ? e.add(y, b) : y);

  it.each([...plain.conv, ...grouped.conv].map(c => [c.name, c] as const))('conv: %s', (_, c) => {
    const { stride, padding, dilation, groups } = c.options;
    check(c, {
      layouts: { x: image, w: filter([2, 3, 1, 0]) },
      y: image,
      build: ({ x, w, b }, shapes) => {
        const [kh, kw] = shapes['w'].slice(2);
        return withBias(conv(x, w, { kernel: [kh, kw], stride, padding, dilation, groups }), b);
      },
    });
  });

  it.each([...plain.convTranspose, ...grouped.convTranspose].map(c => [c.name, c] as const))(
    'convTranspose: %s',
    (_, c) => {
      const { stride, padding, dilation, groups, outputPadding = [0, 0] } = c.options;
      check(c, {
        layouts: { x: image, w: filter([2, 3, 1, 0]) }, // IOHW: our channels are PyTorch's outputs
        y: image,
        build: ({ x, w, b }, shapes) => {
          const kernel = shapes['w'].slice(2) as [number, number];
          const size = ([0, 1] as const).map(
            i =>
              (x.shape[i + 1] - 1) * stride[i] -
              2 * padding[i] +
              dilation[i] * (kernel[i] - 1) +
              outputPadding[i] +
              1,
          ) as [number, number];
          return withBias(convTranspose(x, w, { kernel, stride, padding, dilation, groups, size }), b);
        },
      });
    },
  );
});

describe('activations equal PyTorch from −100 to 100', () => {
  const { slope, cases } = loadTorch('activations');
  const cdf = (x: Tensor) => e.mul(0.5, e.add(1, e.erf(e.mul(x, Math.SQRT1_2))));
  const cubic = (x: Tensor) => e.mul(Math.sqrt(2 / Math.PI), e.add(x, e.mul(0.044715, e.pow(x, 3))));
  const activations: Readonly<Record<string, (x: Tensor) => Tensor>> = {
    relu: e.relu,
    leaky_relu: x => e.leakyRelu(x, slope),
    sigmoid: e.sigmoid,
    tanh: e.tanh,
    softplus: e.softplus,
    log_sigmoid: x => e.neg(e.softplus(e.neg(x))),
    elu: x => e.where(e.greater(x, 0), x, e.sub(e.exp(e.minimum(x, 0)), 1)),
    gelu: x => e.mul(x, cdf(x)),
    gelu_tanh: x => e.mul(e.mul(0.5, x), e.add(1, e.tanh(cubic(x)))),
    silu: x => e.mul(x, e.sigmoid(x)),
  };

  it.each(cases.map(c => [c.name, c] as const))('%s', (name, c) => {
    check(c, { layouts: {}, y: asIs, build: ({ x }) => activations[name](x) });
  });
});

describe('resize equals PyTorch', () => {
  const recorded = loadTorch('resize');

  it.each(
    (['nearest', 'bilinear'] as const).flatMap(mode => recorded[mode].map(c => [c.name, mode, c] as const)),
  )('%s', (_, mode, c) => {
    check(c, { layouts: { x: image }, y: image, build: ({ x }) => resize(x, c.size, mode) });
  });
});

it('gather equals PyTorch’s embedding, with repeated rows', () => {
  const recorded = loadTorch('embedding');
  const index = constant(recorded.index, [recorded.index.length], 'int');
  check(recorded, { layouts: {}, y: asIs, build: ({ weight }) => gather(weight, index) });
});
