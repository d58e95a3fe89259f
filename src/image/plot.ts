import { UserError } from '../util/error.ts';
import { Canvas, type Color, textWidth } from './canvas.ts';
import type { Image } from './image.ts';

const PAPER: Color = [255, 255, 255];
const GRID: Color = [232, 234, 238];
const FRAME: Color = [150, 156, 166];
const INK: Color = [70, 76, 86];
const REAL: Color = [44, 110, 180];
const GENERATED: Color = [232, 89, 12];

export interface PlotOptions {
  /** Side of the picture in pixels (its width, for a histogram); default 512. */
  readonly size?: number;
  /** What the samples are: names them and chooses their colour; default `generated`. */
  readonly what?: 'generated' | 'real';
}

export interface ScatterOptions extends PlotOptions {
  /** Real samples `[n, 2]`, drawn below in blue. */
  readonly reference?: Float32Array;
  /** Shown part of the plane; default: where the reference lies (else the points), with a margin. */
  readonly bounds?: readonly [xLow: number, xHigh: number, yLow: number, yHigh: number];
}

export interface HistogramOptions extends PlotOptions {
  /** True density, drawn as a line. */
  readonly density?: (x: number) => number;
  /** Real samples, which choose the shown interval. */
  readonly reference?: Float32Array;
  /** Shown interval; default: where the reference lies (else the samples), with a margin. */
  readonly bounds?: readonly [low: number, high: number];
  /** Default 60. */
  readonly bins?: number;
}

/** Said only of more than one in a hundred: that few are expected beyond the frame. */
const outsideText = (outside: number, count: number) =>
  outside > 0.01 * count ? `${outside} of ${count} outside` : '';

const colorOf = (what: 'generated' | 'real') => (what === 'real' ? REAL : GENERATED);

/** Points of the plane: generated ones in orange over real ones in blue, both axes to the same scale. */
export function scatterImage(points: Float32Array, options: ScatterOptions = {}): Image {
  const { size = 512, reference, what = 'generated' } = options;
  const [x0, x1, y0, y1] = options.bounds ?? squareBounds(reference ?? points);
  const frame = new Frame(size, size, [x0, x1], [y0, y1]);
  const radius = size / 256;
  if (reference) frame.points(reference, radius, REAL);
  const outside = frame.points(points, radius, colorOf(what));
  const legend = [...(reference ? [['real', REAL] as const] : []), [what, colorOf(what)] as const];
  frame.finish(legend, outsideText(outside, points.length / 2));
  return frame.canvas.toImage();
}

/** Samples of the line as a histogram of unit area, with the true density as a line. */
export function histogramImage(samples: Float32Array, options: HistogramOptions = {}): Image {
  const { size = 512, density, reference = samples, bins = 60, what = 'generated' } = options;
  const [low, high] = options.bounds ?? widened(quantileRange(reference, 0, 1), 0.15);
  const heights = binHeights(samples, low, high, bins);
  const curve = density ? Array.from({ length: 401 }, (_, i) => density(low + ((high - low) * i) / 400)) : [];
  const top = 1.08 * Math.max(1e-9, ...heights, ...curve.filter(y => Number.isFinite(y)));
  const frame = new Frame(size, Math.round(size * 0.625), [low, high], [0, top]);
  frame.bars(heights, colorOf(what));
  frame.curve(curve, what === 'real' ? INK : REAL);
  const legend = [
    [what, colorOf(what)] as const,
    ...(density ? [['density', what === 'real' ? INK : REAL] as const] : []),
  ];
  const outside = samples.reduce((n, x) => n + (x >= low && x < high ? 0 : 1), 0);
  frame.finish(legend, outsideText(outside, samples.length));
  return frame.canvas.toImage();
}

type Interval = readonly [low: number, high: number];

function binHeights(samples: Float32Array, low: number, high: number, bins: number): number[] {
  const counts = new Array<number>(bins).fill(0);
  const scale = bins / (high - low);
  for (const x of samples) {
    const bin = Math.floor((x - low) * scale);
    if (bin >= 0 && bin < bins) counts[bin]++;
  }
  return counts.map(count => (count * scale) / samples.length);
}

/** From the 0.5 % to the 99.5 % quantile of every `stride`-th value: a few outliers do not shrink the rest. */
function quantileRange(values: Float32Array, offset: number, stride: number): Interval {
  const own = values.filter((v, i) => i % stride === offset && Number.isFinite(v)).sort();
  if (own.length === 0) return [-1, 1];
  const at = (q: number) => own[Math.round(q * (own.length - 1))];
  return [at(0.005), at(0.995)];
}

function widened([low, high]: Interval, margin: number): Interval {
  const extra = high > low ? (high - low) * margin : 1;
  return [low - extra, high + extra];
}

