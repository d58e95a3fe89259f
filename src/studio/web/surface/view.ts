import type { Mesh, Point } from './mesh.ts';

/** From where a surface is seen: angles in degrees, the second above the horizon. */
export interface View {
  readonly azimuth: number;
  readonly elevation: number;
}

export const HOME: View = { azimuth: 24, elevation: 40 };
export const ABOVE: View = { azimuth: 0, elevation: 90 };

/** Half of the surface's height, where half of its width is 1. */
const HALF = 0.62;
/** How far the floor lies below the middle. */
export const FLOOR = -1.02;
const DEPTH = 0.14;

/** Turned by degrees; a surface is never seen from below. */
export function turned({ azimuth, elevation }: View, right: number, up: number): View {
  const around = (((azimuth + right + 180) % 360) + 360) % 360;
  return { azimuth: around - 180, elevation: Math.min(90, Math.max(8, elevation + up)) };
}

const STEPS: Readonly<Record<string, readonly [right: number, up: number]>> = {
  ArrowLeft: [-6, 0],
  ArrowRight: [6, 0],
  ArrowUp: [0, 5],
  ArrowDown: [0, -5],
};

/** What a key makes of a view; undefined for one that does not turn it. */
export function keyed(view: View, key: string): View | undefined {
  if (key === 'Home') return HOME;
  return STEPS[key] && turned(view, ...STEPS[key]);
}

/** On the way from one view to another, the short way round. */
export function between(a: View, b: View, t: number): View {
  const ease = t * t * (3 - 2 * t);
  const way = ((((b.azimuth - a.azimuth + 180) % 360) + 360) % 360) - 180;
  return turned(
    { azimuth: a.azimuth, elevation: a.elevation + ease * (b.elevation - a.elevation) },
    ease * way,
    0,
  );
}

/** A place in the cube of the picture, each side from −1 to 1, z up. */
type Solid = readonly [x: number, y: number, z: number];
/** Pixels from the left and the top, and the distance, larger farther away. */
export type Seen = readonly [x: number, y: number, depth: number];

export interface Camera {
  /** Of a point of the surface. */
  seen(point: Point): Seen;
  /** Of a place in the cube. */
  solid(place: Solid): Seen;
  /** How much light a cell gets, 0 to 1. */
  light(corners: readonly Point[]): number;
}

/** Looks at a mesh in a picture of so many pixels: nearly parallel, so that lengths can be compared. */
export function cameraOf({ azimuth, elevation }: View, mesh: Mesh, width: number, height: number): Camera {
  const [a, e] = [(azimuth * Math.PI) / 180, (elevation * Math.PI) / 180];
  const [ca, sa, ce, se] = [Math.cos(a), Math.sin(a), Math.cos(e), Math.sin(e)];
  const scale = Math.min(width / (mesh.round ? 3 : 3.7), height / (mesh.round ? 2.9 : 3.4));
  const turn = ([x, y, z]: Solid): Solid => {
    const [side, away] = [x * ca - y * sa, x * sa + y * ca];
    return [side, away * se + z * ce, away * ce - z * se];
  };
  const solid = (place: Solid): Seen => {
    const [side, up, depth] = turn(place);
    const near = scale / (1 + DEPTH * ce * depth); // from above all is to scale
    return [width / 2 + near * side, height / 2 - near * (up + 0.2 * ce), depth];
  };
  const unit = ([low, high]: readonly [number, number], v: number) =>
    high > low ? (2 * v - low - high) / (high - low) : 0;
  const cube = ([x, y, v]: Point): Solid => [unit(mesh.x, x), unit(mesh.y, y), HALF * unit(mesh.v, v)];
  return {
    solid,
    seen: point => solid(cube(point)),
    light: corners => {
      const [p, q, r, s] = corners.map(corner => turn(cube(corner)));
      return lit(cross(less(r, p), less(s, q)));
    },
  };
}

const less = (a: Solid, b: Solid): Solid => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const cross = (a: Solid, b: Solid): Solid => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

/** Towards the lamp, above the viewer's left shoulder: right, up, away. */
const LAMP: Solid = [-0.4, 0.72, -0.57];

function lit(normal: Solid): number {
  const length = Math.hypot(...normal) || 1;
  const dot = (normal[0] * LAMP[0] + normal[1] * LAMP[1] + normal[2] * LAMP[2]) / length;
  return Math.min(1, Math.abs(dot));
}
