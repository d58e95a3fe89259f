import type { MetricLine } from '../../../train/metric-line.ts';
import { spreadText } from '../../../train/verdict.ts';
import { isSameData, newestLines } from './evaluated.ts';
import { GroupTable } from './group-table.tsx';
import { titleOf } from './rows.ts';
import { type SeedGroup, summary } from './seeds.ts';
import { count } from './words.ts';

interface ComparedEvaluationsProps {
  readonly groups: readonly SeedGroup[];
  /** Of each run. */
  readonly all: readonly (readonly MetricLine[])[];
}

/** The newest figures of runs side by side beside those of real data; of seeds the mean and its standard error. */
export function ComparedEvaluations({ groups, all }: ComparedEvaluationsProps) {
  const newest = all.map(newestLines);
  const metrics = [...new Set(newest.flatMap(lines => lines.map(({ metric }) => metric)))];
  if (metrics.length === 0) return null;
  return (
    <section class="panel stack" aria-label="Evaluations">
      <h2>Evaluations</h2>
      {isSameData(all) ? (
        <Figures groups={groups} newest={newest} metrics={metrics} />
      ) : (
        <p class="muted">These runs learned different data, so their figures do not compare.</p>
      )}
    </section>
  );
}

interface FiguresProps {
  readonly groups: readonly SeedGroup[];
  readonly newest: readonly (readonly MetricLine[])[];
  readonly metrics: readonly string[];
}

function Figures({ groups, newest, metrics }: FiguresProps) {
  const seeds = groups.some(({ members }) => members.length > 1);
  return (
    <>
      <GroupTable label="Table of evaluations" heads={['Figure', 'real data']} groups={groups}>
        {metrics.map(metric => (
          <Row key={metric} metric={metric} groups={groups} newest={newest} />
        ))}
      </GroupTable>
      <p class="small muted">
        The newest evaluation of each run: value ± its standard error
        {seeds && ', of several seeds the mean of their values ± its standard error over seeds'}.
      </p>
    </>
  );
}

interface RowProps {
  readonly metric: string;
  readonly groups: readonly SeedGroup[];
  readonly newest: readonly (readonly MetricLine[])[];
}

function Row({ metric, groups, newest }: RowProps) {
  const found = newest.map(lines => lines.find(line => line.metric === metric));
  const { floor, better } = found.find(line => line)!.detail;
  return (
    <tr>
      <th scope="row">
        {titleOf(metric)} <span title={`${better} is better`}>{better === 'less' ? '↓' : '↑'}</span>
      </th>
      <td>{spreadText(floor.mean, floor.deviation)}</td>
      {groups.map(({ label, members }) => (
        <Cell key={label} lines={members.flatMap(i => found[i] ?? [])} runs={members.length} />
      ))}
    </tr>
  );
}

function Cell({ lines, runs }: { readonly lines: readonly MetricLine[]; readonly runs: number }) {
  const of = summary(lines.map(({ detail }) => detail.value));
  if (!of) return <td>–</td>;
  const steps = [...new Set(lines.map(({ step }) => step))].sort((a, b) => a - b);
  const few = lines.length < runs ? `, ${lines.length} of ${runs} runs` : '';
  return (
    <td>
      {spreadText(of.mean, of.n === 1 ? lines[0].detail.error : of.error)}
      <span class="muted small"> {`step ${steps.map(count).join(', ')}${few}`}</span>
    </td>
  );
}
