import { pullback } from '../../src/graph/grad.ts';
import { conv, convTranspose, toWindow, type WindowOptions } from '../../src/graph/ops/conv.ts';
import * as e from '../../src/graph/ops/elementwise.ts';
import type { OpName } from '../../src/graph/ops/index.ts';
import { constant } from '../../src/graph/ops/leaf.ts';
import { affine, gather, type MatMulOptions, matmul, oneHot } from '../../src/graph/ops/linear.ts';
import { expand, sum } from '../../src/graph/ops/reduce.ts';
import { type Grid, gridSample } from '../../src/graph/ops/sample.ts';
import { concat, pad, reshape, slice, transpose } from '../../src/graph/ops/shape.ts';
import { max } from '../../src/graph/ops/statistics.ts';
import type { Shape, Tensor } from '../../src/graph/tensor.ts';

/**
 * What an operand holds: standard normals, normals moved away from 0 by 0.3 (no kink or pole is near),
 * values from 0.5 up, or integers below `below`.
 */
export interface Given {
  readonly shape: Shape;
  readonly kind: 'normal' | 'apart' | 'positive' | 'index';
  readonly below?: number;
}

/** An element by its index; 0 outside the array. */
export type Reader = (...index: number[]) => number;

/** One use of an op, with its value by an independent formula. */
export interface OpCase {
  readonly name: string;
  readonly inputs: readonly Given[];
  readonly build: (...inputs: Tensor[]) => Tensor;
  /** The element of the result at an index, from the definition. */
  readonly value: (...inputs: Reader[]) => Reader;
  /** The gradient is zero by definition, whatever the value does. */
  readonly detached?: boolean;
}

const normal = (...shape: number[]): Given => ({ shape, kind: 'normal' });
const apart = (...shape: number[]): Given => ({ shape, kind: 'apart' });
const positive = (...shape: number[]): Given => ({ shape, kind: 'positive' });
const index = (below: number, ...shape: number[]): Given => ({ shape, kind: 'index', below });

/** Σ f(i) for i from 0 to count − 1. */
function total(count: number, f: (i: number) => number): number {
  let result = 0;
  for (let i = 0; i < count; i++) result += f(i);
  return result;
}

function unary(
  build: (x: Tensor) => Tensor,
  f: (x: number) => number,
  make: (...shape: number[]) => Given = normal,
): OpCase[] {
  return [
    { name: 'matrix', inputs: [make(3, 4)], build, value: x => (i, j) => f(x(i, j)) },
    { name: 'scalar', inputs: [make()], build, value: x => () => f(x()) },
  ];
}

/** A function of two operands in every kind of broadcasting. */
function binary(
  build: (a: Tensor, b: Tensor) => Tensor,
  f: (a: number, b: number) => number,
  make: (...shape: number[]) => Given = normal,
): OpCase[] {
  return [
    { name: 'same', inputs: [make(2, 3), make(2, 3)], build, value: (a, b) => (i, j) => f(a(i, j), b(i, j)) },
    { name: 'row', inputs: [make(2, 3), make(3)], build, value: (a, b) => (i, j) => f(a(i, j), b(j)) },
    { name: 'scalar', inputs: [make(), make(2, 2)], build, value: (a, b) => (i, j) => f(a(), b(i, j)) },
    {
      name: 'outer',
      inputs: [make(3, 1), make(2, 1, 4)],
      build,
      value: (a, b) => (i, j, k) => f(a(j, 0), b(i, 0, k)),
    },
  ];
}

function product(
  name: string,
  left: readonly number[],
  right: readonly number[],
  options: MatMulOptions = {},
): OpCase {
  const inner = left[left.length - (options.transA ? 2 : 1)];
  return {
    name,
    inputs: [normal(...left), normal(...right)],
    build: (a, b) => matmul(a, b, options),
    value:
      (a, b) =>
      (...at) => {
        const [i, j] = at.slice(-2);
        const batch = at.slice(0, -2);
        const read = (
          x: Reader,
          shape: readonly number[],
          swap: boolean | undefined,
          p: number,
          q: number,
        ) => {
          const lead = batch.slice(batch.length - shape.length + 2).map((n, d) => (shape[d] === 1 ? 0 : n));
          return swap ? x(...lead, q, p) : x(...lead, p, q);
        };
        return total(inner, k => read(a, left, options.transA, i, k) * read(b, right, options.transB, k, j));
      },
  };
}

