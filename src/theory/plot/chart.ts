import { tickStep, ticks } from 'd3-array';
import { contours } from 'd3-contour';

export type Interval = readonly [low: number, high: number];
export type Pair = readonly [x: number, y: number];

/** Okabe-Ito colours, told apart by most colour-blind readers. */
export const COLOURS = {
  data: '#0072b2',
  generator: '#d55e00',
  discriminator: '#007a5a',
  integrand: '#8e44ad',
  muted: '#6b7280',
  ink: '#1f2937',
} as const;

interface Named {
  /** Legend entry; marks without one stay out of the legend. */
  label?: string;
  colour: string;
}

/** What a panel can show; coordinates are in data units. */
export type Mark =
  | (Named & { kind: 'line'; points: readonly Pair[]; dash?: string; width?: number })
  | (Named & { kind: 'area'; points: readonly Pair[]; opacity?: number })
  | (Named & { kind: 'bars'; bars: readonly { x: Interval; y: number }[]; opacity?: number })
  | (Named & { kind: 'dots'; points: readonly Pair[]; radius?: number; opacity?: number })
  | (Named & { kind: 'rule'; x?: number; y?: number; dash?: string })
  | (Named & { kind: 'arrow'; from: Pair; to: Pair })
  | (Named & { kind: 'contour'; field: Field; levels: readonly number[]; fill?: boolean; opacity?: number })
  | { kind: 'text'; at: Pair; text: string; colour: string; anchor?: 'start' | 'middle' | 'end' };

/** Values on a regular grid of cell centres, row by row from the low y. */
export interface Field {
  columns: number;
  rows: number;
  values: number[];
}

/** One plot of a figure. */
export interface Panel {
  title: string;
  x: Interval;
  y: Interval;
  xLabel?: string;
  yLabel?: string;
  /** Height of the plotting area in pixels. Default 180. */
  height?: number;
  /** Width of the plotting area in pixels; default all there is. */
  width?: number;
  /** Positions and names of x ticks, for outcomes instead of numbers. */
  xTicks?: readonly { at: number; text: string }[];
  marks: readonly Mark[];
}

/** Panels from top to bottom, or in rows where a list stands for one row. */
export interface Figure {
  /** Read out by screen readers. */
  title: string;
  panels: readonly (Panel | readonly Panel[])[];
  /** Pixels. Default 720. */
  width?: number;
  /** Beginning of the ids in the document, which must differ between figures of one page. Default `clip`. */
  id?: string;
}

const MARGIN = { left: 62, right: 18, bottom: 42 };
const FONT = 'font-family="DejaVu Sans, Verdana, Helvetica, Arial, sans-serif"';

export function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, c => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]!);
}

const round = (v: number) => Math.round(v * 100) / 100;

/** Width of a text in pixels, roughly: enough to place legend entries. */
const textWidth = (text: string, size: number) => [...text].length * size * 0.62;

/** Tick labels with the fewest digits that tell them apart. */
function tickText(value: number, step: number): string {
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  if (digits > 4 || Math.abs(value) >= 1e5) return value.toExponential(1);
  const text = Math.abs(value) < step / 1e6 ? '0' : value.toFixed(digits);
  return text.replace('-', '−');
}

