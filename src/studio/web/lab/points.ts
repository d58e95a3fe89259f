import { UserError } from '../../../util/error.ts';

/** Points of a table, and what there was to say about it. */
export interface Table {
  readonly columns: 1 | 2;
  /** Row after row. */
  readonly values: readonly number[];
  /** Lines that were left out, as they hold no numbers: a head, say. */
  readonly skipped: number;
}

/** As many fit into a setup that is fast to share and to train on. */
export const MOST_POINTS = 2000;

/**
 * Reads numbers that are apart by commas, semicolons, tabs or spaces, one or two to a line; more columns are left out.
 * @throws UserError where there are too few lines with numbers, or lines of different length
 */
export function parseTable(text: string): Table {
  const lines = text.split(/\r?\n/).filter(line => line.trim() !== '');
  const rows = lines.map(line =>
    line
      .trim()
      .split(/[,;\t ]+/)
      .map(Number),
  );
  const good = rows.filter(row => row.slice(0, 2).every(Number.isFinite));
  if (good.length < 2) {
    throw new UserError(
      `data: expected lines of one or two numbers such as '0.5, 1.2', got ${good.length} of ${lines.length} lines; check the separators`,
    );
  }
  const columns = good[0].length === 1 ? 1 : 2;
  const odd = good.findIndex(row => Math.min(2, row.length) !== columns);
  if (odd >= 0) {
    throw new UserError(
      `data: expected ${columns} numbers in every line, got ${good[odd].length} in line ${rows.indexOf(good[odd]) + 1}; complete it`,
    );
  }
  const kept = thinned(good, MOST_POINTS);
  const values = kept.flatMap(row => row.slice(0, columns)).map(rounded);
  return { columns, values, skipped: lines.length - good.length };
}

/** Evenly chosen, so that a sorted table keeps its shape. */
function thinned<T>(items: readonly T[], most: number): readonly T[] {
  if (items.length <= most) return items;
  return Array.from({ length: most }, (_, i) => items[Math.floor((i * items.length) / most)]);
}

/** Four digits: what a link can carry. */
const rounded = (value: number) => Number(value.toPrecision(4));

/** How far points blur into each other: a share of their spread that keeps neighbours apart. */
export function blurOf(values: readonly number[]): number {
  const spread = Math.max(...[0, 1].map(c => deviation(values.filter((_, i) => i % 2 === c))));
  return Number(Math.max(0.04 * spread, 1e-4).toPrecision(2));
}

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  return Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length);
}

/** The changes of a setup that make these points its data. */
export function pointChanges(columns: 1 | 2, values: readonly number[]): Record<string, string> {
  if (columns === 1) return { 'data.name': 'empirical', 'data.samples': values.join(',') };
  return { 'data.name': 'points', 'data.values': values.join(','), 'data.sigma': String(blurOf(values)) };
}
