import { nice } from './levels.ts';

/** A place over both parameters, G's first. */
export type Spot = readonly [x: number, y: number];
/** A place with its height. */
export type Point = readonly [x: number, y: number, v: number];

/** One cell of the surface and the pieces of contours in it. */
export interface Cell {
  readonly corners: readonly [Point, Point, Point, Point];
  readonly contours: readonly Contour[];
}

export interface Contour {
  readonly level: number;
  readonly from: Point;
  readonly to: Point;
}

/** V over a part of the plane of both players' parameters. */
export interface Mesh {
  readonly x: Spot;
  readonly y: Spot;
  /** Least and largest height. */
  readonly v: Spot;
  readonly round: boolean;
  readonly cells: readonly Cell[];
  /** Lines around the domain, for its outline. */
  readonly rim: readonly Spot[];
  /** The surface above a place. */
  height(x: number, y: number): number;
  /** Whether the surface has a height there. */
  inside(x: number, y: number): boolean;
}

export interface MeshOptions {
  readonly x: Spot;
  readonly y: Spot;
  /** Cells along a side. Default 40. */
  readonly cells?: number;
  /** A disc (an ellipse) in the middle of the frame. Default false: all of the frame. */
  readonly round?: boolean;
  /** The level of the solution: it has a contour of its own. */
  readonly level?: number;
}

/** From the square [−1, 1]² to itself, or evenly into the disc, so that the mesh stays one of four-cornered cells. */
const placed = (u: number, w: number, round: boolean): Spot =>
  round ? [u * Math.sqrt(1 - (w * w) / 2), w * Math.sqrt(1 - (u * u) / 2)] : [u, w];

/** The surface of a function of both parameters. */
export function meshOf(f: (x: number, y: number) => number, options: MeshOptions): Mesh {
  const { x, y, cells: n = 40, round = false, level } = options;
  const along = ([low, high]: Spot, u: number) => (low + high + u * (high - low)) / 2;
  const points = Array.from({ length: (n + 1) ** 2 }, (_, k): Point => {
    const [u, w] = placed((2 * (k % (n + 1))) / n - 1, (2 * Math.floor(k / (n + 1))) / n - 1, round);
    const at: Spot = [along(x, u), along(y, w)];
    return [...at, f(...at)];
  });
  const heights = points.map(p => p[2]);
  const v: Spot = [Math.min(...heights), Math.max(...heights)];
  const levels = [...nice(v, 12).filter(l => l !== level), ...(level === undefined ? [] : [level])];
  const at = (i: number, j: number) => points[j * (n + 1) + i];
  const cells = Array.from({ length: n * n }, (_, k) => {
    const [i, j] = [k % n, Math.floor(k / n)];
    const corners = [at(i, j), at(i + 1, j), at(i + 1, j + 1), at(i, j + 1)] as const;
    return { corners, contours: levels.flatMap(l => crossing(corners, l)) };
  });
  const inside = (a: number, b: number) => {
    const [u, w] = [(2 * a - x[0] - x[1]) / (x[1] - x[0]), (2 * b - y[0] - y[1]) / (y[1] - y[0])];
    const far = round ? Math.hypot(u, w) : Math.max(Math.abs(u), Math.abs(w));
    return far <= 1 + 1e-9; // the rim is inside, whatever rounding makes of it
  };
  return { x, y, v, round, cells, rim: rimOf(n, at), height: f, inside };
}

function rimOf(n: number, at: (i: number, j: number) => Point): Spot[] {
  const steps = Array.from({ length: n }, (_, k) => k);
  const sides = [
    (k: number) => at(k, 0),
    (k: number) => at(n, k),
    (k: number) => at(n - k, n),
    (k: number) => at(0, n - k),
  ];
  const around = sides.flatMap(side => steps.map(side));
  return [...around, around[0]].map(([x, y]): Spot => [x, y]);
}

/** Where the plane at a height cuts a cell: by the edges that it crosses, in pairs. */
function crossing(corners: readonly Point[], level: number): Contour[] {
  const cuts = corners.flatMap((a, i) => {
    const b = corners[(i + 1) % 4];
    if (a[2] >= level === b[2] >= level) return [];
    const t = (level - a[2]) / (b[2] - a[2]);
    return [[a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1]), level] as const];
  });
  return cuts.length < 2
    ? []
    : Array.from({ length: cuts.length / 2 }, (_, k) => ({ level, from: cuts[2 * k], to: cuts[2 * k + 1] }));
}

/**
 * The surface through values on a regular grid, rows from low y to high y; between them it is bilinear.
 * @param values [side · side]
 */
export function meshOfGrid(values: ArrayLike<number>, options: Omit<MeshOptions, 'cells' | 'round'>): Mesh {
  const side = Math.sqrt(values.length);
  const { x, y } = options;
  const index = (a: number, [low, high]: Spot) =>
    Math.min(side - 1, Math.max(0, ((a - low) / (high - low)) * (side - 1)));
  const height = (a: number, b: number) => {
    const [u, w] = [index(a, x), index(b, y)];
    const [i, j] = [Math.min(side - 2, Math.floor(u)), Math.min(side - 2, Math.floor(w))];
    const row = (k: number) => values[k * side + i] * (1 - u + i) + values[k * side + i + 1] * (u - i);
    return row(j) * (1 - w + j) + row(j + 1) * (w - j);
  };
  return meshOf(height, { ...options, cells: 2 * (side - 1) });
}
