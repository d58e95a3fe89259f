import type { CurveData } from '../../engine/curves.ts';

/** Curves as a table: the step, then a column for each quantity; empty where there is no value. */
export function curvesCsv({ step, ...rows }: CurveData): string {
  const names = Object.keys(rows);
  const lines = Array.from(step, (at, i) => [at, ...names.map(name => cell(rows[name][i]))]);
  return csv([['step', ...names], ...lines]);
}

/** Samples [n, d] as a table. */
export function samplesCsv(samples: Float32Array, d: 1 | 2): string {
  const rows = Array.from({ length: samples.length / d }, (_, i) => [...samples.slice(i * d, (i + 1) * d)]);
  return csv([d === 1 ? ['x'] : ['x', 'y'], ...rows]);
}

const cell = (value: number) => (Number.isNaN(value) ? '' : value);

const csv = (rows: readonly (readonly (string | number)[])[]) =>
  rows.map(row => `${row.join(',')}\n`).join('');
