import type { ColorName } from '../shell/theme.ts';
import type { Mesh, Point, Spot } from './mesh.ts';

/** A way over the surface. */
export interface Line {
  readonly points: readonly Spot[];
  readonly kind: ColorName;
  /** In pixels of the layout. Default 2.5. */
  readonly width?: number;
  /** Whether its end has a head. */
  readonly arrow?: boolean;
  /** Whether it is drawn lightly. */
  readonly faint?: boolean;
}

/** A mark on the surface. */
export interface Dot {
  readonly at: Spot;
  readonly kind: ColorName;
  /** Radius in pixels of the layout. Default 5. */
  readonly size?: number;
}

/** Longest piece of a way, as a share of the frame: longer ones would cut through the surface. */
const PIECE = 1 / 60;
/** So far above the surface, as a share of its height. */
const LIFT = 0.012;

/** A way laid on the surface: pieces that follow it, apart where it leaves the frame. */
export function laid(mesh: Mesh, points: readonly Spot[]): Point[][] {
  const { x, y, v } = mesh;
  const lift = LIFT * (v[1] - v[0]);
  const parts: Point[][] = [[]];
  const put = (a: number, b: number) => {
    const open = parts[parts.length - 1];
    if (mesh.inside(a, b)) open.push([a, b, mesh.height(a, b) + lift]);
    else if (open.length > 0) parts.push([]);
  };
  points.forEach((to, i) => {
    const from = points[Math.max(0, i - 1)];
    const far = Math.hypot((to[0] - from[0]) / (x[1] - x[0]), (to[1] - from[1]) / (y[1] - y[0]));
    const pieces = Math.min(200, Math.max(1, Math.ceil(far / PIECE)));
    for (let k = i === 0 ? pieces : 1; k <= pieces; k++) {
      const t = k / pieces;
      put(from[0] + t * (to[0] - from[0]), from[1] + t * (to[1] - from[1]));
    }
  });
  return parts.filter(part => part.length > 0);
}
