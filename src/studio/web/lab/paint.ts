import type { Bounds } from '../../../metrics/bounds.ts';
import type { Layers, Picture, Scene } from '../engine/messages.ts';
import { painter } from '../shell/canvas.ts';
import { color, rgb } from '../shell/theme.ts';

/** Which of the two pictures: what D says, or what the best D would say. */
export type View = 'discriminator' | 'optimum';

interface Dots {
  readonly real: boolean;
  readonly fake: boolean;
}

export interface PaintOptions {
  readonly scene: Scene;
  readonly picture: Picture | undefined;
  readonly layers: Layers;
  readonly dots: Dots;
  readonly view: View;
  /** The part of the scene that is shown. */
  readonly shown: Bounds;
  /** Pixels of the canvas for each unit of the layout; default as the screen has them. */
  readonly ratio?: number;
}

/** The theme's colours, read once a theme. */
export interface Palette {
  readonly real: string;
  readonly fake: string;
  readonly optimum: string;
  readonly accent: string;
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  readonly panel: string;
  readonly rgb: Readonly<Record<'real' | 'fake' | 'panel', readonly [number, number, number]>>;
}

export function palette(): Palette {
  return {
    real: color('real'),
    fake: color('fake'),
    optimum: color('optimum'),
    accent: color('accent'),
    text: color('text'),
    muted: color('muted'),
    line: color('line'),
    panel: color('panel'),
    rgb: { real: rgb('real'), fake: rgb('fake'), panel: rgb('panel') },
  };
}

/**
 * How D's answers become shares from 0 (generated) to 1 (real), ½ where it cannot tell: probabilities as they are, a
 * critic's numbers by their largest distance from undecided.
 */
export function shares(field: ArrayLike<number>, critic: boolean, undecided: number): Float32Array {
  if (!critic) return Float32Array.from(field);
  let most = 1e-9;
  for (let i = 0; i < field.length; i++) {
    if (Number.isFinite(field[i])) most = Math.max(most, Math.abs(field[i] - undecided));
  }
  return Float32Array.from(field, v => 0.5 + (0.5 * (v - undecided)) / most);
}

/** A small picture of a grid, row 0 at the bottom, to be drawn large. */
export function gridCanvas(
  values: ArrayLike<number>,
  cells: number,
  colorOf: (value: number, out: Uint8ClampedArray, at: number) => void,
): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = cells;
  canvas.height = cells;
  const ctx = painter(canvas);
  const image = ctx.createImageData(cells, cells);
  for (let row = 0; row < cells; row++) {
    for (let column = 0; column < cells; column++) {
      colorOf(values[row * cells + column], image.data, 4 * ((cells - 1 - row) * cells + column));
    }
  }
  ctx.putImageData(image, 0, 0);
  return canvas;
}

/** Colours of D's answers: generated to real through the colour of the panel; nothing where it is unknown. */
export function divergingColors({ rgb: { real, fake, panel } }: Palette) {
  return (share: number, out: Uint8ClampedArray, at: number) => {
    if (Number.isNaN(share)) {
      out[at + 3] = 0;
      return;
    }
    const end = share > 0.5 ? real : fake;
    const strength = 0.62 * Math.min(1, Math.abs(2 * share - 1));
    for (let c = 0; c < 3; c++) out[at + c] = panel[c] + strength * (end[c] - panel[c]);
    out[at + 3] = 255;
  };
}

/** Where a point lies in pixels. */
export type Place = (x: number, y: number) => readonly [number, number];

/** Places of the plane in a square of `size` pixels. */
export function placeIn({ x, y = x }: Bounds, size: number): Place {
  return (a, b) => [(size * (a - x[0])) / (x[1] - x[0]), size - (size * (b - y[0])) / (y[1] - y[0])];
}

/** Dots of one colour as squares: quick, and as clear as circles at this size. */
export function drawDots(
  ctx: CanvasRenderingContext2D,
  points: Float32Array,
  place: Place,
  style: { readonly fill: string; readonly size: number; readonly alpha: number },
): void {
  ctx.globalAlpha = style.alpha;
  ctx.fillStyle = style.fill;
  for (let i = 0; i < points.length; i += 2) {
    const [x, y] = place(points[i], points[i + 1]);
    ctx.fillRect(x - style.size, y - style.size, 2 * style.size, 2 * style.size);
  }
  ctx.globalAlpha = 1;
}

/** A number at an axis. */
export const tickText = (value: number): string => String(value).replace('-', '−');
