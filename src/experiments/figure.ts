import { COLOURS, escapeXml } from '../theory/plot/chart.ts';
import type { Benchmark } from './benchmark.ts';
import { type Measure, measureSummary, type PublishedRow, type TableRow } from './table.ts';

const WIDTH = 1080;
const LABELS = 380; // width of the column of labels
const ROW = 24;
const HEAD = 64;
const GAP = 40;
const SCATTER = 250;
const FONT = 'font-family="DejaVu Sans, Verdana, Helvetica, Arial, sans-serif"';

export interface DrawnRow extends TableRow {
  /** Of the first seed, `[n, 2]`. */
  readonly samples?: Float32Array;
}

/** A dot with its error bar, and the single seeds behind it. */
interface Dot {
  readonly label: string;
  readonly mean: number;
  readonly error: number;
  readonly seeds: readonly number[];
  readonly ours: boolean;
}

/** An SVG figure: for each measure mean ± standard error of our rows and the published ones, then samples of our rows. */
export function benchFigure(benchmark: Benchmark, rows: readonly DrawnRow[]): string {
  const { spec, title } = benchmark;
  const height = HEAD + ROW * (rows.length + spec.published.length) + 46;
  const width = (WIDTH - LABELS) / spec.measures.length;
  const charts = spec.measures.map((measure, i) =>
    chart(measure, rows, spec.published, LABELS + i * width, width),
  );
  const scatters = scatterPanels(benchmark, rows, height);
  const total = height + scatters.height;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${total}" width="${WIDTH}" height="${total}" role="img" ${FONT}>`,
    `<title>${escapeXml(title)}</title>`,
    `<rect width="${WIDTH}" height="${total}" fill="#ffffff"/>`,
    text(14, 22, `${title}: mean ± standard error over seeds; dashed: a perfect sampler`, {
      size: 15,
      weight: 600,
    }),
    ...labels(rows, spec.published),
    ...charts,
    scatters.svg,
    '</svg>\n',
  ].join('\n');
}

/** The figure as PNG, at twice its size. */
export async function rasterize(svg: string): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp');
  return sharp(Buffer.from(svg), { density: 144 }).png().toBuffer();
}

const round = (x: number) => Math.round(x * 100) / 100;
const lineY = (i: number) => HEAD + ROW * (i + 0.5);

interface TextLook {
  readonly size?: number;
  readonly weight?: number;
  readonly colour?: string;
  readonly anchor?: 'start' | 'middle' | 'end';
}

function text(x: number, y: number, content: string, look: TextLook = {}): string {
  const { size = 12, weight = 400, colour = COLOURS.ink, anchor = 'start' } = look;
  return `<text x="${round(x)}" y="${round(y)}" font-size="${size}" font-weight="${weight}" fill="${colour}" text-anchor="${anchor}">${escapeXml(content)}</text>`;
}

/** Cut to a width, with an ellipsis. */
function cut(label: string, width: number, size = 12): string {
  const most = Math.floor(width / (size * 0.62));
  return label.length <= most ? label : `${label.slice(0, most - 1)}…`;
}

function labels(rows: readonly DrawnRow[], published: readonly PublishedRow[]): string[] {
  const names = [...rows.map(row => row.label), ...published.map(row => `${row.method}, ${row.source}`)];
  return names.map((name, i) => {
    const ours = i < rows.length;
    return text(LABELS - 12, lineY(i) + 4, cut(name, LABELS - 24, 11), {
      size: ours ? 11 : 12,
      anchor: 'end',
      colour: ours ? COLOURS.ink : COLOURS.muted,
      weight: ours ? 600 : 400,
    });
  });
}

function dots(
  measure: Measure,
  rows: readonly DrawnRow[],
  published: readonly PublishedRow[],
): (Dot | undefined)[] {
  const { key, scale = 1 } = measure;
  const ours = rows.map(row => {
    const summary = measureSummary(row, measure);
    if (!summary || !Number.isFinite(summary.mean)) return undefined;
    const seeds = row.results.flatMap(({ values }) => (values ? [scale * values[key]] : []));
    return { label: row.label, mean: summary.mean, error: summary.standardError || 0, seeds, ours: true };
  });
  const others = published.map(({ method, values }) => {
    const [mean, error = 0] = values[key] ?? [];
    return mean === undefined ? undefined : { label: method, mean, error, seeds: [], ours: false };
  });
  return [...ours, ...others];
}

/** Three to six round numbers from 0 to a maximum. */
export function roundTicks(high: number): number[] {
  const power = 10 ** Math.floor(Math.log10(high / 3));
  const step = power * ([1, 2, 2.5, 5, 10].find(factor => high / (power * factor) <= 5) ?? 10);
  return Array.from({ length: Math.floor(high / step + 1e-9) + 1 }, (_, i) =>
    Number((i * step).toPrecision(12)),
  );
}

