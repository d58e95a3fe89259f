import type { NoiseLaw } from '../../../gan/feeds.ts';
import type { Bounds } from '../../../metrics/bounds.ts';
import type { Config } from '../../../train/config.ts';
import { normalQuantile } from '../../../util/normal.ts';

/** Places where fields are computed: cells in a row on the line; rows from low to high y in the plane. */
export interface Grid {
  readonly bounds: Bounds;
  readonly cells: number;
}

export const PLANE_CELLS = 48;
export const LINE_CELLS = 240;
/** Real samples in the picture. */
export const SHOWN = 600;
/** The first samples of each kind, which D is asked about, and G's loss of its gradient; a multiple of every `pac`. */
export const ARROWS = 240;

/** Centres of a grid's cells, [cells^d, d]. */
export function gridPoints({ bounds: { x, y }, cells }: Grid): Float32Array {
  const at = ([low, high]: readonly [number, number], i: number) => low + ((i + 0.5) / cells) * (high - low);
  if (!y) return Float32Array.from({ length: cells }, (_, i) => at(x, i));
  const points = new Float32Array(2 * cells * cells);
  for (let row = 0, o = 0; row < cells; row++) {
    for (let column = 0; column < cells; column++) {
      points[o++] = at(x, column);
      points[o++] = at(y, row);
    }
  }
  return points;
}

/** Mean and standard deviation of one coordinate of the noise. */
const moments: Readonly<Record<NoiseLaw, readonly [mean: number, deviation: number]>> = {
  normal: [0, 1],
  uniform: [0, 1 / Math.sqrt(3)],
  'uniform-unit': [0, 1],
  'uniform-01': [0.5, 1 / Math.sqrt(12)],
};

/** Standard deviations of the noise from the middle of the frame to its border. */
const DEVIATIONS = 3.2;

/**
 * Where noise is drawn in the frame of the data: standardised, in its first coordinates; noise of one coordinate lies on
 * a line across the plane.
 * @param noise [n, dimension]
 * @returns [n, d]
 */
export function noisePlaces(
  noise: ArrayLike<number>,
  { distribution, dim }: Config['latent'],
  { x, y }: Bounds,
): Float32Array {
  const [mean, deviation] = moments[distribution];
  const axes = y ? [x, y] : [x];
  const out = new Float32Array((noise.length / dim) * axes.length);
  for (let i = 0; i < out.length; i++) {
    const c = i % axes.length;
    const value = c < dim ? noise[Math.floor(i / axes.length) * dim + c] : mean;
    const [low, high] = axes[c];
    const share = (value - mean) / deviation / DEVIATIONS;
    out[i] = (low + high + share * (high - low)) / 2;
  }
  return out;
}

/**
 * The noise over the frame in which {@link noisePlaces} draws it, as a grid over its first two coordinates; the others are
 * at their mean.
 */
export function noiseGrid(
  { distribution, dim }: Config['latent'],
  cells: number,
): { readonly grid: Grid; readonly points: Float32Array } {
  const [mean, deviation] = moments[distribution];
  const reach = DEVIATIONS * deviation;
  const range = [mean - reach, mean + reach] as const;
  const grid: Grid = { bounds: dim === 1 ? { x: range } : { x: range, y: range }, cells };
  const axes = Math.min(2, dim);
  const places = gridPoints(grid);
  const points = Float32Array.from({ length: (places.length / axes) * dim }, (_, i) => {
    const c = i % dim;
    return c < axes ? places[Math.floor(i / dim) * axes + c] : mean;
  });
  return { grid, points };
}

/** Lines across G's input space, to see how G folds it. */
export interface Mesh {
  /** [rows · columns, dimension] */
  readonly noise: Float32Array;
  /** 1 where the noise has one coordinate. */
  readonly rows: number;
  readonly columns: number;
}

const quantiles: Readonly<Record<NoiseLaw, (u: number) => number>> = {
  normal: u => normalQuantile(u),
  uniform: u => 2 * u - 1,
  'uniform-unit': u => (2 * u - 1) * Math.sqrt(3),
  'uniform-01': u => u,
};

/** A mesh at equal steps of probability in the first two coordinates of the noise, the others in the middle. */
export function meshOf(law: NoiseLaw, dimension: number): Mesh {
  const columns = dimension === 1 ? 201 : 21;
  const rows = dimension === 1 ? 1 : 21;
  const at = (i: number, count: number) => quantiles[law](0.01 + (0.98 * i) / (count - 1));
  const noise = new Float32Array(rows * columns * dimension).fill(quantiles[law](0.5));
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const start = (row * columns + column) * dimension;
      noise[start] = at(column, columns);
      if (dimension > 1) noise[start + 1] = at(row, rows);
    }
  }
  return { noise, rows, columns };
}
