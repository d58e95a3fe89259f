import {
  apply,
  type Emitter,
  formatShape,
  type OnnxAttributes,
  type Op,
  type Shape,
  shapeError,
  sizeOf,
  type Tensor,
} from '../tensor.ts';

type Pair = readonly [number, number];

/**
 * How a window moves over an image. `padding` is [top, left, bottom, right].
 * Images are channels-last [N, H, W, C]; filters are [kh·kw·C/groups, O] with rows in the order (kh, kw, C/groups).
 */
export interface Window {
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: readonly [number, number, number, number];
  readonly dilation: Pair;
}

export interface WindowOptions {
  readonly kernel: number | Pair;
  /** Default 1. */
  readonly stride?: number | Pair;
  /** Zeros around the image: one number, [vertical, horizontal] or [top, left, bottom, right]. Default 0. */
  readonly padding?: number | Pair | readonly [number, number, number, number];
  /** Default 1. */
  readonly dilation?: number | Pair;
  /**
   * Into how many parts channels and filters are split; part i of the filters sees part i of the channels only.
   * As many as channels: a depthwise convolution. Default 1.
   */
  readonly groups?: number;
}

const pair = (value: number | Pair): Pair => (typeof value === 'number' ? [value, value] : value);

/** A window with every value named. */
export function toWindow({ kernel, stride = 1, padding = 0, dilation = 1 }: WindowOptions): Window {
  const p = typeof padding === 'number' ? [padding, padding] : padding;
  const [top, left, bottom = top, right = left] = p;
  return {
    kernel: pair(kernel),
    stride: pair(stride),
    padding: [top, left, bottom, right],
    dilation: pair(dilation),
  };
}

/** Number of window positions along axis 0 (height) or 1 (width) of an image of `size`. */
export function positions(window: Window, axis: 0 | 1, size: number): number {
  const { kernel, stride, padding, dilation } = window;
  const extent = dilation[axis] * (kernel[axis] - 1) + 1;
  return Math.floor((size + padding[axis] + padding[axis + 2] - extent) / stride[axis]) + 1;
}

export interface ConvAttrs {
  readonly window: Window;
  /** Height and width of the image side. */
  readonly size: Pair;
  readonly groups: number;
}

/**
 * Visits every (element of the image, of the filter, of the result) that a window pairs: the definition of all three ops.
 * @param filters O
 */
function visit(
  { window, size: [height, width], groups }: ConvAttrs,
  [batch, , , channels]: Shape,
  filters: number,
  pairUp: (image: number, filter: number, result: number) => void,
): void {
  const [depth, share] = [channels / groups, filters / groups];
  const { kernel, stride, padding, dilation } = window;
  const [rows, columns] = [positions(window, 0, height), positions(window, 1, width)];
  for (let n = 0; n < batch; n++) {
    for (let oy = 0; oy < rows; oy++) {
      for (let ox = 0; ox < columns; ox++) {
        const position = (n * rows + oy) * columns + ox;
        for (let ky = 0; ky < kernel[0]; ky++) {
          const y = oy * stride[0] + ky * dilation[0] - padding[0];
          if (y < 0 || y >= height) continue;
          for (let kx = 0; kx < kernel[1]; kx++) {
            const x = ox * stride[1] + kx * dilation[1] - padding[1];
            if (x < 0 || x >= width) continue;
            const image = ((n * height + y) * width + x) * channels;
            const row = (ky * kernel[1] + kx) * depth;
            for (let c = 0; c < channels; c++) {
              const first = Math.floor(c / depth) * share; // of the group's filters
              for (let o = first; o < first + share; o++) {
                pairUp(image + c, (row + (c % depth)) * filters + o, position * filters + o);
              }
            }
          }
        }
      }
    }
  }
}

function checkFilter(window: Window, depth: number, rows: number): void {
  const expected = window.kernel[0] * window.kernel[1] * depth;
  if (rows !== expected) {
    throw shapeError('conv', `${expected} filter rows (${window.kernel.join('·')}·${depth})`, String(rows));
  }
}

/** Refuses groups that do not divide both the channels of the image and the filters. */
export function checkGroups(where: string, groups: number, channels: number, filters: number): void {
  const fits = Number.isInteger(groups) && groups >= 1 && channels % groups === 0 && filters % groups === 0;
  if (fits) return;
  throw shapeError(where, `groups that divide ${channels} channels and ${filters} filters`, String(groups));
}

