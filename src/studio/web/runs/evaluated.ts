import type { StatsRow } from '../../../run/store.ts';
import type { MetricLine } from '../../../train/metric-line.ts';

/** The newest line of each protocol: of the latest step, and there the one that was added last. */
export function newestLines(lines: readonly MetricLine[]): MetricLine[] {
  const newest = new Map<string, MetricLine>();
  for (const line of lines) {
    const before = newest.get(line.metric);
    if (!before || line.step >= before.step) newest.set(line.metric, line);
  }
  return [...newest.values()];
}

/** Evaluations as rows of a log: a row for each step, a value for each protocol. */
export function evaluationRows(lines: readonly MetricLine[]): StatsRow[] {
  const rows = new Map<number, Record<string, number>>();
  for (const { step, metric, detail } of lines)
    rows.set(step, { step, ...rows.get(step), [metric]: detail.value });
  return [...rows.values()].sort((a, b) => a['step'] - b['step']);
}

/** The lines of one protocol by step, the newest of each step. */
export function linesOf(lines: readonly MetricLine[], metric: string): MetricLine[] {
  const bySteps = new Map<number, MetricLine>();
  for (const line of lines) if (line.metric === metric) bySteps.set(line.step, line);
  return [...bySteps.values()].sort((a, b) => a.step - b.step);
}

/** Whether runs learned the same data, as far as their evaluations say: else their figures do not compare. */
export function isSameData(all: readonly (readonly MetricLine[])[]): boolean {
  return new Set(all.flatMap(lines => lines.map(({ data }) => data.fingerprint))).size <= 1;
}