/** Draws a figure as an SVG document on a white ground. */
export function renderSvg(figure: Figure): string {
  const { width = 720, id = 'clip' } = figure;
  const parts: string[] = [];
  let top = 10;
  let clip = 0;
  for (const entry of figure.panels) {
    const row = 'marks' in entry ? [entry] : entry;
    const share = width / row.length;
    const legends = row.map(panel => legendRows(panel, share - 30));
    const lines = Math.max(...legends.map(l => l.length)); // panels of a row stay level
    const drawn = row.map((panel, i) =>
      drawPanel(panel, legends[i], lines, i * share, top, share, `${id}${clip++}`),
    );
    parts.push(...drawn.map(d => d.svg));
    top += Math.max(...drawn.map(d => d.height));
  }
  const height = Math.ceil(top + 4);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" ${FONT}>`,
    `<title>${escapeXml(figure.title)}</title>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...parts,
    '</svg>\n',
  ].join('\n');
}

interface Frame {
  panel: Panel;
  left: number;
  top: number;
  width: number;
  height: number;
  px(x: number): number;
  py(y: number): number;
}

function drawPanel(
  panel: Panel,
  rows: Entry[][],
  lines: number,
  left: number,
  top: number,
  available: number,
  id: string,
) {
  const headroom = 38 + lines * 19;
  const frame = makeFrame(
    panel,
    left + MARGIN.left,
    top + headroom,
    panel.width ?? available - MARGIN.left - MARGIN.right,
  );
  const clip = `<clipPath id="${id}"><rect x="${frame.left}" y="${frame.top}" width="${frame.width}" height="${frame.height}"/></clipPath>`;
  const svg = [
    clip,
    `<text x="${left + 14}" y="${top + 16}" font-size="14" font-weight="600" fill="${COLOURS.ink}">${escapeXml(panel.title)}</text>`,
    ...rows.flatMap((row, i) => drawLegend(row, left + 14, top + 36 + 19 * i)),
    axes(frame),
    `<g clip-path="url(#${id})">`,
    ...panel.marks.map(mark => drawMark(mark, frame)),
    '</g>',
  ].join('\n');
  return { svg, height: headroom + frame.height + MARGIN.bottom + (panel.xLabel ? 16 : 0) };
}

function makeFrame(panel: Panel, left: number, top: number, width: number): Frame {
  const height = panel.height ?? 180;
  const scale = ([low, high]: Interval, v: number) => (v - low) / (high - low);
  return {
    panel,
    left,
    top,
    width,
    height,
    px: x => round(left + width * scale(panel.x, x)),
    py: y => round(top + height * (1 - Math.min(50, Math.max(-50, scale(panel.y, y))))),
  };
}

type Entry = { mark: Mark; label: string };

/** Legend entries, broken into rows that fit. */
function legendRows(panel: Panel, width: number): Entry[][] {
  const entries = panel.marks.flatMap(mark =>
    'label' in mark && mark.label ? [{ mark, label: mark.label }] : [],
  );
  const rows: Entry[][] = [];
  let used = Infinity;
  for (const entry of entries) {
    const need = textWidth(entry.label, 12) + 44;
    if (used + need > width) {
      rows.push([]);
      used = 0;
    }
    rows[rows.length - 1].push(entry);
    used += need;
  }
  return rows;
}

function drawLegend(row: readonly Entry[], left: number, y: number): string[] {
  let x = left;
  return row.map(({ mark, label }) => {
    const out =
      swatch(mark, x, y) +
      `<text x="${x + 28}" y="${y + 4}" font-size="12" fill="${COLOURS.ink}">${escapeXml(label)}</text>`;
    x = round(x + textWidth(label, 12) + 44);
    return out;
  });
}

function swatch(mark: Mark, x: number, y: number): string {
  if (mark.kind === 'area' || mark.kind === 'bars') {
    return `<rect x="${x}" y="${y - 6}" width="22" height="11" fill="${mark.colour}" fill-opacity="${mark.opacity ?? 0.35}"/>`;
  }
  if (mark.kind === 'dots') return `<circle cx="${x + 11}" cy="${y}" r="4" fill="${mark.colour}"/>`;
  const dash = 'dash' in mark && mark.dash ? ` stroke-dasharray="${mark.dash}"` : '';
  return `<line x1="${x}" y1="${y}" x2="${x + 22}" y2="${y}" stroke="${mark.colour}" stroke-width="2.5"${dash}/>`;
}

function axes(frame: Frame): string {
  const { panel, left, top, width, height, px, py } = frame;
  const bottom = top + height;
  const [xs, ys] = [
    ticks(panel.x[0], panel.x[1], Math.max(3, width / 80)),
    ticks(panel.y[0], panel.y[1], Math.max(2, height / 42)),
  ];
  const xStep = tickStep(panel.x[0], panel.x[1], Math.max(3, width / 80));
  const yStep = tickStep(panel.y[0], panel.y[1], Math.max(2, height / 42));
  const named = panel.xTicks ?? xs.map(at => ({ at, text: tickText(at, xStep) }));
  const label = (x: number, y: number, text: string, rest: string) =>
    `<text x="${round(x)}" y="${round(y)}" font-size="12" fill="#4b5563" ${rest}>${escapeXml(text)}</text>`;
  const parts = [
    ...ys.map(y => `<line x1="${left}" x2="${left + width}" y1="${py(y)}" y2="${py(y)}" stroke="#e5e7eb"/>`),
    ...ys.map(y => label(left - 8, py(y) + 4, tickText(y, yStep), 'text-anchor="end"')),
    ...named.map(
      t => `<line x1="${px(t.at)}" x2="${px(t.at)}" y1="${bottom}" y2="${bottom + 5}" stroke="#9ca3af"/>`,
    ),
    ...named.map(t => label(px(t.at), bottom + 20, t.text, 'text-anchor="middle"')),
    `<line x1="${left}" x2="${left + width}" y1="${bottom}" y2="${bottom}" stroke="#9ca3af"/>`,
  ];
  if (panel.xLabel) parts.push(label(left + width / 2, bottom + 38, panel.xLabel, 'text-anchor="middle"'));
  if (panel.yLabel) {
    const [x, y] = [left - 46, top + height / 2];
    parts.push(
      label(x, y, panel.yLabel, `text-anchor="middle" transform="rotate(-90 ${round(x)} ${round(y)})"`),
    );
  }
  return parts.join('\n');
}

const path = (points: readonly Pair[], { px, py }: Frame) =>
  points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${px(x)} ${py(y)}`).join('');

