import type { ReadonlySignal } from '@preact/signals';
import { useSignalEffect } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type uPlot from 'uplot';
import { withPainters } from './canvas.ts';
import { unloaded } from './error-box.tsx';
import { type ColorName, color, dark } from './theme.ts';

export interface ChartSeries {
  readonly label: string;
  readonly color: ColorName;
  /** Lengths of dash and gap, for those who do not tell the colours apart. */
  readonly dash?: readonly [number, number];
  readonly width?: number;
  /** Points instead of a line. */
  readonly points?: boolean;
  /** Joins what is on both sides of a gap. */
  readonly bridge?: boolean;
  /** Fills the area down to 0. */
  readonly fill?: boolean;
}

/** A level that means something, such as −log 4. */
export interface Mark {
  readonly y: number;
  readonly label: string;
}

/** x, then one row of numbers for each series; null is a gap. */
export type ChartData = readonly (ArrayLike<number | null> & Iterable<number | null>)[];

export interface ChartProps {
  readonly title: ComponentChildren;
  readonly series: readonly ChartSeries[];
  readonly data: ReadonlySignal<ChartData>;
  /** What x is; default 'step'. */
  readonly x?: string;
  readonly marks?: readonly Mark[];
  /** The range that y always has; default what the data need. */
  readonly range?: readonly [number, number];
  /** The range of x; default what the data need. */
  readonly xRange?: readonly [number, number];
  readonly height?: number;
  /** Equal ways up are equal factors; values are above 0. */
  readonly log?: boolean;
  /** The step that is looked at: marked, and the values of the caption are those of it. */
  readonly at?: ReadonlySignal<{ readonly step: number } | undefined>;
  /** Areas between two more rows of the data, high and low, which follow those of the series. */
  readonly bands?: readonly ColorName[];
}

type Plot = typeof uPlot;

/** Loaded with the first chart: the shell does not wait for it. */
const library = { promise: undefined as Promise<Plot> | undefined };

function loadPlot(): Promise<Plot> {
  library.promise ??= Promise.all([import('uplot'), import('uplot/dist/uPlot.min.css')]).then(
    ([module]) => module.default,
  );
  return library.promise;
}

/** Lines over steps, drawn anew when their signal changes. Legend and last values stand in the caption. */
export function Chart(props: ChartProps) {
  const { title, series, data, height = 160 } = props;
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<Drawn | undefined>(undefined);
  const [fault, setFault] = useState<string>();
  const shape = JSON.stringify([series, props.marks, props.range, props.xRange, props.x, props.bands]);
  useEffect(() => {
    let ended = false;
    let stop = () => {};
    loadPlot().then(
      Library => {
        if (!ended && place.current) stop = mount(Library, place.current, props, plot);
      },
      error => setFault(unloaded(error)),
    );
    return () => {
      ended = true;
      stop();
    };
  }, [shape, dark.value]);
  useSignalEffect(() => {
    const { value } = data; // read in any case: what is not read is not followed
    plot.current?.show(value);
  });
  useSignalEffect(() => {
    void props.at?.value;
    plot.current?.plot.redraw(false, false);
  });
  return (
    <figure class="chart" style={{ margin: 0, '--chart-height': `${height}px` }}>
      <figcaption>
        <span>{title}</span>
        <span class="keys">
          {series.map((s, i) => (
            <span class="key" key={s.label}>
              <Swatch series={s} />
              {s.label} <Last data={data} row={i + 1} at={props.at?.value?.step} />
            </span>
          ))}
        </span>
      </figcaption>
      {fault && <p class="muted">{fault}</p>}
      <div class="plot" ref={place} />
    </figure>
  );
}

function Swatch({ series }: { readonly series: ChartSeries }) {
  return (
    <svg width="16" height="8" aria-hidden="true">
      <line
        x1="0"
        x2="16"
        y1="4"
        y2="4"
        stroke={`var(--${series.color})`}
        stroke-width="2.5"
        stroke-dasharray={series.dash?.join(' ')}
      />
    </svg>
  );
}

