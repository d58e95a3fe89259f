import { type Summary, summarize } from '../util/statistics.ts';
import type { SeedResult } from './folder.ts';

/** A measure that a benchmark reports. */
export interface Measure {
  /** In the values of a seed. */
  readonly key: string;
  readonly title: string;
  readonly digits: number;
  /** What values are multiplied by to be shown; default 1. */
  readonly scale?: number;
  /** Which end is the bad one. */
  readonly worst: 'min' | 'max';
  /** Ends of its axis in the figure, as shown; default from 0 to what there is. */
  readonly domain?: readonly [low: number, high: number];
  /** What a perfect sampler reaches, as shown: marked in the figure. */
  readonly perfect?: number;
  /** What a run that diverged counts as; left out: it does not count. */
  readonly diverged?: number;
}

/** A row of somebody else's table. */
export interface PublishedRow {
  readonly method: string;
  readonly source: string;
  /** Mean and, where it is given, standard error of each measure, as shown. */
  readonly values: Readonly<Record<string, readonly [mean: number, standardError?: number]>>;
}

/** What a table is made of. */
export interface TableSpec {
  readonly measures: readonly Measure[];
  readonly published: readonly PublishedRow[];
}

export interface TableRow {
  readonly label: string;
  readonly results: readonly SeedResult[];
}

/** A measure over the seeds that are done, scaled as shown; undefined where there is none. */
export function measureSummary(row: TableRow, { key, scale = 1, diverged }: Measure): Summary | undefined {
  const values = row.results.flatMap(({ values, failed }) => {
    if (values) return [scale * values[key]];
    return failed === undefined || diverged === undefined ? [] : [scale * diverged];
  });
  return values.length === 0 ? undefined : summarize(values);
}

/** Seconds of training of the seeds that have values. */
export function timeSummary({ results }: TableRow): Summary | undefined {
  const seconds = results.filter(({ values }) => values).map(result => result.seconds);
  return seconds.length === 0 ? undefined : summarize(seconds);
}

const minus = (text: string) => text.replace('-', '−');
const fixed = (value: number, digits: number) => {
  if (Number.isFinite(value)) return minus(value.toFixed(digits));
  return value === Number.POSITIVE_INFINITY ? '∞' : '–';
};

/** Mean ± standard error. */
export function meanText(mean: number, error: number | undefined, digits: number): string {
  return error === undefined || !Number.isFinite(error)
    ? fixed(mean, digits)
    : `${fixed(mean, digits)} ± ${fixed(error, digits)}`;
}

/** Titles and cells: our rows first, published ones below. */
export function tableCells(spec: TableSpec, rows: readonly TableRow[]): string[][] {
  const titles = spec.measures.flatMap(({ title, worst }) => [title, worst === 'min' ? 'least' : 'most']);
  return [
    ['configuration', 'seeds', ...titles, 's a run'],
    ...rows.map(row => ourCells(spec, row)),
    ...spec.published.map(row => publishedCells(spec, row)),
  ];
}

function ourCells({ measures }: TableSpec, row: TableRow): string[] {
  const done = row.results.filter(({ values, failed }) => values || failed !== undefined).length;
  const diverged = row.results.filter(({ failed }) => failed !== undefined).length;
  const time = timeSummary(row);
  return [
    row.label,
    diverged === 0 ? String(done) : `${done} (${diverged} diverged)`,
    ...measures.flatMap(measure => {
      const summary = measureSummary(row, measure);
      if (!summary) return ['–', '–'];
      const { mean, standardError, [measure.worst]: worst } = summary;
      return [meanText(mean, standardError, measure.digits), fixed(worst, measure.digits)];
    }),
    time ? fixed(time.mean, time.mean < 10 ? 1 : 0) : '–',
  ];
}

function publishedCells({ measures }: TableSpec, { method, source, values }: PublishedRow): string[] {
  const cells = measures.flatMap(({ key }) => {
    const [mean, error] = values[key] ?? [];
    const text = mean === undefined ? '–' : minus(String(mean));
    return [error === undefined ? text : `${text} ± ${error}`, ''];
  });
  return [`${method}, ${source}`, '', ...cells, ''];
}

/** As Markdown. */
export function markdownTable([head, ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

/** Every seed as a line of CSV, for other programs: RFC 4180. */
export function csvTable({ measures }: TableSpec, rows: readonly TableRow[]): string {
  const quote = (cell: unknown) => {
    const text = cell === undefined ? '' : String(cell);
    return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const head = ['configuration', 'seed', ...measures.map(({ key }) => key), 'steps', 'seconds', 'failed'];
  const lines = rows.flatMap(({ label, results }) =>
    results
      .filter(({ values, failed }) => values || failed !== undefined)
      .map(({ seed, values, step, seconds, failed }) => [
        label,
        seed,
        ...measures.map(({ key }) => values?.[key]),
        step,
        seconds,
        failed?.message,
      ]),
  );
  return `${[head, ...lines].map(cells => cells.map(quote).join(',')).join('\n')}\n`;
}