const convOp: Op<ConvAttrs> = {
  name: 'conv',
  infer: ([x, w], { window, groups }) => {
    if (x.shape.length !== 4) throw shapeError('conv', 'an image [N, H, W, C]', formatShape(x.shape));
    checkGroups('conv', groups, x.shape[3], w.shape[1]);
    checkFilter(window, x.shape[3] / groups, w.shape[0]);
    const [oh, ow] = [positions(window, 0, x.shape[1]), positions(window, 1, x.shape[2])];
    if (oh < 1 || ow < 1) {
      throw shapeError(
        'conv',
        `an image at least as large as the kernel ${window.kernel.join('×')}`,
        formatShape(x.shape),
      );
    }
    return { shape: [x.shape[0], oh, ow, w.shape[1]], dtype: 'float' };
  },
  vjp: ({ inputs: [x, w], attrs }, grad) => [
    apply(convInputOp, [grad, w], attrs),
    apply(convFilterOp, [x, grad], attrs),
  ],
  reference: ([x, w], attrs, { shape }) => {
    const out = new Float64Array(sizeOf(shape));
    visit(attrs, x.shape, shape[3], (image, filter, result) => {
      out[result] += x.data[image] * w.data[filter];
    });
    return out;
  },
  emit: (onnx, [x, w], node) => {
    const { window, groups } = node.attrs;
    const filter = oihw(onnx, w, window, node.inputs[1].shape);
    return toLast(onnx, onnx.node('Conv', [toFirst(onnx, x), filter], onnxWindow(window, groups)));
  },
};

/** Gradient of `conv` with respect to its image: the transposed convolution. */
const convInputOp: Op<ConvAttrs> = {
  name: 'convInput',
  infer: ([y, w], { window, size, groups }) => {
    const channels = (w.shape[0] / (window.kernel[0] * window.kernel[1])) * groups;
    const fits =
      Number.isInteger(channels) &&
      y.shape[3] === w.shape[1] &&
      y.shape[1] === positions(window, 0, size[0]) &&
      y.shape[2] === positions(window, 1, size[1]);
    if (!fits) {
      throw shapeError(
        'transposed conv',
        `[N, ${positions(window, 0, size[0])}, ${positions(window, 1, size[1])}, ${w.shape[1]}] for an image of ${size.join('×')}`,
        formatShape(y.shape),
      );
    }
    checkGroups('transposed conv', groups, channels, y.shape[3]);
    return { shape: [y.shape[0], size[0], size[1], channels], dtype: 'float' };
  },
  vjp: ({ inputs: [y, w], attrs }, grad) => [
    apply(convOp, [grad, w], attrs),
    apply(convFilterOp, [grad, y], attrs),
  ],
  reference: ([y, w], attrs, { shape }) => {
    const out = new Float64Array(sizeOf(shape));
    visit(attrs, shape, y.shape[3], (image, filter, result) => {
      out[image] += y.data[result] * w.data[filter];
    });
    return out;
  },
  emit: (onnx, [y, w], { attrs: { window, size, groups }, inputs }) => {
    const filter = oihw(onnx, w, window, inputs[1].shape);
    const slack = ([0, 1] as const).map(axis => {
      const reach =
        (positions(window, axis, size[axis]) - 1) * window.stride[axis] +
        window.dilation[axis] * (window.kernel[axis] - 1) +
        1;
      return size[axis] + window.padding[axis] + window.padding[axis + 2] - reach;
    });
    const attributes = { ...onnxWindow(window, groups), output_padding: slack };
    return toLast(onnx, onnx.node('ConvTranspose', [toFirst(onnx, y), filter], attributes));
  },
};

/** Gradient of `conv` with respect to its filter. */
const convFilterOp: Op<ConvAttrs> = {
  name: 'convFilter',
  infer: ([x, y], { window, groups }) => ({
    shape: [window.kernel[0] * window.kernel[1] * (x.shape[3] / groups), y.shape[3]],
    dtype: 'float',
  }),
  vjp: ({ inputs: [x, y], attrs }, grad) => [
    apply(convInputOp, [y, grad], attrs),
    apply(convOp, [x, grad], attrs),
  ],
  reference: ([x, y], attrs, { shape }) => {
    const out = new Float64Array(sizeOf(shape));
    visit(attrs, x.shape, shape[1], (image, filter, result) => {
      out[filter] += x.data[image] * y.data[result];
    });
    return out;
  },
  // The image with batch and channels swapped is convolved with the gradient as a dilated kernel.
  emit: (onnx, [x, y], { attrs: { window, groups }, inputs, shape }) => {
    const [, height, width] = inputs[0].shape;
    const { kernel, stride, padding, dilation } = window;
    const image = batchAsChannels(onnx, x, inputs[0].shape, groups); // [C/groups, groups·N, H, W]
    const filter = onnx.node('Transpose', [y], { perm: [3, 0, 1, 2] }); // [O, N, OH, OW]
    const full = onnx.node('Conv', [image, filter], {
      strides: dilation,
      dilations: stride,
      pads: padding,
      ...onnxGroups(groups),
    }); // [C/groups, O, ≥ kh, ≥ kw]: a remainder of the stride leaves rows that no window reached
    const extent = ([0, 1] as const).map(a => {
      const reach = (positions(window, a, [height, width][a]) - 1) * stride[a] + 1;
      return Math.floor(([height, width][a] + padding[a] + padding[a + 2] - reach) / dilation[a]) + 1;
    });
    const exact = extent[0] === kernel[0] && extent[1] === kernel[1];
    const cropped = exact
      ? full
      : onnx.node('Slice', [full, onnx.ints([0, 0]), onnx.ints(kernel), onnx.ints([2, 3])]);
    const rows = onnx.node('Transpose', [cropped], { perm: [2, 3, 0, 1] }); // [kh, kw, C/groups, O]
    return onnx.node('Reshape', [rows, onnx.ints(shape)]);
  },
};

