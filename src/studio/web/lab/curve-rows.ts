import type { CurveData } from '../engine/curves.ts';
import type { ChartData } from '../shell/chart.tsx';

/** Some curves as a chart takes them; where none of them has a value there is no entry. */
export function rowsOf(curves: CurveData, names: readonly string[]): ChartData {
  const { step, ...rest } = curves;
  const found = names.map(name => rest[name] ?? new Float64Array(step.length).fill(Number.NaN));
  const kept = [...step.keys()].filter(i => found.some(row => !Number.isNaN(row[i])));
  const pick = (row: Float64Array) => kept.map(i => (Number.isNaN(row[i]) ? null : row[i]));
  return [kept.map(i => step[i]), ...found.map(pick)];
}

/** The curves of several runs over all of their steps, those of the first run first; null where a run has no entry. */
export function overlaid(runs: readonly ChartData[]): ChartData {
  if (runs.length === 1) return runs[0];
  const steps = [...new Set(runs.flatMap(([x]) => [...x] as number[]))].sort((a, b) => a - b);
  const spread = ([x, ...rows]: ChartData) => {
    const places = new Map(Array.from(x, (step, i) => [step, i]));
    return rows.map(row => steps.map(step => row[places.get(step) ?? -1] ?? null));
  };
  return [steps, ...runs.flatMap(spread)];
}
