import type { Bounds } from '../../../metrics/bounds.ts';
import { painter } from '../shell/canvas.ts';
import type { Palette } from './palette.ts';

/** Values over a grid of the plane, or along the line, in the frame of their picture. */
export interface Field {
  readonly values: Float32Array;
  /** Places along a side. */
  readonly cells: number;
  /** What has the full colour, or the height of the picture. */
  readonly most: number;
  /** Colours below 0 and above. */
  readonly tones: readonly [below: keyof Palette['rgb'], above: keyof Palette['rgb']];
}

/** Pixels of a curve's picture along a side. */
const CURVE = 64;

export function paintField(canvas: HTMLCanvasElement, field: Field, colors: Palette): void {
  if (field.values.length > field.cells) paintPlane(canvas, field, colors);
  else paintCurve(canvas, field, colors);
}

function paintPlane(
  canvas: HTMLCanvasElement,
  { values, cells, most, tones }: Field,
  { rgb }: Palette,
): void {
  const ctx = sized(canvas, cells);
  const image = ctx.createImageData(cells, cells);
  for (let i = 0; i < values.length; i++) {
    const at = 4 * ((cells - 1 - Math.floor(i / cells)) * cells + (i % cells)); // row 0 at the bottom
    const strength = 0.92 * Math.min(1, Math.abs(values[i]) / most);
    const tone = rgb[tones[values[i] > 0 ? 1 : 0]];
    for (let c = 0; c < 3; c++) image.data[at + c] = rgb.panel[c] + strength * (tone[c] - rgb.panel[c]);
    image.data[at + 3] = 255;
  }
  ctx.putImageData(image, 0, 0);
}

function paintCurve(canvas: HTMLCanvasElement, { values, most, tones }: Field, colors: Palette): void {
  const ctx = sized(canvas, CURVE);
  const y = (value: number) => CURVE * (0.5 - 0.42 * Math.max(-1, Math.min(1, value / most)));
  const x = (i: number) => (CURVE * (i + 0.5)) / values.length;
  ctx.clearRect(0, 0, CURVE, CURVE);
  ctx.fillStyle = colors.muted;
  ctx.globalAlpha = 0.5;
  ctx.fillRect(0, CURVE / 2, CURVE, 1);
  ctx.globalAlpha = 1;
  ctx.lineWidth = 3.5;
  for (const above of [0, 1] as const) {
    ctx.save();
    ctx.beginPath();
    ctx.rect(0, above ? 0 : CURVE / 2, CURVE, CURVE / 2);
    ctx.clip();
    ctx.strokeStyle = `rgb(${colors.rgb[tones[above]].join()})`;
    ctx.beginPath();
    for (const [i, value] of values.entries()) ctx.lineTo(x(i), y(value));
    ctx.stroke();
    ctx.restore();
  }
}

function sized(canvas: HTMLCanvasElement, side: number): CanvasRenderingContext2D {
  if (canvas.width !== side) canvas.width = side;
  if (canvas.height !== side) canvas.height = side;
  return painter(canvas);
}

/** Pixels of a cloud's picture along a side, its most points, and the bars of one on the line. */
const [CLOUD, POINTS, BARS] = [140, 240, 24];

/** Points of the plane as dots; of the line as bars that say how many lie there. */
export function paintCloud(
  canvas: HTMLCanvasElement,
  points: Float32Array,
  { x, y }: Bounds,
  fill: string,
): void {
  const ctx = sized(canvas, CLOUD);
  ctx.clearRect(0, 0, CLOUD, CLOUD);
  ctx.fillStyle = fill;
  const along = (v: number, [low, high]: readonly [number, number]) => (CLOUD * (v - low)) / (high - low);
  if (!y) {
    paintBars(ctx, points, v => along(v, x));
    return;
  }
  ctx.globalAlpha = 0.85;
  const count = Math.min(POINTS, points.length / 2);
  for (let i = 0; i < count; i++)
    ctx.fillRect(along(points[2 * i], x) - 1.5, CLOUD - along(points[2 * i + 1], y) - 1.5, 3.4, 3.4);
  ctx.globalAlpha = 1;
}

function paintBars(ctx: CanvasRenderingContext2D, points: Float32Array, at: (v: number) => number): void {
  const counts = new Float32Array(BARS);
  for (const point of points) {
    const bar = Math.floor((BARS * at(point)) / CLOUD);
    if (bar >= 0 && bar < BARS) counts[bar]++;
  }
  const most = Math.max(1, ...counts);
  const width = CLOUD / BARS;
  counts.forEach((count, i) => {
    const height = (0.86 * CLOUD * count) / most;
    ctx.fillRect(i * width, CLOUD - height, width - 1, height);
  });
}
