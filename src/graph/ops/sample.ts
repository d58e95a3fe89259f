import { apply, type Emitter, formatShape, type Op, type Shape, shapeError, type Tensor } from '../tensor.ts';
import { add, floor, maximum, minimum, mul, sub } from './elementwise.ts';
import { constant } from './leaf.ts';

/** Indices of pixels are computed in float32, which counts to 2²⁴. */
const MOST_PIXELS = 2 ** 24;

const CORNERS = [
  [0, 0],
  [1, 0],
  [0, 1],
  [1, 1],
] as const;

type Size = readonly [height: number, width: number];

function requireGrid(where: string, images: Shape, grid: Shape): void {
  const fits = images.length === 4 && grid.length === 4 && grid[3] === 2 && grid[0] === images[0];
  if (!fits) {
    throw shapeError(
      where,
      'images [N, H, W, C] and a grid [N, h, w, 2]',
      `${formatShape(images)} and ${formatShape(grid)}`,
    );
  }
}

function requireCountable(where: string, [n, height, width]: Shape): void {
  if (n * height * width <= MOST_PIXELS) return;
  throw shapeError(where, `at most ${MOST_PIXELS} pixels in a batch`, `${n} images of ${height}×${width}`);
}

/** Calls `visit` with each pixel of the images that a point of the grid takes from, and its weight. */
function visitPoints(
  grid: Float64Array,
  points: number,
  [height, width]: Size,
  visit: (point: number, pixel: number, weight: number) => void,
): void {
  for (let point = 0; point * 2 < grid.length; point++) {
    const x = ((grid[2 * point] + 1) * width - 1) / 2;
    const y = ((grid[2 * point + 1] + 1) * height - 1) / 2;
    const [left, top] = [Math.floor(x), Math.floor(y)];
    for (const [dx, dy] of CORNERS) {
      const [column, row] = [left + dx, top + dy];
      if (column < 0 || row < 0 || column >= width || row >= height) continue;
      const weight = (dx ? x - left : 1 - x + left) * (dy ? y - top : 1 - y + top);
      visit(point, (Math.floor(point / points) * height + row) * width + column, weight);
    }
  }
}

/** For each corner the pixels [points] that the points of a grid take from, as int32, and their weights [points, 1]. */
function emitCorners(onnx: Emitter, grid: string, [n, h, w]: Shape, [height, width]: Size) {
  const pair = (x: number, y: number) => onnx.tensor({ shape: [2], dtype: 'float' }, [x, y]);
  const points = n * h * w;
  const scaled = onnx.node('Mul', [grid, pair(width / 2, height / 2)]);
  const at = onnx.node('Add', [scaled, pair((width - 1) / 2, (height - 1) / 2)]);
  const low = onnx.node('Floor', [at]);
  const after = onnx.node('Sub', [at, low]);
  const before = onnx.node('Sub', [onnx.float(1), after]);
  const first = onnx.tensor(
    { shape: [n, 1, 1, 1], dtype: 'float' },
    Array.from({ length: n }, (_, i) => i * height * width),
  );
  const column = (x: string, i: number) =>
    onnx.node('Slice', [x, onnx.ints([i]), onnx.ints([i + 1]), onnx.ints([3])]);
  const shares = [before, after].map(x => [column(x, 0), column(x, 1)]);
  return CORNERS.map(([dx, dy]) => {
    const place = onnx.node('Add', [low, pair(dx, dy)]);
    const below = onnx.node('Min', [place, pair(width - 1, height - 1)]);
    const inside = onnx.node('Max', [below, onnx.float(0)]);
    const kept = onnx.node('Cast', [onnx.node('Equal', [place, inside])], { to: 1 });
    const share = onnx.node('Mul', [shares[dx][0], shares[dy][1]]);
    const weight = onnx.node('Mul', [share, onnx.node('Mul', [column(kept, 0), column(kept, 1)])]);
    const row = onnx.node('Mul', [column(inside, 1), onnx.float(width)]);
    const pixel = onnx.node('Add', [onnx.node('Add', [column(inside, 0), row]), first]);
    return {
      pixels: onnx.node('Reshape', [onnx.node('Cast', [pixel], { to: 6 }), onnx.ints([points])]),
      weights: onnx.node('Reshape', [weight, onnx.ints([points, 1])]),
    };
  });
}