interface LastProps {
  readonly data: ReadonlySignal<ChartData>;
  readonly row: number;
  /** Where to stop; default the end. */
  readonly at?: number;
}

function Last({ data, row, at = Infinity }: LastProps) {
  const [xs, ...rows] = data.value;
  const steps = Array.from(xs);
  const last = Array.from(rows[row - 1] ?? []).findLast(
    (value, i) => typeof value === 'number' && (steps[i] ?? 0) <= at,
  );
  return <span>{typeof last === 'number' ? digits(last) : ''}</span>;
}

/** Three digits, for the eye. */
export function digits(value: number): string {
  if (!Number.isFinite(value)) return String(value).replace('Infinity', '∞');
  const size = Math.abs(value);
  const text = size >= 1000 || (size < 0.001 && size > 0) ? value.toExponential(1) : value.toPrecision(3);
  return text.replaceAll('-', '−');
}

function mount(
  Library: Plot,
  place: HTMLDivElement,
  props: ChartProps,
  slot: { current: Drawn | undefined },
): () => void {
  const { data, height = 160 } = props;
  const made = withPainters(
    () => new Library(options(props, place.clientWidth, height), plain(data.peek()), place),
  );
  const drawn = new Drawn(made);
  slot.current = drawn;
  const observer = new ResizeObserver(() => {
    if (place.clientWidth > 0) made.setSize({ width: place.clientWidth, height });
  });
  observer.observe(place);
  const sight = new IntersectionObserver(([entry]) => drawn.see(entry.isIntersecting));
  sight.observe(place);
  return () => {
    observer.disconnect();
    sight.disconnect();
    made.destroy();
    slot.current = undefined;
  };
}

/** A chart in the page; while it is out of sight nothing of it is drawn. */
class Drawn {
  readonly plot: uPlot;
  private seen = true;
  /** What is to be drawn once it is in sight. */
  private waiting: ChartData | undefined;

  constructor(plot: uPlot) {
    this.plot = plot;
  }

  show(data: ChartData): void {
    this.waiting = data;
    if (this.seen) this.draw();
  }

  see(seen: boolean): void {
    this.seen = seen;
    if (seen) this.draw();
  }

  private draw(): void {
    if (this.waiting) this.plot.setData(plain(this.waiting));
    this.waiting = undefined;
  }
}

const plain = (data: ChartData) => data as unknown as uPlot.AlignedData;

function options(props: ChartProps, width: number, height: number): uPlot.Options {
  const { series, marks = [], range, xRange, x = 'step', bands = [], log = false } = props;
  const axis = {
    stroke: color('muted'),
    grid: { stroke: color('line'), width: 1 },
    ticks: { stroke: color('line'), width: 1, size: 4 },
    font: '12px system-ui, sans-serif',
  };
  return {
    width: Math.max(width, 50),
    height,
    legend: { show: false },
    cursor: { y: false, points: { size: 6 } },
    padding: [8, 20, 0, 0], // room for half of the last step
    scales: {
      x: { time: false, ...(xRange && { range: [...xRange] as [number, number] }) },
      y: log ? { distr: 3, range: powers } : { range: (_, low, high) => rangeOf(low, high, marks, range) },
    },
    axes: [
      { ...axis, size: 28, space: 60 },
      { ...axis, size: tickWidth, space: 28, ...(!log && { values: ticks }) },
    ],
    series: [
      { label: x },
      ...series.map(s => ({
        label: s.label,
        stroke: color(s.color),
        spanGaps: s.bridge ?? false,
        width: s.points ? 0 : (s.width ?? 1.5),
        dash: s.dash && [...s.dash],
        fill: s.fill ? faint(s.color) : undefined,
        points: { show: s.points ?? isLone, size: s.points ? 4 : 6, fill: color(s.color) },
      })),
      ...bands.flatMap(() => [EDGE, EDGE]),
    ],
    bands: bands.map((name, i) => ({
      series: [series.length + 1 + 2 * i, series.length + 2 + 2 * i],
      fill: faint(name),
    })),
    hooks: { draw: [chart => drawMarks(chart, marks), chart => drawPlace(chart, props.at?.peek()?.step)] },
  };
}