interface Scene {
  readonly window: WindowOptions;
  readonly height: number;
  readonly width: number;
  /** Channels of the image and filters; default 2 and 3. */
  readonly counts?: readonly [channels: number, filters: number];
}

/** Windows of every kind: stride, padding on one side, dilation, pixels skipped, the whole image; groups, depthwise too. */
const scenes: Readonly<Record<string, Scene>> = {
  '1×1': { window: { kernel: 1 }, height: 3, width: 2 },
  '3×3 padded': { window: { kernel: 3, padding: 1 }, height: 4, width: 3 },
  '4×4 stride 2': { window: { kernel: 4, stride: 2, padding: 1 }, height: 4, width: 6 },
  '3×3 stride 2 with a remainder': { window: { kernel: 3, stride: 2, padding: 1 }, height: 4, width: 5 },
  '3×2 mixed': { window: { kernel: [3, 2], stride: [2, 1], padding: [1, 0, 2, 1] }, height: 5, width: 3 },
  '2×2 dilated': { window: { kernel: 2, dilation: 2, padding: 1 }, height: 4, width: 4 },
  '3×3 stride 2 dilated': { window: { kernel: 3, stride: 2, dilation: [2, 1] }, height: 7, width: 5 },
  '2×2 skips pixels': { window: { kernel: 2, stride: 3 }, height: 6, width: 5 },
  'whole image': { window: { kernel: [3, 2] }, height: 3, width: 2 },
  '3×3 in 2 groups': { window: { kernel: 3, padding: 1, groups: 2 }, height: 4, width: 3, counts: [4, 6] },
  '4×4 stride 2 in 2 groups': {
    window: { kernel: 4, stride: 2, padding: 1, groups: 2 },
    height: 4,
    width: 6,
    counts: [4, 2],
  },
  '2×3 depthwise, two filters a channel': {
    window: { kernel: [2, 3], stride: [2, 1], dilation: [1, 2], groups: 3 },
    height: 5,
    width: 6,
    counts: [3, 6],
  },
};
const IMAGES = 2;

/** A convolution's operands and, by the definition y[o] = Σ x[i]·w[row], what any two give of the third. */
function geometry({ window, height, width, counts: [channels, filters] = [2, 3] }: Scene) {
  const { groups = 1 } = window;
  const depth = channels / groups;
  const { kernel, stride, padding, dilation } = toWindow(window);
  const count = [height, width].map((size, i) =>
    Math.floor((size + padding[i] + padding[i + 2] - dilation[i] * (kernel[i] - 1) - 1) / stride[i] + 1),
  );
  const source = (axis: number, o: number, k: number) =>
    o * stride[axis] + k * dilation[axis] - padding[axis];
  const inside = (y: number, x: number) => y >= 0 && y < height && x >= 0 && x < width;
  return {
    kernel,
    count,
    depth,
    x: normal(IMAGES, height, width, channels),
    w: normal(kernel[0] * kernel[1] * depth, filters),
    y: normal(IMAGES, count[0], count[1], filters),
    source,
    inside,
    /** The first channel that a filter sees, and the first filter that sees a channel. */
    firstChannel: (filter: number) => Math.floor((filter * groups) / filters) * depth,
    firstFilter: (channel: number) => Math.floor(channel / depth) * (filters / groups),
    share: filters / groups,
  };
}

function convCases(make: (scene: Scene) => Omit<OpCase, 'name'>): OpCase[] {
  return Object.entries(scenes).map(([name, scene]) => ({ name, ...make(scene) }));
}

const forward = convCases(scene => {
  const { x, w, kernel, depth, source, inside, firstChannel } = geometry(scene);
  return {
    inputs: [x, w],
    build: (image, filter) => conv(image, filter, scene.window),
    value: (image, filter) => (n, oy, ox, o) =>
      total(kernel[0], ky =>
        total(kernel[1], kx => {
          const [iy, ix] = [source(0, oy, ky), source(1, ox, kx)];
          if (!inside(iy, ix)) return 0;
          return total(
            depth,
            c => image(n, iy, ix, firstChannel(o) + c) * filter((ky * kernel[1] + kx) * depth + c, o),
          );
        }),
      ),
  };
});

