import { painter } from '../../shell/canvas.ts';
import type { PaintOptions, Palette, View } from '../paint.ts';
import { paintLine } from '../paint-line.ts';
import { paintPlane } from '../paint-plane.ts';

/** What a picture to take along shows. */
export interface Still {
  readonly title: string;
  readonly options: Omit<PaintOptions, 'view'>;
  readonly colors: Palette;
  /** Pixels for each unit of the layout. */
  readonly scale: number;
}

/** The layout's lengths, in units of a screen's pixel. */
const [MARGIN, GAP, LINE, SQUARE, HEIGHT] = [16, 16, 20, 400, 380];

/** The pictures as they are, with title, step and a legend in words, on a canvas of its own. */
export function composed(still: Still, canvas = document.createElement('canvas')): HTMLCanvasElement {
  const { options, colors, scale, title } = still;
  const views = viewsOf(options);
  const plane = options.scene.dimension === 2;
  const inner = plane ? views.length * SQUARE + (views.length - 1) * GAP : 2 * SQUARE;
  const keys = keysOf(still);
  const head = MARGIN + LINE + (plane ? LINE : 0);
  const bottom = head + (plane ? SQUARE : HEIGHT) + MARGIN;
  const rows = rowsOf(keys, inner);
  size(canvas, scale * (inner + 2 * MARGIN), scale * (bottom + rows.length * LINE + MARGIN / 2));
  const ctx = painter(canvas);
  ctx.setTransform(scale, 0, 0, scale, 0, 0);
  ctx.fillStyle = colors.panel;
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  ctx.textBaseline = 'middle';
  text(ctx, `600 14px ${FONT}`, colors.text);
  ctx.fillText(title, MARGIN, MARGIN + LINE / 2 - 4, inner);
  views.forEach((view, i) => {
    const left = MARGIN + i * (SQUARE + GAP);
    text(ctx, `13px ${FONT}`, colors.muted);
    if (plane) ctx.fillText(NAMES[view], left, head - LINE / 2);
    const [width, height] = plane ? [SQUARE, SQUARE] : [inner, HEIGHT];
    ctx.drawImage(painted(still, view, scale * width, scale * height), left, head, width, height);
    ctx.strokeStyle = colors.line;
    if (plane) ctx.strokeRect(left, head, width, height);
  });
  for (const [i, row] of rows.entries()) drawRow(ctx, row, { colors, y: bottom + (i + 0.5) * LINE });
  return canvas;
}

const FONT = 'system-ui, sans-serif';

const NAMES: Readonly<Record<View, string>> = {
  discriminator: 'What D says',
  optimum: 'D*, the best answer; hatched: no data',
};

const viewsOf = ({ scene, layers, picture }: Still['options']): readonly View[] =>
  scene.dimension === 2 && layers.optimum && picture?.optimum
    ? ['discriminator', 'optimum']
    : ['discriminator'];

function painted(
  { options, colors, scale }: Still,
  view: View,
  width: number,
  height: number,
): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  size(canvas, width, height);
  const ctx = painter(canvas);
  const drawn = { ...options, view, ratio: scale };
  if (options.scene.dimension === 2) paintPlane(ctx, width, drawn, colors);
  else paintLine(ctx, width, height, drawn, colors);
  return canvas;
}

function size(canvas: HTMLCanvasElement, width: number, height: number): void {
  const [w, h] = [Math.round(width / 2) * 2, Math.round(height / 2) * 2]; // videos want even numbers
  if (canvas.width !== w) canvas.width = w;
  if (canvas.height !== h) canvas.height = h;
}

function text(ctx: CanvasRenderingContext2D, font: string, color: string): void {
  ctx.font = font;
  ctx.fillStyle = color;
}

/** An entry of the legend: a dot, a line, or two halves of D's colours. */
interface Key {
  readonly name: string;
  readonly mark: 'dot' | 'line' | 'dashes' | 'halves';
  readonly color: string;
}

function keysOf({ options: { layers, dots, scene, picture }, colors }: Still): readonly Key[] {
  const plane = scene.dimension === 2;
  const sample = plane ? 'dot' : 'line';
  const entries: readonly (Key | false)[] = [
    dots.real && { name: plane ? 'real samples' : 'p, the data', mark: sample, color: colors.real },
    dots.fake && { name: plane ? 'generated samples' : 'p_g, generated', mark: sample, color: colors.fake },
    layers.field &&
      (plane
        ? { name: 'D: generated / real', mark: 'halves', color: '' }
        : { name: 'D', mark: 'line', color: colors.text }),
    layers.field && plane && { name: 'D cannot tell', mark: 'line', color: colors.text },
    !plane &&
      layers.optimum &&
      picture?.optimum !== undefined && { name: 'D*', mark: 'dashes', color: colors.optimum },
    layers.arrows && { name: 'where G’s loss draws its samples', mark: 'line', color: colors.text },
    plane && layers.mesh && { name: 'G’s map', mark: 'line', color: colors.fake },
    plane && layers.density && { name: 'p_g, contours', mark: 'line', color: colors.fake },
  ];
  return entries.filter(key => key !== false);
}

/** Width of a mark, and about that of a letter. */
const [MARK, LETTER] = [26, 7.2];

const widthOf = ({ name }: Key) => MARK + name.length * LETTER + GAP;

function rowsOf(keys: readonly Key[], width: number): readonly (readonly Key[])[] {
  const rows: Key[][] = [[]];
  let used = 0;
  for (const key of keys) {
    if (used + widthOf(key) > width && used > 0) {
      rows.push([]);
      used = 0;
    }
    rows.at(-1)!.push(key);
    used += widthOf(key);
  }
  return rows;
}

interface RowPlace {
  readonly colors: Palette;
  readonly y: number;
}

function drawRow(ctx: CanvasRenderingContext2D, row: readonly Key[], { colors, y }: RowPlace): void {
  let x = MARGIN;
  for (const key of row) {
    drawMark(ctx, key, { x, y, colors });
    text(ctx, `13px ${FONT}`, colors.text);
    ctx.fillText(key.name, x + MARK, y);
    x += widthOf(key);
  }
}

function drawMark(
  ctx: CanvasRenderingContext2D,
  { mark, color }: Key,
  { x, y, colors }: RowPlace & { readonly x: number },
): void {
  if (mark === 'dot') {
    ctx.fillStyle = color;
    ctx.beginPath();
    ctx.arc(x + 10, y, 4, 0, 2 * Math.PI);
    ctx.fill();
  } else if (mark === 'halves') {
    ctx.globalAlpha = 0.6;
    ctx.fillStyle = colors.fake;
    ctx.fillRect(x, y - 5, 10, 10);
    ctx.fillStyle = colors.real;
    ctx.fillRect(x + 10, y - 5, 10, 10);
    ctx.globalAlpha = 1;
  } else {
    ctx.strokeStyle = color;
    ctx.lineWidth = 2;
    ctx.setLineDash(mark === 'dashes' ? [5, 4] : []);
    ctx.beginPath();
    ctx.moveTo(x, y);
    ctx.lineTo(x + 20, y);
    ctx.stroke();
    ctx.setLineDash([]);
  }
}