const toFirst = (onnx: Emitter, x: string) => onnx.node('Transpose', [x], { perm: [0, 3, 1, 2] });
const toLast = (onnx: Emitter, x: string) => onnx.node('Transpose', [x], { perm: [0, 2, 3, 1] });

/** The filter [kh·kw·C/groups, O] as ONNX wants it: [O, C/groups, kh, kw]. */
function oihw(onnx: Emitter, w: string, { kernel }: Window, [rows, filters]: Shape): string {
  const taps = onnx.node('Reshape', [w, onnx.ints([...kernel, rows / (kernel[0] * kernel[1]), filters])]);
  return onnx.node('Transpose', [taps], { perm: [3, 2, 0, 1] });
}

/** An image [N, H, W, C] as [C/groups, groups·N, H, W]: its channels a batch, the samples of each group channels. */
function batchAsChannels(
  onnx: Emitter,
  x: string,
  [n, height, width, channels]: Shape,
  groups: number,
): string {
  if (groups === 1) return onnx.node('Transpose', [x], { perm: [3, 0, 1, 2] });
  const depth = channels / groups;
  const split = onnx.node('Reshape', [x, onnx.ints([n, height, width, groups, depth])]);
  const swapped = onnx.node('Transpose', [split], { perm: [4, 3, 0, 1, 2] });
  return onnx.node('Reshape', [swapped, onnx.ints([depth, groups * n, height, width])]);
}

function onnxWindow({ kernel, stride, padding, dilation }: Window, groups: number): OnnxAttributes {
  return {
    kernel_shape: kernel,
    strides: stride,
    pads: padding,
    dilations: dilation,
    ...onnxGroups(groups),
  };
}

/** ONNX's default is 1. */
const onnxGroups = (groups: number): OnnxAttributes => (groups === 1 ? {} : { group: groups });

/**
 * Convolution (cross-correlation, as in every deep learning library).
 * @param x image [N, H, W, C]
 * @param w filter [kh·kw·C/groups, O]
 * @returns [N, OH, OW, O] with OH = ⌊(H + top + bottom − dilation·(kh − 1) − 1) / stride⌋ + 1
 */
export function conv(x: Tensor, w: Tensor, options: WindowOptions): Tensor {
  const { groups = 1 } = options;
  return apply(convOp, [x, w], { window: toWindow(options), size: [x.shape[1], x.shape[2]], groups });
}

/**
 * Transposed convolution: the adjoint of {@link conv} in its image.
 * @param y [N, OH, OW, O]
 * @param w filter [kh·kw·C/groups, O], C channels of the result
 * @param size height and width of the result; default stride·(OH − 1) + dilation·(kh − 1) + 1 − padding
 * @returns [N, H, W, C]
 */
export function convTranspose(
  y: Tensor,
  w: Tensor,
  options: WindowOptions & { readonly size?: Pair },
): Tensor {
  const window = toWindow(options);
  const natural = (axis: 0 | 1) =>
    window.stride[axis] * (y.shape[axis + 1] - 1) +
    window.dilation[axis] * (window.kernel[axis] - 1) +
    1 -
    window.padding[axis] -
    window.padding[axis + 2];
  const { size = [natural(0), natural(1)], groups = 1 } = options;
  return apply(convInputOp, [y, w], { window, size, groups });
}

export interface ConvParts extends ConvAttrs {
  readonly kind: keyof typeof convOps;
}

/** The attributes of a convolution, transposed convolution or filter gradient; undefined for any other node. */
export function convParts(node: Tensor): ConvParts | undefined {
  if (!(node.op.name in convOps)) return undefined;
  return { kind: node.op.name as keyof typeof convOps, ...(node.attrs as ConvAttrs) };
}

export const convOps = { conv: convOp, convInput: convInputOp, convFilter: convFilterOp };
