import { type PaintOptions, type Palette, tickText } from './paint.ts';
import { ticks } from './paint-plane.ts';

/** Draws a scene of the line: densities above, D below, samples between them. */
export function paintLine(
  ctx: CanvasRenderingContext2D,
  width: number,
  height: number,
  options: PaintOptions,
  colors: Palette,
): void {
  const { scene, picture, layers, dots, shown, ratio = globalThis.devicePixelRatio || 1 } = options;
  ctx.fillStyle = colors.panel;
  ctx.fillRect(0, 0, width, height);
  const left = 34 * ratio;
  const frame = { left, width: width - left - 8 * ratio };
  const upper = { ...frame, top: 10 * ratio, height: 0.5 * height - 22 * ratio };
  const lower = { ...frame, top: 0.62 * height, height: 0.38 * height - 24 * ratio };
  const { x } = shown;
  const across = (value: number) => frame.left + (frame.width * (value - x[0])) / (x[1] - x[0]);
  const draw = { ctx, ratio, colors };

  const generated = picture?.density;
  const top = 1.1 * Math.max(1e-9, maximum(scene.density), generated ? maximum(generated) : 0);
  baseline(draw, upper, 'density');
  const whole = { across, over: scene.grid.bounds.x };
  const densities = { ...whole, range: [0, top] } as const;
  if (dots.real) curve(draw, upper, scene.density, { ...densities, stroke: colors.real, fill: true });
  if (dots.fake && generated)
    curve(draw, upper, generated, { ...densities, stroke: colors.fake, fill: true });

  const middle = upper.top + upper.height + 8 * ratio;
  if (dots.real) rug(draw, scene.reals, across, middle, { stroke: colors.real, within: x });
  if (dots.fake && picture)
    rug(draw, picture.samples, across, middle + 9 * ratio, { stroke: colors.fake, within: x });
  if (layers.arrows && picture?.slopes) arrows(draw, options, across, middle + 13 * ratio);

  const range = judgeRange(options);
  baseline(draw, lower, picture?.critic ? 'D (a number)' : 'D(x)', range);
  if (layers.field && picture?.field) {
    const over = (picture.region ?? scene.grid.bounds).x;
    curve(draw, lower, picture.field, { across, over, range, stroke: colors.text });
  }
  if (layers.optimum && picture?.optimum) {
    curve(draw, lower, picture.optimum, { ...whole, range, stroke: colors.optimum, dash: true });
  }
  ctx.fillStyle = colors.muted;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'bottom';
  for (const value of ticks(x)) ctx.fillText(tickText(value), across(value), height - 4 * ratio);
}

interface Box {
  readonly left: number;
  readonly width: number;
  readonly top: number;
  readonly height: number;
}

interface Draw {
  readonly ctx: CanvasRenderingContext2D;
  readonly ratio: number;
  readonly colors: Palette;
}

type Range = readonly [low: number, high: number];

const maximum = (values: Float32Array) => values.reduce((most, v) => Math.max(most, v), 0);

/** Probabilities from 0 to 1; a critic's numbers as far as they go. */
function judgeRange({ picture }: PaintOptions): Range {
  if (!picture?.critic) return [0, 1];
  const values = [...(picture.field ?? []), ...(picture.optimum ?? [])].filter(Number.isFinite);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return low < high ? [low, high] : [low - 1, low + 1];
}

function baseline({ ctx, ratio, colors }: Draw, box: Box, title: string, range?: Range): void {
  ctx.strokeStyle = colors.line;
  ctx.lineWidth = ratio;
  ctx.strokeRect(box.left, box.top, box.width, box.height);
  ctx.font = `${11 * ratio}px system-ui, sans-serif`;
  ctx.fillStyle = colors.muted;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'top';
  ctx.fillText(title, box.left + 6 * ratio, box.top + 4 * ratio);
  if (!range) return;
  ctx.textAlign = 'right';
  const [low, high] = range;
  for (const [i, value] of [high, (low + high) / 2, low].entries()) {
    ctx.textBaseline = 'middle';
    ctx.fillText(
      tickText(Number(value.toPrecision(2))),
      box.left - 5 * ratio,
      box.top + (i * box.height) / 2,
    );
  }
}

interface Style {
  /** From a value of x to the picture. */
  readonly across: (value: number) => number;
  /** The values of x that the curve is over. */
  readonly over: Range;
  /** The values of y at the bottom and the top of the box. */
  readonly range: Range;
  readonly stroke: string;
  readonly fill?: boolean;
  readonly dash?: boolean;
}

/** One value a cell, joined; a gap where it is unknown. */
function curve({ ctx, ratio }: Draw, box: Box, values: Float32Array, style: Style): void {
  const { across, over, range } = style;
  const [low, high] = range;
  ctx.save();
  ctx.beginPath();
  ctx.rect(box.left, box.top, box.width, box.height);
  ctx.clip();
  ctx.strokeStyle = style.stroke;
  ctx.lineWidth = 1.8 * ratio;
  ctx.setLineDash(style.dash ? [5 * ratio, 4 * ratio] : []);
  ctx.beginPath();
  let drawing = false;
  values.forEach((value, i) => {
    if (Number.isNaN(value)) {
      drawing = false;
      return;
    }
    const x = across(over[0] + ((i + 0.5) / values.length) * (over[1] - over[0]));
    const share = Math.min(1, Math.max(0, (value - low) / (high - low)));
    const y = box.top + box.height * (1 - share);
    if (drawing) ctx.lineTo(x, y);
    else ctx.moveTo(x, y);
    drawing = true;
  });
  ctx.stroke();
  if (style.fill) {
    ctx.lineTo(across(over[1]), box.top + box.height);
    ctx.lineTo(across(over[0]), box.top + box.height);
    ctx.globalAlpha = 0.14;
    ctx.fillStyle = style.stroke;
    ctx.fill();
  }
  ctx.restore();
}

/** A tick for each sample. */
function rug(
  { ctx, ratio }: Draw,
  samples: Float32Array,
  across: (value: number) => number,
  top: number,
  { stroke, within }: { readonly stroke: string; readonly within: Range },
): void {
  ctx.strokeStyle = stroke;
  ctx.globalAlpha = 0.35;
  ctx.lineWidth = ratio;
  ctx.beginPath();
  const [first, last] = within;
  for (const value of samples) {
    if (value < first || value > last) continue;
    ctx.moveTo(across(value), top);
    ctx.lineTo(across(value), top + 8 * ratio);
  }
  ctx.stroke();
  ctx.globalAlpha = 1;
}

/** Where G's loss draws some samples; the longest are an eighth of the width. */
function arrows(
  { ctx, ratio, colors }: Draw,
  { picture }: PaintOptions,
  across: (value: number) => number,
  y: number,
): void {
  const { slopes, samples } = picture!;
  const count = Math.min(48, slopes!.length);
  let most = 1e-12;
  for (const slope of slopes!) most = Math.max(most, Math.abs(slope));
  ctx.strokeStyle = colors.text;
  ctx.lineWidth = 1.2 * ratio;
  ctx.beginPath();
  for (let i = 0; i < count; i++) {
    const from = across(samples[i]);
    const way = (ctx.canvas.width / 8) * Math.sign(slopes![i]) * Math.sqrt(Math.abs(slopes![i]) / most);
    const at = y + (i % 4) * 3 * ratio;
    ctx.moveTo(from, at);
    ctx.lineTo(from + way, at);
    ctx.lineTo(from + way - Math.sign(way) * 4 * ratio, at - 2.5 * ratio);
  }
  ctx.stroke();
}