/** One value alone is no line. */
const isLone = (chart: uPlot, series: number) =>
  Array.from(chart.data[series] ?? []).filter(value => value !== null && value !== undefined).length === 1;

const tickText = new Intl.NumberFormat('en', { maximumSignificantDigits: 6 });
const ticks = (_: uPlot, values: number[]) => values.map(value => tickText.format(value).replace('-', '−'));

/** Room for the longest of the numbers beside an axis, whose digits are not quite 7 px wide. */
const tickWidth = (_: uPlot, texts: readonly string[] | null) =>
  Math.max(48, 14 + 7 * Math.max(...(texts ?? []).map(text => text?.length ?? 0)));

const EDGE: uPlot.Series = { stroke: 'transparent', points: { show: false }, spanGaps: true };

const faint = (name: ColorName) => color(name).replace('rgb(', 'rgba(').replace(')', ', 0.15)');

/** Whole powers of ten around all values. */
function powers(_: uPlot, low: number | null, high: number | null): [number, number] {
  if (!low || !high) return [0.1, 1];
  const [down, up] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  return [10 ** down, 10 ** Math.max(up, down + 1)];
}

/** Holds all values and marks with a little room; never empty. */
function rangeOf(
  low: number,
  high: number,
  marks: readonly Mark[],
  range: readonly [number, number] | undefined,
): [number, number] {
  if (range) return [range[0], range[1]];
  const ys = [low, high, ...marks.map(m => m.y)].filter(y => Number.isFinite(y));
  const [min, max] = ys.length > 0 ? [Math.min(...ys), Math.max(...ys)] : [0, 1];
  const room = (max - min || Math.abs(max) || 1) * 0.08;
  return [min - room, max + room];
}

function drawPlace(chart: uPlot, x: number | undefined): void {
  if (x === undefined) return;
  const { ctx, bbox } = chart;
  const at = Math.round(chart.valToPos(x, 'x', true));
  ctx.save();
  ctx.strokeStyle = color('accent');
  ctx.lineWidth = 2 * devicePixelRatio;
  ctx.setLineDash([]);
  ctx.beginPath();
  ctx.moveTo(at, bbox.top);
  ctx.lineTo(at, bbox.top + bbox.height);
  ctx.stroke();
  ctx.restore();
}

function drawMarks(chart: uPlot, marks: readonly Mark[]): void {
  const { ctx, bbox } = chart;
  ctx.save();
  ctx.strokeStyle = color('line-strong');
  ctx.fillStyle = color('muted');
  ctx.font = `${12 * devicePixelRatio}px system-ui, sans-serif`;
  ctx.setLineDash([4 * devicePixelRatio, 4 * devicePixelRatio]);
  ctx.textAlign = 'right';
  for (const { y, label } of marks) {
    const at = Math.round(chart.valToPos(y, 'y', true));
    ctx.beginPath();
    ctx.moveTo(bbox.left, at);
    ctx.lineTo(bbox.left + bbox.width, at);
    ctx.stroke();
    writeOver(ctx, label, bbox.left + bbox.width - 4, at - 4 * devicePixelRatio);
  }
  ctx.restore();
}

/** Text with a rim in the colour of the ground, over lines. */
function writeOver(ctx: CanvasRenderingContext2D, text: string, x: number, y: number): void {
  ctx.save();
  ctx.setLineDash([]);
  ctx.lineJoin = 'round';
  ctx.lineWidth = 4 * devicePixelRatio;
  ctx.strokeStyle = color('panel');
  ctx.strokeText(text, x, y);
  ctx.fillText(text, x, y);
  ctx.restore();
}
