import type { Grid } from '../engine/scene.ts';
import {
  divergingColors,
  drawDots,
  gridCanvas,
  type PaintOptions,
  type Palette,
  type Place,
  placeIn,
  shares,
  tickText,
} from './paint.ts';

/** Draws a scene of the plane into a square of `size` device pixels. */
export function paintPlane(
  ctx: CanvasRenderingContext2D,
  size: number,
  options: PaintOptions,
  colors: Palette,
): void {
  const { scene, picture, layers, dots, shown } = options;
  const place = placeIn(shown, size);
  ctx.fillStyle = colors.panel;
  ctx.fillRect(0, 0, size, size);
  paintField(ctx, size, options, colors, place);
  if (layers.density && picture?.density) {
    paintContours(ctx, size, { values: picture.density, ...scene.grid, place }, colors.fake);
  }
  paintAxes(ctx, size, options, colors, place);
  const dot = Math.max(1.2, size / 300);
  if (dots.real) drawDots(ctx, scene.reals, place, { fill: colors.real, size: dot, alpha: 0.75 });
  if (layers.mesh && picture?.mesh) paintMesh(ctx, options, colors, place);
  if (dots.fake && picture) {
    drawDots(ctx, picture.samples, place, { fill: colors.fake, size: dot, alpha: 0.9 });
  }
  if (layers.arrows && picture?.slopes) paintArrows(ctx, size, options, colors, place);
}

function paintField(
  ctx: CanvasRenderingContext2D,
  size: number,
  { scene, picture, view, ratio = globalThis.devicePixelRatio || 1 }: PaintOptions,
  colors: Palette,
  place: Place,
): void {
  const field = view === 'optimum' ? picture?.optimum : picture?.field;
  if (!field || !picture) return;
  const region = view === 'optimum' ? undefined : picture.region;
  const { bounds, cells } = { ...scene.grid, ...(region && { bounds: region }) };
  const undecided = picture.undecided ?? 0.5;
  if (view === 'optimum') paintNoData(ctx, size, ratio, colors.muted); // shows where nothing is painted over it
  const small = gridCanvas(shares(field, picture.critic, undecided), cells, divergingColors(colors));
  ctx.imageSmoothingEnabled = true;
  ctx.imageSmoothingQuality = 'high';
  const { x, y = x } = bounds;
  const [[left, top], [right, bottom]] = [place(x[0], y[1]), place(x[1], y[0])];
  ctx.drawImage(small, left, top, right - left, bottom - top);
  paintBoundary(ctx, size, { values: field, bounds, cells, place }, { level: undecided, color: colors.text });
}

/** Pixels of the layout between two lines of the hatching. */
const HATCH = 8;

/** Hatches the whole square: undecided has the colour of the panel too, and means something else. */
function paintNoData(ctx: CanvasRenderingContext2D, size: number, ratio: number, stroke: string): void {
  ctx.strokeStyle = stroke;
  ctx.lineWidth = ratio;
  ctx.globalAlpha = 0.45;
  ctx.beginPath();
  for (let x = -size; x < size; x += HATCH * ratio) segment(ctx, [x, size], [x + size, 0]);
  ctx.stroke();
  ctx.globalAlpha = 1;
}

interface Line {
  readonly level: number;
  readonly color: string;
}

/** Values on a grid, and where the picture has them. */
interface Values extends Grid {
  readonly values: Float32Array;
  readonly place: Place;
}

/** The line where D cannot tell. */
function paintBoundary(
  ctx: CanvasRenderingContext2D,
  size: number,
  field: Values,
  { level, color }: Line,
): void {
  ctx.strokeStyle = color;
  ctx.lineWidth = Math.max(1, size / 500);
  ctx.globalAlpha = 0.55;
  strokeLevel(ctx, field, level);
  ctx.globalAlpha = 1;
}

/** Shares of the highest value that get a contour line. */
const LEVELS = [0.05, 0.15, 0.35, 0.65];

function paintContours(ctx: CanvasRenderingContext2D, size: number, density: Values, stroke: string): void {
  const top = density.values.reduce((most, v) => Math.max(most, v), 0);
  ctx.strokeStyle = stroke;
  ctx.lineWidth = Math.max(1, size / 450);
  for (const [i, share] of LEVELS.entries()) {
    ctx.globalAlpha = 0.35 + 0.15 * i;
    strokeLevel(ctx, density, share * top);
  }
  ctx.globalAlpha = 1;
}

/** Marching squares between the centres of cells; nothing near unknown values. */
function strokeLevel(
  ctx: CanvasRenderingContext2D,
  { values, bounds: { x, y = x }, cells, place }: Values,
  level: number,
): void {
  const at = (column: number, row: number) => values[row * cells + column] - level;
  const along = ([low, high]: readonly [number, number], cell: number) =>
    low + ((cell + 0.5) / cells) * (high - low);
  const pixel = (column: number, row: number) => place(along(x, column), along(y, row));
  ctx.beginPath();
  for (let row = 0; row < cells - 1; row++) {
    for (let column = 0; column < cells - 1; column++) {
      const corners = [
        at(column, row),
        at(column + 1, row),
        at(column + 1, row + 1),
        at(column, row + 1),
      ] as const;
      const crossings = crossingsOf(corners);
      for (let i = 0; i + 1 < crossings.length; i += 2) {
        const [a, b] = [crossings[i], crossings[i + 1]];
        ctx.moveTo(...pixel(column + a[0], row + a[1]));
        ctx.lineTo(...pixel(column + b[0], row + b[1]));
      }
    }
  }
  ctx.stroke();
}