const gridSampleOp: Op<Record<string, never>> = {
  name: 'gridSample',
  infer: ([x, grid]) => {
    requireGrid('gridSample', x.shape, grid.shape);
    requireCountable('gridSample', x.shape);
    return { shape: [...grid.shape.slice(0, 3), x.shape[3]], dtype: 'float' };
  },
  vjp: ({ inputs: [x, grid] }, grad) => [gridScatter(grad, grid, [x.shape[1], x.shape[2]]), null],
  reference: ([x, grid], _, { shape }) => {
    const [n, h, w, channels] = shape;
    const out = new Float64Array(n * h * w * channels);
    visitPoints(grid.data, h * w, [x.shape[1], x.shape[2]], (point, pixel, weight) => {
      for (let c = 0; c < channels; c++)
        out[point * channels + c] += weight * x.data[pixel * channels + c];
    });
    return out;
  },
  emit: (onnx, [x, grid], { inputs, shape }) => {
    const [n, height, width, channels] = inputs[0].shape;
    const rows = onnx.node('Reshape', [x, onnx.ints([n * height * width, channels])]);
    const parts = emitCorners(onnx, grid, shape, [height, width]).map(({ pixels, weights }) =>
      onnx.node('Mul', [onnx.node('Gather', [rows, pixels], { axis: 0 }), weights]),
    );
    return onnx.node('Reshape', [onnx.node('Sum', parts), onnx.ints(shape)]);
  },
};

/** The adjoint of {@link gridSample}: each point adds to the pixels that it would take from. */
const gridScatterOp: Op<{ readonly size: Size }> = {
  name: 'gridScatter',
  infer: ([x, grid], { size }) => {
    requireGrid('gridScatter', x.shape, grid.shape);
    const shape = [x.shape[0], ...size, x.shape[3]];
    requireCountable('gridScatter', shape);
    return { shape, dtype: 'float' };
  },
  vjp: ({ inputs: [, grid] }, grad) => [gridSample(grad, grid), null],
  reference: ([x, grid], { size }, { shape }) => {
    const [n, h, w, channels] = x.shape;
    const out = new Float64Array(n * shape[1] * shape[2] * channels);
    visitPoints(grid.data, h * w, size, (point, pixel, weight) => {
      for (let c = 0; c < channels; c++)
        out[pixel * channels + c] += weight * x.data[point * channels + c];
    });
    return out;
  },
  emit: (onnx, [x, grid], { inputs, shape, attrs: { size } }) => {
    const [n, h, w, channels] = inputs[0].shape;
    const points = n * h * w;
    const rows = onnx.node('Reshape', [x, onnx.ints([points, channels])]);
    const corners = emitCorners(onnx, grid, inputs[0].shape, size);
    const all = (parts: readonly string[]) => onnx.node('Concat', parts, { axis: 0 });
    const parts = all(corners.map(({ weights }) => onnx.node('Mul', [rows, weights])));
    const pixels = onnx.node('Reshape', [
      all(corners.map(corner => corner.pixels)),
      onnx.ints([4 * points, 1]),
    ]);
    const places = onnx.node('Expand', [pixels, onnx.ints([4 * points, channels])]);
    const zeros = onnx.node('ConstantOfShape', [onnx.ints([n * size[0] * size[1], channels])]);
    const sums = onnx.node('ScatterElements', [zeros, places, parts], { axis: 0, reduction: 'add' });
    return onnx.node('Reshape', [sums, onnx.ints(shape)]);
  },
};

function gridScatter(x: Tensor, grid: Tensor, size: Size): Tensor {
  return apply(gridScatterOp, [x, grid], { size }) as Tensor;
}

/** What lies beyond the edge of an image: nothing (0), its outermost pixels, or its mirror image. */
export type Beyond = 'zeros' | 'border' | 'reflection';

/**
 * Images [N, H, W, C] at the points of a grid [N, h, w, 2], bilinear: [N, h, w, C]. A point is (x, y), −1 and 1 at the outer
 * edges of the outermost pixels. The grid counts as a constant: no gradient flows to it.
 * @see torch.nn.functional.grid_sample with align_corners=False
 */
export function gridSample(x: Tensor, grid: Tensor, beyond: Beyond = 'zeros'): Tensor {
  if (beyond === 'zeros') return apply(gridSampleOp, [x, grid], {}) as Tensor;
  const [, height, width] = x.shape;
  const edge = constant([1 - 1 / width, 1 - 1 / height], [2]);
  const there = beyond === 'border' ? grid : reflected(grid);
  return gridSample(x, maximum(minimum(there, edge), mul(-1, edge)));
}

/** A triangle wave with period 4 that is the identity on [−1, 1]. */
function reflected(grid: Tensor): Tensor {
  const turns = floor(mul(0.25, add(grid, 1)));
  const phase = sub(sub(grid, mul(4, turns)), 1); // −2 to 2
  return sub(1, maximum(phase, mul(-1, phase)));
}

export const sampleOps = { gridSample: gridSampleOp, gridScatter: gridScatterOp };
