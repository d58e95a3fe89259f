import {
  apply,
  type Emitter,
  formatShape,
  type Op,
  type Shape,
  sameShape,
  shapeError,
  type Tensor,
} from '../tensor.ts';
import { add, floor, maximum, minimum, mul, sub } from './elementwise.ts';

/** Indices of pixels are computed in float32, which counts to 2²⁴. */
const MOST_PIXELS = 2 ** 24;

const CORNERS = [
  [0, 0],
  [1, 0],
  [0, 1],
  [1, 1],
] as const;

type Size = readonly [height: number, width: number];

function requireGrid(where: string, images: Shape, x: Shape, y: Shape): void {
  if (images.length === 4 && x.length === 3 && sameShape(x, y) && x[0] === images[0]) return;
  throw shapeError(
    where,
    'images [N, H, W, C] and a grid of two [N, h, w]',
    `${formatShape(images)}, ${formatShape(x)} and ${formatShape(y)}`,
  );
}

function requireCountable(where: string, [n, height, width]: Shape): void {
  if (n * height * width <= MOST_PIXELS) return;
  throw shapeError(where, `at most ${MOST_PIXELS} pixels in a batch`, `${n} images of ${height}×${width}`);
}

/** Calls `visit` with each pixel of the images that a point of the grid takes from, and its weight. */
function visitPoints(
  gridX: Float64Array,
  gridY: Float64Array,
  points: number,
  [height, width]: Size,
  visit: (point: number, pixel: number, weight: number) => void,
): void {
  for (let point = 0; point < gridX.length; point++) {
    const x = ((gridX[point] + 1) * width - 1) / 2;
    const y = ((gridY[point] + 1) * height - 1) / 2;
    const [left, top] = [Math.floor(x), Math.floor(y)];
    for (const [dx, dy] of CORNERS) {
      const [column, row] = [left + dx, top + dy];
      if (column < 0 || row < 0 || column >= width || row >= height) continue;
      const weight = (dx ? x - left : 1 - x + left) * (dy ? y - top : 1 - y + top);
      visit(point, (Math.floor(point / points) * height + row) * width + column, weight);
    }
  }
}

/** The two places of an axis that points lie between, 0 to size − 1, and the weight of each, 0 outside. */
function emitBetween(onnx: Emitter, grid: string, size: number) {
  const scaled = onnx.node('Mul', [grid, onnx.float(size / 2)]);
  const at = onnx.node('Add', [scaled, onnx.float((size - 1) / 2)]);
  const low = onnx.node('Floor', [at]);
  const part = onnx.node('Sub', [at, low]);
  const rest = onnx.node('Sub', [onnx.float(1), part]);
  const high = onnx.node('Add', [low, onnx.float(1)]);
  const end = [
    [low, rest],
    [high, part],
  ];
  return end.map(([place, weight]) => {
    const below = onnx.node('Min', [place, onnx.float(size - 1)]);
    const inside = onnx.node('Max', [below, onnx.float(0)]);
    const kept = onnx.node('Cast', [onnx.node('Equal', [place, inside])], { to: FLOAT });
    return { place: inside, weight: onnx.node('Mul', [weight, kept]) };
  });
}

const FLOAT = 1;
const INT32 = 6;

/** For each corner the pixels that the points of a grid take from, as int32, and their weights, [points] each. */
function emitCorners(
  onnx: Emitter,
  grid: readonly [x: string, y: string],
  shape: Shape,
  [height, width]: Size,
) {
  const [n, h, w] = shape;
  const columns = emitBetween(onnx, grid[0], width);
  const rows = emitBetween(onnx, grid[1], height);
  const firsts = Array.from({ length: n }, (_, i) => i * height * width);
  const first = onnx.tensor({ shape: [n, 1, 1], dtype: 'float' }, firsts);
  const lines = rows.map(({ place }) =>
    onnx.node('Add', [onnx.node('Mul', [place, onnx.float(width)]), first]),
  );
  const flat = (x: string) => onnx.node('Reshape', [x, onnx.ints([n * h * w])]);
  return CORNERS.map(([dx, dy]) => ({
    pixels: flat(onnx.node('Cast', [onnx.node('Add', [columns[dx].place, lines[dy]])], { to: INT32 })),
    weights: flat(onnx.node('Mul', [columns[dx].weight, rows[dy].weight])),
  }));
}

/** Channels first and last: [C, pixels] has long rows, which a runtime multiplies fastest. */
function emitPlanes(onnx: Emitter, x: string, pixels: number, channels: number): string {
  if (channels === 1) return onnx.node('Reshape', [x, onnx.ints([1, pixels])]);
  return onnx.node('Transpose', [onnx.node('Reshape', [x, onnx.ints([pixels, channels])])], { perm: [1, 0] });
}

function emitImages(onnx: Emitter, planes: string, shape: Shape): string {
  const last = shape[3] === 1 ? planes : onnx.node('Transpose', [planes], { perm: [1, 0] });
  return onnx.node('Reshape', [last, onnx.ints(shape)]);
}