function drawMark(mark: Mark, frame: Frame): string {
  const { px, py, panel } = frame;
  switch (mark.kind) {
    case 'line': {
      const dash = mark.dash ? ` stroke-dasharray="${mark.dash}"` : '';
      return `<path d="${path(mark.points, frame)}" fill="none" stroke="${mark.colour}" stroke-width="${mark.width ?? 2}" stroke-linejoin="round"${dash}/>`;
    }
    case 'area': {
      const base = Math.min(Math.max(0, panel.y[0]), panel.y[1]);
      const [first, last] = [mark.points[0], mark.points[mark.points.length - 1]];
      const whole = [[first[0], base] as Pair, ...mark.points, [last[0], base] as Pair];
      return `<path d="${path(whole, frame)}Z" fill="${mark.colour}" fill-opacity="${mark.opacity ?? 0.35}"/>`;
    }
    case 'bars':
      return mark.bars.map(b => drawBar(b, mark.colour, mark.opacity ?? 0.35, frame)).join('');
    case 'dots':
      return mark.points
        .map(
          ([x, y]) =>
            `<circle cx="${px(x)}" cy="${py(y)}" r="${mark.radius ?? 2}" fill="${mark.colour}" fill-opacity="${mark.opacity ?? 0.6}"/>`,
        )
        .join('');
    case 'rule': {
      const [x1, x2] = mark.x === undefined ? [px(panel.x[0]), px(panel.x[1])] : [px(mark.x), px(mark.x)];
      const [y1, y2] = mark.y === undefined ? [py(panel.y[0]), py(panel.y[1])] : [py(mark.y), py(mark.y)];
      return `<line x1="${x1}" x2="${x2}" y1="${y1}" y2="${y2}" stroke="${mark.colour}" stroke-width="1.5" stroke-dasharray="${mark.dash ?? '5 4'}"/>`;
    }
    case 'arrow':
      return drawArrow(mark.from, mark.to, mark.colour, frame);
    case 'contour':
      return drawContours(mark, frame);
    case 'text':
      return `<text x="${px(mark.at[0])}" y="${py(mark.at[1])}" font-size="12" fill="${mark.colour}" text-anchor="${mark.anchor ?? 'start'}">${escapeXml(mark.text)}</text>`;
  }
}

