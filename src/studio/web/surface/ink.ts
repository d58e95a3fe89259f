import { type ColorName, color, rgb } from '../shell/theme.ts';
import type { Seen } from './view.ts';

export type Tone = readonly [number, number, number];

/** The theme's colours as they are now. */
export interface Inks {
  readonly of: (name: ColorName) => string;
  readonly panel: Tone;
  readonly up: Tone;
  readonly down: Tone;
  /** Whether the page is dark. */
  readonly dark: boolean;
}

export function inksOf(dark: boolean): Inks {
  const known = new Map<ColorName, string>();
  const of = (name: ColorName) => {
    if (!known.has(name)) known.set(name, color(name));
    return known.get(name)!;
  };
  return { of, panel: rgb('panel'), up: rgb('optimum'), down: rgb('fake'), dark };
}

/** Where to draw: pixels of the canvas for each of the layout, and the size of its text. */
export interface Sheet {
  readonly ctx: CanvasRenderingContext2D;
  readonly ratio: number;
  readonly text: number;
  readonly family: string;
}

/** A straight line. */
export function stroke(ctx: CanvasRenderingContext2D, a: Seen, b: Seen): void {
  ctx.beginPath();
  ctx.moveTo(a[0], a[1]);
  ctx.lineTo(b[0], b[1]);
  ctx.stroke();
}

/** The head of an arrow at the end of a line, in the colour of its stroke. */
export function head(ctx: CanvasRenderingContext2D, seen: readonly Seen[], size: number): void {
  const [x, y] = seen[seen.length - 1];
  const before = seen.findLast(([a, b]) => Math.hypot(x - a, y - b) > size / 3);
  if (!before) return;
  const angle = Math.atan2(y - before[1], x - before[0]);
  ctx.beginPath();
  ctx.moveTo(x + 0.6 * size * Math.cos(angle), y + 0.6 * size * Math.sin(angle));
  for (const side of [2.5, -2.5])
    ctx.lineTo(x + size * Math.cos(angle + side), y + size * Math.sin(angle + side));
  ctx.closePath();
  ctx.fillStyle = ctx.strokeStyle;
  ctx.fill();
}