const gridSampleOp: Op<Record<string, never>> = {
  name: 'gridSample',
  infer: ([images, x, y]) => {
    requireGrid('gridSample', images.shape, x.shape, y.shape);
    requireCountable('gridSample', images.shape);
    return { shape: [...x.shape, images.shape[3]], dtype: 'float' };
  },
  vjp: ({ inputs: [images, x, y] }, grad) => {
    const [, height, width] = images.shape;
    return [gridScatter(grad, [x, y], [height, width]), null, null];
  },
  reference: ([images, x, y], _, { shape }) => {
    const [n, h, w, channels] = shape;
    const out = new Float64Array(n * h * w * channels);
    const size = [images.shape[1], images.shape[2]] as const;
    visitPoints(x.data, y.data, h * w, size, (point, pixel, weight) => {
      for (let c = 0; c < channels; c++)
        out[point * channels + c] += weight * images.data[pixel * channels + c];
    });
    return out;
  },
  emit: (onnx, [images, x, y], { inputs, shape }) => {
    const [n, height, width, channels] = inputs[0].shape;
    const planes = emitPlanes(onnx, images, n * height * width, channels);
    const points = shape[0] * shape[1] * shape[2];
    const parts = emitCorners(onnx, [x, y], shape, [height, width]).map(({ pixels, weights }) => {
      const places = onnx.node('Expand', [pixels, onnx.ints([channels, points])]);
      return onnx.node('Mul', [onnx.node('GatherElements', [planes, places], { axis: 1 }), weights]);
    });
    return emitImages(onnx, onnx.node('Sum', parts), shape);
  },
};

/** The adjoint of {@link gridSample}: each point adds to the pixels that it would take from. */
const gridScatterOp: Op<{ readonly size: Size }> = {
  name: 'gridScatter',
  infer: ([values, x, y], { size }) => {
    requireGrid('gridScatter', values.shape, x.shape, y.shape);
    const shape = [values.shape[0], ...size, values.shape[3]];
    requireCountable('gridScatter', shape);
    return { shape, dtype: 'float' };
  },
  vjp: ({ inputs: [, x, y] }, grad) => [gridSample(grad, [x, y]), null, null],
  reference: ([values, x, y], { size }, { shape }) => {
    const [n, h, w, channels] = values.shape;
    const out = new Float64Array(n * shape[1] * shape[2] * channels);
    visitPoints(x.data, y.data, h * w, size, (point, pixel, weight) => {
      for (let c = 0; c < channels; c++)
        out[pixel * channels + c] += weight * values.data[point * channels + c];
    });
    return out;
  },
  emit: (onnx, [values, x, y], { inputs, shape, attrs: { size } }) => {
    const [n, h, w, channels] = inputs[0].shape;
    const points = n * h * w;
    const planes = emitPlanes(onnx, values, points, channels);
    const corners = emitCorners(onnx, [x, y], inputs[0].shape, size);
    const parts = corners.map(({ weights }) => onnx.node('Mul', [planes, weights]));
    const pixels = onnx.node(
      'Concat',
      corners.map(corner => corner.pixels),
      { axis: 0 },
    );
    const places = onnx.node('Expand', [pixels, onnx.ints([channels, 4 * points])]);
    const zeros = onnx.node('ConstantOfShape', [onnx.ints([channels, n * size[0] * size[1]])]);
    const all = onnx.node('Concat', parts, { axis: 1 });
    const sums = onnx.node('ScatterElements', [zeros, places, all], { axis: 1, reduction: 'add' });
    return emitImages(onnx, sums, shape);
  },
};

/** Where points lie in an image: x to the right, y down, −1 and 1 at the outer edges of the outermost pixels; [N, h, w] each. */
export type Grid = readonly [x: Tensor, y: Tensor];

function gridScatter(values: Tensor, grid: Grid, size: Size): Tensor {
  return apply(gridScatterOp, [values, ...grid], { size }) as Tensor;
}

/** What lies beyond the edge of an image: nothing (0), its outermost pixels, or its mirror image. */
export type Beyond = 'zeros' | 'border' | 'reflection';

/**
 * Images [N, H, W, C] at points, bilinear: [N, h, w, C]. The grid counts as a constant: no gradient flows to it.
 * @see torch.nn.functional.grid_sample with align_corners=False
 */
export function gridSample(images: Tensor, grid: Grid, beyond: Beyond = 'zeros'): Tensor {
  if (beyond === 'zeros') return apply(gridSampleOp, [images, ...grid], {}) as Tensor;
  const [, height, width] = images.shape;
  const inside = ([at, size]: readonly [Tensor, number]) => {
    const edge = 1 - 1 / size;
    return maximum(minimum(beyond === 'border' ? at : reflected(at), edge), -edge);
  };
  const [x, y] = grid;
  return gridSample(images, [inside([x, width]), inside([y, height])]);
}

/** A triangle wave with period 4 that is the identity on [−1, 1]. */
function reflected(at: Tensor): Tensor {
  const turns = floor(mul(0.25, add(at, 1)));
  const phase = sub(sub(at, mul(4, turns)), 1); // −2 to 2
  return sub(1, maximum(phase, mul(-1, phase)));
}

export const sampleOps = { gridSample: gridSampleOp, gridScatter: gridScatterOp };
