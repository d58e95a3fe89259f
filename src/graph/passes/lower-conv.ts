import { pullback } from '../grad.ts';
import { type ConvParts, convParts, positions, toWindow, type Window } from '../ops/conv.ts';
import { addN } from '../ops/elementwise.ts';
import { constant, input } from '../ops/leaf.ts';
import { matmul } from '../ops/linear.ts';
import { expand } from '../ops/reduce.ts';
import { concat, pad, reshape, reverse, slice, sliceAxis, transpose } from '../ops/shape.ts';
import { type Shape, sizeOf, type Tensor } from '../tensor.ts';

type Pair = readonly [number, number];

/**
 * Convolutions as matrix products, for CPU and WASM, where a product runs at several times the rate of
 * a convolution whose weights change. The columns of an image (im2col) are plain slices, so equal
 * columns are merged: the weight gradient takes those of the forward pass. Convolutions in groups stay as they are:
 * their products are so small that the copying of columns costs more (depthwise, 64 channels of 28×28: 2.4 times the step).
 */
export function lowerConv(node: Tensor): Tensor {
  const parts = convParts(node);
  return parts?.groups === 1 ? lowerings[parts.kind](node, parts) : node;
}

const lowerings = {
  /** y = columns(x) · w */
  conv: (node: Tensor, { window }: ConvParts) => {
    const [x, w] = node.inputs;
    const product = matmul(columns(x, window), ordered(w, window));
    return reshape(product, node.shape);
  },
  /** dw = columns(x)ᵀ · dy */
  convFilter: (node: Tensor, { window }: ConvParts) => {
    const [x, y] = node.inputs;
    const rows = matmul(columns(x, window), flat(y), { transA: true });
    return restored(rows, window);
  },
  convInput: (node: Tensor, { window, size }: ConvParts) => {
    const [y, w] = node.inputs;
    const lower = gathers(y, window, node.shape[3]) ? gathered : scattered;
    return lower(y, w, window, size, node.shape);
  },
};

/** Rough rates of one core: multiply-adds in a product and floats copied, a second. */
const PRODUCT_RATE = 65e9;
const COPY_RATE = 1e9;

/**
 * Whether a transposed convolution is cheaper gathered (columns of `y`, and products with the zeros that fill
 * its kernel up to whole cells) than scattered (columns of the result, which are then added up).
 */
function gathers(y: Tensor, { kernel, stride, dilation }: Window, channels: number): boolean {
  if (dilation.some(d => d > 1)) return false;
  const filters = y.shape[3];
  const reach = kernel.map((k, i) => Math.ceil(k / stride[i]));
  const gathered = reach[0] * reach[1] * filters; // columns of y, floats a position
  const scattered = kernel[0] * kernel[1] * channels; // columns of the result, floats a position
  const gatherCost =
    (gathered * stride[0] * stride[1] * channels) / PRODUCT_RATE + (2 * gathered) / COPY_RATE;
  const scatterCost = (scattered * filters) / PRODUCT_RATE + (3 * scattered) / COPY_RATE;
  return gatherCost < scatterCost;
}

/** The transposed convolution as one product whose parts are added up where windows overlap. */
function scattered(y: Tensor, w: Tensor, window: Window, size: Pair, shape: Shape): Tensor {
  const { stride, padding } = window;
  const channels = shape[3];
  const [n, ...count] = y.shape.slice(0, 3);
  const cells = cellCount(window, count);
  const parts = partsOf(window, channels);
  const product = matmul(flat(y), ordered(w, window), { transB: true });
  const all = reshape(product, [n, ...count, parts.length * parts[0].size]);
  const phaseCount = (stride[0] * stride[1] * channels) / parts[0].size;
  const phases = Array.from({ length: phaseCount }, (): Tensor[] => []);
  for (const [i, { cell, first, size: width }] of parts.entries()) {
    const part = sliceAxis(all, 3, i * width, (i + 1) * width);
    const after = cells.map((c, axis) => c - cell[axis] - count[axis]);
    phases[first / width].push(pad(part, [0, ...cell, 0], [0, ...after, 0]));
  }
  const empty = expand(constant(0), [n, ...cells, parts[0].size]);
  const summed = phases.map(terms => (terms.length === 0 ? empty : addN(terms)));
  const pixels = fromCells(concat(summed, 3), stride, channels);
  const around = padding.slice(0, 2).map((p, i) => [-p, p + size[i] - pixels.shape[i + 1]] as const);
  return cropOrPad(pixels, around);
}

