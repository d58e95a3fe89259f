import { FREE } from '../../../train/experiment.ts';
import type { RunDetail } from '../../protocol.ts';
import { sideBySide } from './diff.ts';
import type { Columns } from './rows.ts';

/** Runs that differ in nothing but the seed; some are alone. */
export interface SeedGroup {
  readonly label: string;
  /** Their places in the list of runs. */
  readonly members: readonly number[];
}

type Compared = Pick<RunDetail, 'id' | 'experiment' | 'config'>;

/** The runs by experiment, in the order in which they come, each with what tells it from the others. */
export function groupsOfSeeds(runs: readonly Compared[]): SeedGroup[] {
  const members = new Map<string, number[]>();
  for (const [i, { experiment }] of runs.entries())
    members.set(experiment, [...(members.get(experiment) ?? []), i]);
  const groups = [...members.values()];
  const names = namesOf(groups.map(([first]) => runs[first]));
  return groups.map((all, i) => ({
    label: all.length === 1 ? runs[all[0]].id : [names[i], `${all.length} seeds`].filter(Boolean).join(', '),
    members: all,
  }));
}

/** Most values in the name of a group. */
const MOST = 3;

function namesOf(firsts: readonly Compared[]): string[] {
  const lines = sideBySide(firsts.map(run => run.config)).filter(
    ({ path, differs }) => differs && !FREE.includes(path),
  );
  return firsts.map((_, i) =>
    lines
      .slice(0, MOST)
      .map(({ path, values }) => `${path} ${values[i] ?? '–'}`)
      .join(', '),
  );
}

export interface Summary {
  readonly n: number;
  readonly mean: number;
  /** Sample standard deviation; 0 for one value. */
  readonly deviation: number;
  /** Standard error of the mean. */
  readonly error: number;
}

/** Undefined without values. */
export function summary(values: readonly number[]): Summary | undefined {
  const n = values.length;
  if (n === 0) return undefined;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = n > 1 ? Math.sqrt(squares / (n - 1)) : 0;
  return { n, mean, deviation, error: deviation / Math.sqrt(n) };
}

/**
 * Steps, the mean of each group, and for each group of several runs the mean plus and minus the standard deviation: of
 * the runs that have a value there, and only as far as the shortest of them goes.
 * @param columns steps, then the value of each run
 */
export function spread([steps, ...runs]: Columns, groups: readonly SeedGroup[]): Columns {
  const stats = groups.map(({ members }) => {
    const end = Math.min(...members.map(i => lastRow(runs[i])).filter(row => row >= 0));
    return steps.map((_, row) => (row > end ? undefined : summary(members.flatMap(i => runs[i][row] ?? []))));
  });
  const means = stats.map(column => column.map(s => s?.mean ?? undefined));
  const limits = stats.flatMap((column, i) =>
    groups[i].members.length === 1
      ? []
      : [1, -1].map(sign => column.map(s => (s ? s.mean + sign * s.deviation : undefined))),
  );
  return [steps, ...means, ...limits] as Columns; // undefined is no gap
}

/** Where the last row of a run is; −1 where it has none. */
const lastRow = (column: readonly unknown[]) => column.findLastIndex(value => value !== undefined);