const backward = convCases(scene => {
  const { y, w, kernel, count, depth, source, firstFilter, share } = geometry(scene);
  const pairs = (axis: number, i: number, f: (o: number, k: number) => number) =>
    total(count[axis], o => total(kernel[axis], k => (source(axis, o, k) === i ? f(o, k) : 0)));
  return {
    inputs: [y, w],
    build: (outcome, filter) =>
      convTranspose(outcome, filter, { ...scene.window, size: [scene.height, scene.width] }),
    value: (outcome, filter) => (n, iy, ix, c) =>
      pairs(0, iy, (oy, ky) =>
        pairs(1, ix, (ox, kx) =>
          total(share, i => {
            const o = firstFilter(c) + i;
            return outcome(n, oy, ox, o) * filter((ky * kernel[1] + kx) * depth + (c % depth), o);
          }),
        ),
      ),
  };
});

const filterGradient = convCases(scene => {
  const { x, y, w, kernel, count, depth, source, inside, firstChannel } = geometry(scene);
  return {
    inputs: [x, y],
    build: (image, outcome) => {
      const filter = constant(new Float64Array(w.shape[0] * w.shape[1]), w.shape);
      return pullback(conv(image, filter, scene.window), outcome, [filter])[0];
    },
    value: (image, outcome) => (row, o) => {
      const [ky, kx] = [Math.floor(row / depth / kernel[1]), Math.floor(row / depth) % kernel[1]];
      const channel = firstChannel(o) + (row % depth);
      return total(IMAGES, n =>
        total(count[0], oy =>
          total(count[1], ox => {
            const [iy, ix] = [source(0, oy, ky), source(1, ox, kx)];
            return inside(iy, ix) ? image(n, iy, ix, channel) * outcome(n, oy, ox, o) : 0;
          }),
        ),
      );
    },
  };
});

/** erf by Simpson's rule, to 1e-13. */
function erfBySimpson(x: number): number {
  const n = 2000;
  const h = x / n;
  const f = (i: number) => Math.exp(-((i * h) ** 2)) * (i === 0 || i === n ? 1 : i % 2 === 1 ? 4 : 2);
  return ((2 / Math.sqrt(Math.PI)) * h * total(n + 1, f)) / 3;
}

/** Every op of the compiler; an op without cases does not compile. */
/** Points (x, y) of two images: at centres of pixels, between them, across each edge, far outside. */
const points = [
  [-0.75, -1 / 3, 0.1, 0.2, -0.9, 0.95, 1.1, -0.3, 0.4, -1.2, 3, 0],
  [0.25, 1, -1, -1, 0.6, 0.1, -0.2, 0.7, 1.24, 1.3, -0.05, -0.6],
].flat();

const grid = [0, 1].map(axis =>
  constant(
    points.filter((_, i) => i % 2 === axis),
    [2, 2, 3],
  ),
) as unknown as Grid;

/** The bilinear weight of pixel i of n at a coordinate from −1 to 1: 1 − |distance|, not below 0. */
const nearness = (at: number, i: number, n: number) => Math.max(0, 1 - Math.abs(((at + 1) * n - 1) / 2 - i));

/** Images 3×4 seen at 2×3 points of each. */
function sampled(channels: number): OpCase {
  const weight = (k: number, i: number, j: number, p: number, q: number) => {
    const at = 2 * (6 * k + 3 * i + j);
    return nearness(points[at], q, 4) * nearness(points[at + 1], p, 3);
  };
  return {
    name: `${channels} channels at points`,
    inputs: [normal(2, 3, 4, channels)],
    build: x => gridSample(x, grid),
    value: x => (k, i, j, c) => total(3, p => total(4, q => weight(k, i, j, p, q) * x(k, p, q, c))),
  };
}

/** The adjoint by definition: what flows to the image when r flows to the points. */
function scattered(channels: number): OpCase {
  const weight = (k: number, p: number, q: number, i: number, j: number) => {
    const at = 2 * (6 * k + 3 * i + j);
    return nearness(points[at], q, 4) * nearness(points[at + 1], p, 3);
  };
  return {
    name: `${channels} channels from points`,
    inputs: [normal(2, 2, 3, channels)],
    build: r => {
      const x = constant(new Float64Array(24 * channels), [2, 3, 4, channels]);
      return pullback(gridSample(x, grid), r, [x])[0];
    },
    value: r => (k, p, q, c) => total(2, i => total(3, j => weight(k, p, q, i, j) * r(k, i, j, c))),
  };
}