/**
 * The transposed convolution without scattering: each cell of stride × stride pixels is a unit-step
 * convolution of `y` with the flipped kernel, filled up with zeros to whole cells. It touches less
 * memory than adding up overlapping columns of the large image.
 */
function gathered(y: Tensor, w: Tensor, window: Window, size: Pair, shape: Shape): Tensor {
  const { kernel, stride, padding } = window;
  const [channels, filters] = [shape[3], w.shape[1]];
  const reach = kernel.map((k, i) => Math.ceil(k / stride[i])); // cells that a window covers
  const flipped = flippedByCells(w, window, reach, channels);
  // Of the cells of the padded image only those are made that hold a pixel of the image.
  const first = padding.slice(0, 2).map((p, i) => Math.floor(p / stride[i]));
  const last = size.map((s, i) => Math.floor((padding[i] + s - 1) / stride[i]));
  const count = last.map((l, i) => l - first[i] + 1);
  const around = [0, 1].map(i => [reach[i] - 1 - first[i], last[i] + 1 - y.shape[i + 1]] as const);
  const product = matmul(
    columns(cropOrPad(y, around), toWindow({ kernel: [reach[0], reach[1]] })),
    reshape(flipped, [reach[0] * reach[1] * filters, stride[0] * stride[1] * channels]),
  );
  const cells = reshape(product, [shape[0], count[0], count[1], stride[0] * stride[1] * channels]);
  const pixels = fromCells(cells, stride, channels);
  const offset = [0, 1].map(i => padding[i] - first[i] * stride[i]);
  return slice(pixels, [0, ...offset, 0], [shape[0], offset[0] + size[0], offset[1] + size[1], channels]);
}

/** Rows and columns added before and after, or taken away where negative. */
export function cropOrPad(x: Tensor, around: readonly (readonly [number, number])[]): Tensor {
  const amounts = [[0, 0], ...around, [0, 0]];
  const [before, after] = [0, 1].map(side => amounts.map(a => Math.max(a[side], 0)));
  const padded = pad(x, before, after);
  const starts = amounts.map(a => Math.max(-a[0], 0));
  const ends = padded.shape.map((d, i) => d - Math.max(-amounts[i][1], 0));
  return slice(padded, starts, ends);
}

/** The filter [kh·kw·C, O] as [cells, cells, O, sh, sw, C], its cells in reverse order. */
function flippedByCells(
  w: Tensor,
  { kernel, stride }: Window,
  reach: readonly number[],
  channels: number,
): Tensor {
  const filters = w.shape[1];
  const taps = reshape(w, [kernel[0], kernel[1], channels, filters]);
  const whole = pad(taps, [0, 0, 0, 0], [...reach.map((r, i) => r * stride[i] - kernel[i]), 0, 0]);
  const cells = reshape(whole, [reach[0], stride[0], reach[1], stride[1], channels, filters]);
  const ordered = transpose(cells, [0, 2, 5, 1, 3, 4]); // [cells, cells, O, sh, sw, C]
  return reverse(reverse(ordered, 0), 1);
}

/** [N, H, W, C] as the matrix [N·H·W, C]. */
function flat(x: Tensor): Tensor {
  const channels = x.shape[x.shape.length - 1];
  return reshape(x, [sizeOf(x.shape) / channels, channels]);
}

/** Whether a window takes whole cells of stride × stride pixels, so that a cell need not be taken apart. */
function takesWholeCells({ kernel, stride, dilation }: Window): boolean {
  return [0, 1].every(i => dilation[i] === 1 && kernel[i] % stride[i] === 0);
}