function squareBounds(points: Float32Array): [number, number, number, number] {
  const ranges = [0, 1].map(i => widened(quantileRange(points, i, 2), 0.12));
  const half = Math.max(...ranges.map(([low, high]) => (high - low) / 2));
  const [x, y] = ranges.map(([low, high]) => (low + high) / 2);
  return [x - half, x + half, y - half, y + half];
}

/** Steps of 1, 2 or 5 times a power of ten, about `count` of them. */
export function ticks(low: number, high: number, count: number): number[] {
  const raw = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * ([1, 2, 5].find(m => m * power >= raw) ?? 10);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) =>
    Number(((first + i) * step).toPrecision(12)),
  );
}

/** The axes of a plot and what is drawn between them. */
class Frame {
  readonly canvas: Canvas;
  private readonly x: Interval;
  private readonly y: Interval;
  private readonly text: number;
  private readonly left: number;
  private readonly right: number;
  private readonly top: number;
  private readonly bottom: number;

  constructor(width: number, height: number, x: Interval, y: Interval) {
    if (!(x[1] > x[0] && y[1] > y[0]))
      throw new UserError(`plot: expected low < high, got [${x}] and [${y}]`);
    this.canvas = new Canvas(width, height, PAPER);
    this.x = x;
    this.y = y;
    this.text = Math.max(7, Math.round(width / 52));
    const labels = ticks(...y, 6).map(v => textWidth(label(v), this.text));
    this.left = Math.round(Math.max(...labels, this.text) + 1.6 * this.text);
    this.right = width - Math.round(1.2 * this.text);
    this.top = Math.round(2.6 * this.text);
    this.bottom = height - Math.round(2.6 * this.text);
    this.grid();
  }

  /** Draws points; returns how many lie outside the frame. */
  points(points: Float32Array, radius: number, color: Color): number {
    const alpha = Math.min(0.7, Math.max(0.12, 300 / Math.sqrt(points.length * 50)));
    let outside = 0;
    for (let i = 0; i + 1 < points.length; i += 2) {
      const [x, y] = [this.across(points[i]), this.down(points[i + 1])];
      const inside = x >= this.left && x <= this.right && y >= this.top && y <= this.bottom;
      if (inside) this.canvas.disc(x, y, radius, color, alpha);
      else outside++;
    }
    return outside;
  }

  bars(heights: readonly number[], color: Color): void {
    const width = (this.right - this.left) / heights.length;
    for (const [i, height] of heights.entries()) {
      const x = this.left + i * width;
      this.canvas.rectangle(x, this.down(height), x + width, this.bottom, color, 0.55);
    }
  }

  curve(values: readonly number[], color: Color): void {
    const at = (i: number) => this.left + ((this.right - this.left) * i) / (values.length - 1);
    const y = values.map(v => Math.max(this.top, this.down(Number.isFinite(v) ? v : this.y[1])));
    for (let i = 1; i < values.length; i++) {
      this.canvas.line(at(i - 1), y[i - 1], at(i), y[i], this.text / 5, color);
    }
  }

  /** Frame, numbers, legend and a note, over what was drawn. */
  finish(legend: readonly (readonly [name: string, color: Color])[], note: string): void {
    const { left, right, top, bottom, text, canvas } = this;
    const edges = [left, top, right, top, right, bottom, left, bottom, left, top];
    for (let i = 0; i < 8; i += 2) canvas.line(edges[i], edges[i + 1], edges[i + 2], edges[i + 3], 1, FRAME);
    for (const v of ticks(...this.x, 7))
      canvas.text(label(v), this.across(v), bottom + 1.8 * text, text, INK, 'center');
    for (const v of ticks(...this.y, 6)) {
      canvas.text(label(v), left - 0.7 * text, this.down(v) + text / 2, text, INK, 'right');
    }
    let at = left + text / 2;
    for (const [name, color] of legend) {
      canvas.disc(at, top - 1.2 * text, text / 2.4, color);
      canvas.text(name, at + text, top - 0.8 * text, text, INK, 'left');
      at += 2.8 * text + textWidth(name, text);
    }
    canvas.text(note, right, top - 0.8 * text, text, INK, 'right');
  }

  private grid(): void {
    this.canvas.rectangle(this.left, this.top, this.right, this.bottom, [252, 252, 253]);
    for (const v of ticks(...this.x, 7)) {
      this.canvas.line(this.across(v), this.top, this.across(v), this.bottom, 1, GRID);
    }
    for (const v of ticks(...this.y, 6)) {
      this.canvas.line(this.left, this.down(v), this.right, this.down(v), 1, GRID);
    }
  }

  private across(x: number): number {
    return this.left + ((x - this.x[0]) / (this.x[1] - this.x[0])) * (this.right - this.left);
  }

  private down(y: number): number {
    return this.bottom - ((y - this.y[0]) / (this.y[1] - this.y[0])) * (this.bottom - this.top);
  }
}

function label(value: number): string {
  const text = String(value);
  return text.length <= 6 ? text : value.toPrecision(3).replace(/\.?0+(e|$)/, '$1');
}