function chart(
  measure: Measure,
  rows: readonly DrawnRow[],
  published: readonly PublishedRow[],
  left: number,
  width: number,
): string {
  const all = dots(measure, rows, published);
  const reach = all.flatMap(dot => (dot ? [dot.mean + dot.error, ...dot.seeds.filter(Number.isFinite)] : []));
  const high = measure.domain?.[1] ?? (Math.max(0, ...reach) * 1.05 || 1);
  const inner = width - GAP;
  const px = (x: number) => round(left + 4 + (inner * x) / high);
  const bottom = HEAD + ROW * all.length;
  const ticks = roundTicks(high);
  return [
    text(left + 4, HEAD - 16, measure.title, { weight: 600 }),
    ...ticks.map(t => `<line x1="${px(t)}" x2="${px(t)}" y1="${HEAD - 6}" y2="${bottom}" stroke="#e5e7eb"/>`),
    ...ticks.map(t => text(px(t), bottom + 16, String(t), { size: 11, anchor: 'middle', colour: '#4b5563' })),
    perfectLine(measure, px, bottom),
    ...all.flatMap((dot, i) => (dot ? [drawDot(dot, px, lineY(i), high)] : [])),
    rows.length > 0
      ? `<line x1="${left - 4}" x2="${left + inner + 8}" y1="${HEAD + ROW * rows.length}" y2="${HEAD + ROW * rows.length}" stroke="#9ca3af" stroke-dasharray="2 3"/>`
      : '',
  ].join('\n');
}

function perfectLine({ perfect }: Measure, px: (x: number) => number, bottom: number): string {
  if (perfect === undefined) return '';
  const x = px(perfect);
  return `<line x1="${x}" x2="${x}" y1="${HEAD - 6}" y2="${bottom}" stroke="${COLOURS.discriminator}" stroke-width="1.5" stroke-dasharray="5 4"/>`;
}

function drawDot(
  { mean, error, seeds, ours }: Dot,
  px: (x: number) => number,
  y: number,
  high: number,
): string {
  const colour = ours ? COLOURS.data : COLOURS.muted;
  const clamp = (x: number) => px(Math.max(0, Math.min(high, x)));
  return [
    ...seeds
      .filter(Number.isFinite)
      .map(x => `<circle cx="${clamp(x)}" cy="${y}" r="2.5" fill="${colour}" fill-opacity="0.25"/>`),
    `<line x1="${clamp(mean - error)}" x2="${clamp(mean + error)}" y1="${y}" y2="${y}" stroke="${colour}" stroke-width="2"/>`,
    `<circle cx="${clamp(mean)}" cy="${y}" r="4" fill="${ours ? colour : '#ffffff'}" stroke="${colour}" stroke-width="1.5"/>`,
  ].join('');
}

/** Samples of each row that has any, four side by side. */
function scatterPanels(
  { means }: Benchmark,
  rows: readonly DrawnRow[],
  top: number,
): { svg: string; height: number } {
  const drawn = rows.filter(row => row.samples);
  if (!means || drawn.length === 0) return { svg: '', height: 8 };
  const across = 4;
  const cell = WIDTH / across;
  const extent = 1.3 * Math.max(...means.map(mean => Math.max(Math.abs(mean[0]), Math.abs(mean[1]))));
  const parts = drawn.map((row, i) => {
    const [x, y] = [(i % across) * cell + 10, top + 26 + Math.floor(i / across) * (SCATTER + 34)];
    return scatter(row, means, extent, x, y, Math.min(SCATTER, cell - 20));
  });
  const caption = text(14, top + 12, 'Samples of the first seed (dots) and the true means (rings)', {
    weight: 600,
  });
  return {
    svg: [caption, ...parts].join('\n'),
    height: 36 + Math.ceil(drawn.length / across) * (SCATTER + 34),
  };
}

function scatter(
  { label, samples = new Float32Array() }: DrawnRow,
  means: readonly ArrayLike<number>[],
  extent: number,
  left: number,
  top: number,
  size: number,
): string {
  const at = (x: number, low: number, sign: number) => round(low + (size / 2) * (1 + (sign * x) / extent));
  const points: string[] = [];
  for (let i = 0; i < samples.length; i += 2) {
    const [x, y] = [samples[i], samples[i + 1]];
    if (Math.abs(x) > extent || Math.abs(y) > extent) continue;
    points.push(`<circle cx="${at(x, left, 1)}" cy="${at(y, top + 20, -1)}" r="0.9"/>`);
  }
  return [
    text(left, top + 12, cut(label, size, 11), { size: 11 }),
    `<rect x="${left}" y="${top + 20}" width="${size}" height="${size}" fill="none" stroke="#d1d5db"/>`,
    ...means.map(
      mean =>
        `<circle cx="${at(mean[0], left, 1)}" cy="${at(mean[1], top + 20, -1)}" r="5" fill="none" stroke="${COLOURS.data}" stroke-opacity="0.7"/>`,
    ),
    `<g fill="${COLOURS.generator}" fill-opacity="0.45">${points.join('')}</g>`,
  ].join('\n');
}
