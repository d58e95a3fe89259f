import type { Bounds } from '../../../metrics/bounds.ts';

/** Which part of a scene is shown: its middle in shares of the scene, from left and from below, and how much larger it is. */
export interface Zoom {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

/** All of the scene. */
export const FIT: Zoom = { x: 0.5, y: 0.5, scale: 1 };

const [LEAST, MOST] = [0.5, 64];

/** A place in the picture, in shares of it from left and from below. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

const MIDDLE: Place = { x: 0.5, y: 0.5 };

export function isFit({ x, y, scale }: Zoom): boolean {
  return x === FIT.x && y === FIT.y && scale === FIT.scale;
}

/** Enlarged by a factor; what is at a place of the picture stays there. */
export function enlarged(zoom: Zoom, factor: number, at: Place = MIDDLE): Zoom {
  const scale = Math.min(MOST, Math.max(LEAST, zoom.scale * factor));
  const kept = 1 / zoom.scale - 1 / scale;
  return clamped({ x: zoom.x + (at.x - 0.5) * kept, y: zoom.y + (at.y - 0.5) * kept, scale });
}

/** Moved so that the picture's content goes right and up by shares of the picture. */
export function moved({ x, y, scale }: Zoom, right: number, up: number): Zoom {
  return clamped({ x: x - right / scale, y: y - up / scale, scale });
}

/** The middle stays in the scene. */
function clamped({ x, y, scale }: Zoom): Zoom {
  const inside = (value: number) => Math.min(1, Math.max(0, value));
  return { x: inside(x), y: inside(y), scale };
}

/** The shown part of a scene. */
export function shownBounds({ x, y }: Bounds, zoom: Zoom): Bounds {
  const part = ([low, high]: readonly [number, number], middle: number) => {
    const half = (high - low) / 2 / zoom.scale;
    const at = low + middle * (high - low);
    return [at - half, at + half] as const;
  };
  return { x: part(x, zoom.x), ...(y && { y: part(y, zoom.y) }) };
}