/** What every window sees: [N·OH·OW, kh·kw·C], by cells first where windows take whole cells. */
function columns(x: Tensor, window: Window): Tensor {
  const [n, height, width, channels] = x.shape;
  const { kernel, stride, padding } = window;
  const count = [positions(window, 0, height), positions(window, 1, width)];
  const depth = kernel[0] * kernel[1] * channels;
  const untouched = kernel[0] === height && kernel[1] === width && padding.every(p => p === 0);
  if (untouched && takesWholeCells({ ...window, stride: [1, 1] }) && stride.every(s => s === 1)) {
    return reshape(x, [n, depth]);
  }
  const cells = toCells(x, window, count);
  const parts = partsOf(window, channels).map(({ cell: [row, column], first, size }) =>
    slice(cells, [0, row, column, first], [n, row + count[0], column + count[1], first + size]),
  );
  return reshape(concat(parts, 3), [n * count[0] * count[1], depth]);
}

/** One part of what a window sees: the cell that it is in, its first channel there, and how many. */
interface Part {
  readonly cell: Pair;
  readonly first: number;
  readonly size: number;
}

/** The parts of a window, in the order of columns: whole cells where it takes whole cells, else single pixels. */
function partsOf(window: Window, channels: number): Part[] {
  const { kernel, stride, dilation } = window;
  const whole = takesWholeCells(window);
  const step = whole ? stride : [1, 1];
  const size = whole ? stride[0] * stride[1] * channels : channels;
  const parts: Part[] = [];
  for (let ky = 0; ky < kernel[0]; ky += step[0]) {
    for (let kx = 0; kx < kernel[1]; kx += step[1]) {
      const [y, x] = [ky * dilation[0], kx * dilation[1]];
      const first = ((y % stride[0]) * stride[1] + (x % stride[1])) * channels;
      parts.push({ cell: [Math.floor(y / stride[0]), Math.floor(x / stride[1])], first, size });
    }
  }
  return parts;
}

/** Cells that the windows at `count` positions reach. */
function cellCount({ kernel, stride, dilation }: Window, count: readonly number[]): number[] {
  return [0, 1].map(i => {
    const reach = (count[i] - 1) * stride[i] + dilation[i] * (kernel[i] - 1) + 1;
    return Math.ceil(reach / stride[i]);
  });
}

/** Cells [N, rows, columns, sh·sw·C] as pixels [N, rows·sh, columns·sw, C] (depth to space). */
function fromCells(cells: Tensor, [sh, sw]: Pair, channels: number): Tensor {
  const [n, rows, columns] = cells.shape;
  const split = reshape(cells, [n, rows, columns, sh, sw, channels]);
  const spread = sh * sw === 1 ? split : transpose(split, [0, 1, 3, 2, 4, 5]);
  return reshape(spread, [n, rows * sh, columns * sw, channels]);
}

/** The padded image by cells of stride × stride pixels: [N, rows, columns, sh·sw·C] (space to depth). */
function toCells(x: Tensor, window: Window, count: readonly number[]): Tensor {
  const { stride, padding } = window;
  const [n, height, width, channels] = x.shape;
  const cells = cellCount(window, count);
  const after = [height, width].map((size, i) => cells[i] * stride[i] - padding[i] - size);
  const padded = pad(x, [0, padding[0], padding[1], 0], [0, ...after.map(a => Math.max(a, 0)), 0]);
  const even = slice(padded, [0, 0, 0, 0], [n, cells[0] * stride[0], cells[1] * stride[1], channels]);
  const split = reshape(even, [n, cells[0], stride[0], cells[1], stride[1], channels]);
  const gathered = stride[0] * stride[1] === 1 ? split : transpose(split, [0, 1, 3, 2, 4, 5]);
  return reshape(gathered, [n, cells[0], cells[1], stride[0] * stride[1] * channels]);
}

/** Filter rows in the order of {@link columns}: [kh·kw·C, O]. */
function ordered(w: Tensor, { kernel, stride, dilation }: Window): Tensor {
  if (!takesWholeCells({ kernel, stride, dilation, padding: [0, 0, 0, 0] })) return w;
  const [sh, sw] = stride;
  const [rows, filters] = w.shape;
  const channels = rows / (kernel[0] * kernel[1]);
  const split = reshape(w, [kernel[0] / sh, sh, kernel[1] / sw, sw, channels, filters]);
  return reshape(transpose(split, [0, 2, 1, 3, 4, 5]), w.shape);
}

/** The inverse of {@link ordered}. */
function restored(rows: Tensor, window: Window): Tensor {
  const w = input('filter', rows.shape);
  return pullback(ordered(w, window), rows, [w])[0];
}