export const opCases: Readonly<Record<OpName, readonly OpCase[]>> = {
  constant: [
    {
      name: 'matrix',
      inputs: [normal(2, 2)],
      build: x => e.add(x, constant([1, -2, 3.5, 0], [2, 2])),
      value: x => (i, j) => x(i, j) + [1, -2, 3.5, 0][2 * i + j],
    },
    {
      name: 'int',
      inputs: [normal(3, 2)],
      build: x => gather(x, constant([2, 0], [2], 'int')),
      value: x => (i, j) => x(i === 0 ? 2 : 0, j),
    },
  ],
  input: [{ name: 'itself', inputs: [normal(2, 3)], build: x => x, value: x => x }],
  neg: unary(e.neg, x => -x),
  exp: unary(e.exp, x => Math.E ** x),
  log: unary(e.log, x => 2 * Math.atanh((x - 1) / (x + 1)), positive),
  sqrt: unary(e.sqrt, x => x ** 0.5, positive),
  abs: unary(e.abs, x => (x < 0 ? -x : x), apart),
  sign: unary(e.sign, x => (x < 0 ? -1 : 1), apart),
  floor: unary(e.floor, x => x - (((x % 1) + 1) % 1)),
  sin: unary(e.sin, x => Math.cos(x - Math.PI / 2)),
  cos: unary(e.cos, x => Math.sin(x + Math.PI / 2)),
  tanh: unary(e.tanh, x => (Math.exp(x) - Math.exp(-x)) / (Math.exp(x) + Math.exp(-x))),
  sigmoid: unary(e.sigmoid, x => 0.5 + 0.5 * Math.tanh(x / 2)),
  softplus: unary(e.softplus, x => Math.log(1 + Math.exp(x))),
  relu: unary(e.relu, x => (x + Math.abs(x)) / 2, apart),
  reciprocal: unary(e.reciprocal, x => x ** -1, apart),
  erf: unary(e.erf, erfBySimpson),
  step: unary(e.step, x => (x > 0 ? 1 : 0), apart),
  leakyRelu: [
    ...unary(
      x => e.leakyRelu(x),
      x => Math.max(x, 0.2 * x),
      apart,
    ),
    ...unary(
      x => e.leakyRelu(x, 0.01),
      x => Math.max(x, 0.01 * x),
      apart,
    ).map(c => ({ ...c, name: `${c.name}, slope 0.01` })),
  ],
  leakyReluGrad: [
    {
      name: 'matrix',
      inputs: [apart(3, 4), normal(3, 4)],
      build: (x, g) => pullback(e.leakyRelu(x), g, [x])[0],
      value: (x, g) => (i, j) => (x(i, j) > 0 ? g(i, j) : 0.2 * g(i, j)),
    },
  ],
  add: binary(e.add, (a, b) => a + b),
  sub: binary(e.sub, (a, b) => a - b),
  mul: binary(e.mul, (a, b) => a * b),
  div: binary(e.div, (a, b) => a / b, apart),
  maximum: binary(e.maximum, (a, b) => (a + b + Math.abs(a - b)) / 2),
  minimum: binary(e.minimum, (a, b) => (a + b - Math.abs(a - b)) / 2),
  greater: binary(
    (a, b) => e.cast(e.greater(a, b)),
    (a, b) => (a > b ? 1 : 0),
  ),
  equal: [
    {
      name: 'signs',
      inputs: [apart(3, 4), apart(4)],
      build: (a, b) => e.cast(e.equal(e.sign(a), e.sign(b))),
      value: (a, b) => (i, j) => (a(i, j) * b(j) > 0 ? 1 : 0),
    },
  ],
  pow: [-1.5, -1, 0.5, 1, 2.5]
    .flatMap(exponent =>
      unary(
        x => e.pow(x, exponent),
        x => Math.exp(exponent * Math.log(x)),
        positive,
      ).map(c => ({ ...c, name: `${c.name}, exponent ${exponent}` })),
    )
    .concat(
      [2, 3].flatMap(exponent =>
        unary(
          x => e.pow(x, exponent),
          x => (exponent === 2 ? x * x : x * x * x),
        ).map(c => ({ ...c, name: `${c.name}, exponent ${exponent}` })),
      ),
    ),
  cast: [
    {
      name: 'condition',
      inputs: [normal(2, 3), normal(2, 3)],
      build: (a, b) => e.mul(a, e.cast(e.greater(b, 0))),
      value: (a, b) => (i, j) => (b(i, j) > 0 ? a(i, j) : 0),
    },
  ],
  where: [
    {
      name: 'broadcast',
      inputs: [apart(2, 3), normal(3), normal(2, 1)],
      build: (c, a, b) => e.where(e.greater(c, 0), a, b),
      value: (c, a, b) => (i, j) => (c(i, j) > 0 ? a(j) : b(i, 0)),
    },
    {
      name: 'scalars',
      inputs: [apart(2, 3)],
      build: c => e.where(e.greater(c, 0), c, -2),
      value: c => (i, j) => (c(i, j) > 0 ? c(i, j) : -2),
    },
    {
      name: 'one condition for all, a product in one branch',
      inputs: [apart(), normal(2, 3), normal(3, 3), normal(3)],
      build: (c, a, b, d) => e.where(e.greater(c, 0), matmul(a, b), e.mul(a, d)),
      value: (c, a, b, d) => (i, j) => (c() > 0 ? total(3, k => a(i, k) * b(k, j)) : a(i, j) * d(j)),
    },
    {
      name: 'a choice in a choice, both of scalars and arrays',
      inputs: [apart(), apart(), normal(2, 3), normal(3)],
      build: (c, d, a, b) => {
        const inner = e.where(e.greater(d, 0), e.mul(a, a), 0.5);
        return e.where(e.greater(c, 0), e.mul(inner, b), e.where(e.greater(d, 0), b, inner));
      },
      value: (c, d, a, b) => (i, j) => {
        const inner = d() > 0 ? a(i, j) ** 2 : 0.5;
        return c() > 0 ? inner * b(j) : d() > 0 ? b(j) : inner;
      },
    },
  ],
  addN: [2, 3, 5].map(count => ({
    name: `${count} terms`,
    inputs: Array.from({ length: count }, () => normal(2, 3)),
    build: (...terms: Tensor[]) => e.addN(terms),
    value:
      (...terms: Reader[]) =>
      (i: number, j: number) =>
        total(count, k => terms[k](i, j)),
  })),
  stopGradient: [
    { name: 'matrix', inputs: [normal(2, 3)], build: e.stopGradient, value: x => x, detached: true },
  ],
  sum: [
    {
      name: 'all',
      inputs: [normal(2, 3, 2)],
      build: x => sum(x),
      value: x => () => total(2, i => total(3, j => total(2, k => x(i, j, k)))),
    },
    {
      name: 'outer axes, kept',
      inputs: [normal(2, 3, 4)],
      build: x => sum(x, [0, -1], { keepDims: true }),
      value: x => (_, j) => total(2, i => total(4, k => x(i, j, k))),
    },
    {
      name: 'middle axis',
      inputs: [normal(2, 3, 4)],
      build: x => sum(x, [1]),
      value: x => (i, k) => total(3, j => x(i, j, k)),
    },
  ],
  max: [
    {
      name: 'all',
      inputs: [normal(3, 4)],
      build: x => max(x),
      value: x => () => -total(1, () => Math.min(...[0, 1, 2].flatMap(i => [0, 1, 2, 3].map(j => -x(i, j))))),
    },
    {
      name: 'middle axis (maxout)',
      inputs: [normal(2, 3, 4)],
      build: x => max(x, [1]),
      value: x => (i, k) => [0, 1, 2].map(j => x(i, j, k)).sort((a, b) => b - a)[0],
    },
    {
      name: 'last axis, kept',
      inputs: [normal(2, 5)],
      build: x => max(x, [1], { keepDims: true }),
      value: x => i => [0, 1, 2, 3, 4].map(j => x(i, j)).sort((a, b) => b - a)[0],
    },
  ],
  expand: [
    {
      name: 'axes and rank',
      inputs: [normal(3, 1)],
      build: x => expand(x, [2, 3, 4]),
      value: x => (_, j) => x(j, 0),
    },
    { name: 'scalar', inputs: [normal()], build: x => expand(x, [3]), value: x => () => x() },
  ],
  reshape: [
    {
      name: 'matrix',
      inputs: [normal(2, 6)],
      build: x => reshape(x, [3, 2, 2]),
      value: x => (i, j, k) => x(Math.floor((4 * i + 2 * j + k) / 6), (4 * i + 2 * j + k) % 6),
    },
    { name: 'to a scalar', inputs: [normal(1, 1)], build: x => reshape(x, []), value: x => () => x(0, 0) },
  ],
  transpose: [
    { name: 'matrix', inputs: [normal(2, 3)], build: x => transpose(x), value: x => (i, j) => x(j, i) },
    {
      name: 'four axes',
      inputs: [normal(2, 3, 2, 4)],
      build: x => transpose(x, [2, 0, 3, 1]),
      value: x => (i, j, k, l) => x(j, l, i, k),
    },
  ],
  slice: [
    {
      name: 'inner block',
      inputs: [normal(3, 4)],
      build: x => slice(x, [1, 1], [3, 3]),
      value: x => (i, j) => x(i + 1, j + 1),
    },
    {
      name: 'one axis',
      inputs: [normal(2, 3, 4)],
      build: x => slice(x, [0, 0, 3], [2, 3, 4]),
      value: x => (i, j) => x(i, j, 3),
    },
  ],
  pad: [
    {
      name: 'both axes',
      inputs: [normal(2, 3)],
      build: x => pad(x, [1, 0], [0, 2]),
      value: x => (i, j) => x(i - 1, j),
    },
    {
      name: 'an image',
      inputs: [normal(2, 2, 2, 3)],
      build: x => pad(x, [0, 1, 2, 0], [0, 1, 0, 0]),
      value: x => (n, i, j, c) => x(n, i - 1, j - 2, c),
    },
  ],
  concat: [
    {
      name: 'last axis',
      inputs: [normal(2, 3), normal(2, 1), normal(2, 2)],
      build: (...parts) => concat(parts, -1),
      value: (a, b, c) => (i, j) => (j < 3 ? a(i, j) : j < 4 ? b(i, 0) : c(i, j - 4)),
    },
    {
      name: 'first axis',
      inputs: [normal(1, 2), normal(2, 2)],
      build: (...parts) => concat(parts, 0),
      value: (a, b) => (i, j) => (i < 1 ? a(i, j) : b(i - 1, j)),
    },
  ],
  matmul: [
    product('plain', [2, 3], [3, 4]),
    product('left transposed', [3, 2], [3, 4], { transA: true }),
    product('right transposed', [2, 3], [4, 3], { transB: true }),
    product('both transposed', [3, 2], [4, 3], { transA: true, transB: true }),
    product('batched', [2, 2, 3], [2, 3, 2]),
    product('batched, both transposed', [2, 3, 2], [2, 4, 3], { transA: true, transB: true }),
    product('broadcast batch', [3, 1, 2, 3], [2, 3, 2]),
    product('matrix by batch, left transposed', [3, 2], [2, 3, 4], { transA: true }),
    {
      name: 'with bias',
      inputs: [normal(2, 3), normal(3, 4), normal(4)],
      build: affine,
      value: (a, b, bias) => (i, j) => bias(j) + total(3, k => a(i, k) * b(k, j)),
    },
    {
      name: 'batched with bias',
      inputs: [normal(2, 2, 3), normal(3, 4), normal(4)],
      build: affine,
      value: (a, b, bias) => (n, i, j) => bias(j) + total(3, k => a(n, i, k) * b(k, j)),
    },
  ],
  oneHot: [
    {
      name: 'labels into a layer',
      inputs: [index(4, 5), normal(4, 3)],
      build: (k, w) => matmul(oneHot(k, 4), w),
      value: (k, w) => (i, j) => w(k(i), j),
    },
    {
      name: 'vector',
      inputs: [index(4, 5), normal(4)],
      build: (k, x) => e.mul(oneHot(k, 4), x),
      value: (k, x) => (i, j) => (k(i) === j ? x(j) : 0),
    },
    {
      name: 'matrix',
      inputs: [index(3, 2, 2), normal()],
      build: (k, x) => e.mul(oneHot(k, 3), x),
      value: (k, x) => (i, j, d) => (k(i, j) === d ? x() : 0),
    },
  ],
  gather: [
    {
      name: 'labels through a table into a layer',
      inputs: [normal(4, 3), index(4, 5), normal(3, 2)],
      build: (table, k, w) => matmul(gather(table, k), w),
      value: (table, k, w) => (i, j) => total(3, f => table(k(i), f) * w(f, j)),
    },
    {
      name: 'rows, repeated',
      inputs: [normal(3, 2), index(3, 7)],
      build: gather,
      value: (table, k) => (i, j) => table(k(i), j),
    },
    {
      name: 'by a matrix of indices',
      inputs: [normal(4, 2, 3), index(4, 2, 3)],
      build: gather,
      value: (table, k) => (i, j, p, q) => table(k(i, j), p, q),
    },
    {
      name: 'from a vector',
      inputs: [normal(4), index(4, 6)],
      build: gather,
      value: (table, k) => i => table(k(i)),
    },
  ],
  conv: forward,
  convInput: backward,
  convFilter: filterGradient,
  gridSample: [sampled(1), sampled(3)],
  gridScatter: [scattered(1), scattered(3)],
};