/** Where the edges of a unit cell are crossed, in pairs. */
function crossingsOf(corners: readonly [number, number, number, number]): (readonly [number, number])[] {
  const edges = [
    [0, 0, 1, 0],
    [1, 0, 0, 1],
    [1, 1, -1, 0],
    [0, 1, 0, -1],
  ] as const;
  return edges.flatMap(([x, y, dx, dy], i) => {
    const [a, b] = [corners[i], corners[(i + 1) % 4]];
    if (!(a < 0 !== b < 0) || Number.isNaN(a + b)) return [];
    const t = a / (a - b);
    return [[x + t * dx, y + t * dy] as const];
  });
}

/** Numbers at the border, few and round. */
function paintAxes(
  ctx: CanvasRenderingContext2D,
  size: number,
  { shown, ratio = globalThis.devicePixelRatio || 1 }: PaintOptions,
  colors: Palette,
  place: Place,
): void {
  const { x, y = x } = shown;
  ctx.font = `${11 * ratio}px system-ui, sans-serif`;
  ctx.fillStyle = colors.muted;
  ctx.textBaseline = 'bottom';
  ctx.textAlign = 'center';
  for (const value of ticks(x)) ctx.fillText(tickText(value), place(value, 0)[0], size - 3 * ratio);
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  for (const value of ticks(y)) ctx.fillText(tickText(value), 4 * ratio, place(0, value)[1]);
}

/** Three to six round numbers well inside an interval. */
export function ticks([low, high]: readonly [number, number]): number[] {
  const raw = (high - low) / 5;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * ([1, 2, 5, 10].find(f => f * power >= raw) ?? 10);
  const room = 0.06 * (high - low);
  const first = Math.ceil((low + room) / step);
  const last = Math.floor((high - room) / step);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) =>
    Number(((first + i) * step).toPrecision(6)),
  );
}

function paintMesh(
  ctx: CanvasRenderingContext2D,
  { scene, picture }: PaintOptions,
  colors: Palette,
  place: Place,
): void {
  const { rows, columns } = scene.mesh;
  const { mesh } = picture!;
  const at = (row: number, column: number) => {
    const i = 2 * (row * columns + column);
    return place(mesh![i], mesh![i + 1]);
  };
  ctx.strokeStyle = colors.fake;
  ctx.lineWidth = Math.max(1, ctx.canvas.width / 700);
  ctx.globalAlpha = 0.7;
  ctx.beginPath();
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      if (column > 0) segment(ctx, at(row, column - 1), at(row, column));
      if (row > 0) segment(ctx, at(row - 1, column), at(row, column));
    }
  }
  ctx.stroke();
  ctx.globalAlpha = 1;
}

type Point = readonly [number, number];

function segment(ctx: CanvasRenderingContext2D, a: Point, b: Point): void {
  ctx.moveTo(a[0], a[1]);
  ctx.lineTo(b[0], b[1]);
}

/** Arrows along −∂L_G/∂x; the longest are a tenth of the picture, and lengths are shown by their root. */
function paintArrows(
  ctx: CanvasRenderingContext2D,
  size: number,
  { picture }: PaintOptions,
  colors: Palette,
  place: Place,
): void {
  const { slopes, samples } = picture!;
  const count = Math.min(slopes!.length, samples.length) / 2;
  let most = 1e-12;
  for (let i = 0; i < count; i++) most = Math.max(most, Math.hypot(slopes![2 * i], slopes![2 * i + 1]));
  ctx.strokeStyle = colors.text;
  ctx.lineWidth = Math.max(1, size / 600);
  ctx.globalAlpha = 0.8;
  ctx.beginPath();
  for (let i = 0; i < count; i++) {
    const [dx, dy] = [slopes![2 * i], slopes![2 * i + 1]];
    const length = Math.hypot(dx, dy);
    if (length < 1e-9 * most) continue;
    const shown = (0.1 * size * Math.sqrt(length / most)) / length;
    arrow(ctx, place(samples[2 * i], samples[2 * i + 1]), [dx * shown, -dy * shown]);
  }
  ctx.stroke();
  ctx.globalAlpha = 1;
}

function arrow(ctx: CanvasRenderingContext2D, [x, y]: Point, [dx, dy]: Point): void {
  const head = 0.25;
  ctx.moveTo(x, y);
  ctx.lineTo(x + dx, y + dy);
  ctx.lineTo(x + dx - head * (dx - dy * 0.6), y + dy - head * (dy + dx * 0.6));
  ctx.moveTo(x + dx, y + dy);
  ctx.lineTo(x + dx - head * (dx + dy * 0.6), y + dy - head * (dy - dx * 0.6));
}
