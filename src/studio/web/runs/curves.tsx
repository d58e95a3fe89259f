import type { ReadonlySignal } from '@preact/signals';
import { useComputed } from '@preact/signals';
import type { StatsRow } from '../../../run/store.ts';
import { Chart, type ChartData, type ChartSeries } from '../shell/chart.tsx';
import type { ColorName } from '../shell/theme.ts';
import { columnsOf, type Group, groupsOf, LABELS, namesOf } from './rows.ts';

const COLORS: Readonly<Record<string, ColorName>> = {
  lossD: 'real',
  lossG: 'fake',
  scoreReal: 'real',
  scoreFake: 'fake',
  gradientG: 'fake',
};

interface CurvesProps {
  readonly rows: ReadonlySignal<readonly StatsRow[]>;
  /** Whether D's scores are no probabilities. */
  readonly critic: boolean;
}

/** Every value of a log over its steps. */
export function Curves({ rows, critic }: CurvesProps) {
  const groups = useComputed(() => JSON.stringify(groupsOf(namesOf(rows.value), critic)));
  const all = JSON.parse(groups.value) as Group[]; // compared as text: a new row makes no new charts
  if (all.length === 0) return <p class="muted">The curves begin with the first row of the log.</p>;
  return (
    <div class="charts">
      {all.map(group => (
        <GroupChart key={group.names.join()} group={group} rows={rows} />
      ))}
    </div>
  );
}

interface GroupProps {
  readonly group: Group;
  readonly rows: ReadonlySignal<readonly StatsRow[]>;
}

function GroupChart({ group, rows }: GroupProps) {
  const { title, names, mark } = group;
  const data = useComputed(() => columnsOf(rows.value, names) as ChartData);
  const series: ChartSeries[] = names.map((name, i) => ({
    label: LABELS[name] ?? name,
    color: COLORS[name] ?? 'accent',
    ...(i > 0 && { dash: [6, 3] as const }),
  }));
  return (
    <div class="panel">
      <Chart title={title} series={series} data={data} marks={mark && [mark]} height={180} />
    </div>
  );
}