function drawBar(
  bar: { x: Interval; y: number },
  colour: string,
  opacity: number,
  { px, py, panel }: Frame,
): string {
  const base = Math.min(Math.max(0, panel.y[0]), panel.y[1]);
  const [y1, y2] = [py(Math.max(bar.y, base)), py(Math.min(bar.y, base))];
  return `<rect x="${px(bar.x[0])}" y="${y1}" width="${round(px(bar.x[1]) - px(bar.x[0]))}" height="${round(y2 - y1)}" fill="${colour}" fill-opacity="${opacity}"/>`;
}

function drawArrow(from: Pair, to: Pair, colour: string, { px, py }: Frame): string {
  const [x1, y1, x2, y2] = [px(from[0]), py(from[1]), px(to[0]), py(to[1])];
  const angle = Math.atan2(y2 - y1, x2 - x1);
  const barb = (turn: number) =>
    `${round(x2 - 6 * Math.cos(angle + turn))} ${round(y2 - 6 * Math.sin(angle + turn))}`;
  return `<path d="M${x1} ${y1}L${x2} ${y2}M${barb(0.5)}L${x2} ${y2}L${barb(-0.5)}" fill="none" stroke="${colour}" stroke-width="1.2"/>`;
}

function drawContours(mark: Mark & { kind: 'contour' }, { px, py, panel }: Frame): string {
  const { columns, rows, values } = mark.field;
  const at = (v: Pair | number[]): string => {
    const x = panel.x[0] + (v[0] / columns) * (panel.x[1] - panel.x[0]);
    const y = panel.y[0] + (v[1] / rows) * (panel.y[1] - panel.y[0]);
    return `${px(x)} ${py(y)}`;
  };
  const shapes = contours()
    .size([columns, rows])
    .thresholds([...mark.levels])(values);
  const style = mark.fill
    ? `fill="${mark.colour}" fill-opacity="${mark.opacity ?? 0.12}" stroke="none"`
    : `fill="none" stroke="${mark.colour}" stroke-width="1.5"`;
  const outline = mark.fill ? (ring: number[][]) => `M${ring.map(at).join('L')}Z` : openPath;
  return shapes
    .map(s => s.coordinates.flatMap(polygon => polygon.map(outline)).join(''))
    .filter(d => d !== '')
    .map(d => `<path d="${d}" ${style} fill-rule="evenodd"/>`)
    .join('');

  /** The ring without its stretches along the edge of the field, which only close it. */
  function openPath(ring: number[][]): string {
    const edge = ([x, y]: number[]) => x <= 0.5 || y <= 0.5 || x >= columns - 0.5 || y >= rows - 0.5;
    return ring.map((v, i) => `${i === 0 || (edge(v) && edge(ring[i - 1])) ? 'M' : 'L'}${at(v)}`).join('');
  }
}

/** n points of a function over an interval. */
export function curve(f: (x: number) => number, [low, high]: Interval, n = 400): Pair[] {
  return Array.from({ length: n + 1 }, (_, i) => {
    const x = low + ((high - low) * i) / n;
    return [x, f(x)] as const;
  });
}

/** Values of a function of the plane on a grid of cell centres. */
export function sampleField(
  f: (x: Float64Array) => number,
  x: Interval,
  y: Interval,
  columns = 120,
  rows = 120,
): Field {
  const at = new Float64Array(2);
  const values: number[] = [];
  for (let j = 0; j < rows; j++) {
    for (let i = 0; i < columns; i++) {
      at[0] = x[0] + ((i + 0.5) * (x[1] - x[0])) / columns;
      at[1] = y[0] + ((j + 0.5) * (y[1] - y[0])) / rows;
      values.push(f(at));
    }
  }
  return { columns, rows, values };
}
