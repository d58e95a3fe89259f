import type { ReadonlySignal } from '@preact/signals';
import { useComputed } from '@preact/signals';
import { figureKinds } from '../../../metrics/index.ts';
import type { Measured } from '../../../train/measure.ts';
import { Chart, type ChartData, digits } from '../shell/chart.tsx';
import { titleOf } from './rows.ts';
import { count } from './words.ts';

/** How near the samples are to the law of the data, each measure beside what a perfect generator would score. */
export function Metrics({ measured }: { readonly measured: ReadonlySignal<readonly Measured[]> }) {
  const rows = measured.value;
  const last = rows.at(-1);
  if (!last) return null;
  const names = Object.keys(last.figures);
  const counts = [...new Set(Object.values(last.figures).map(({ samples }) => samples))];
  return (
    <section class="stack" aria-label="Metrics">
      <h2>Metrics</h2>
      <div class="panel stack">
        <div class="scroll">
          <table class="metrics">
            <thead>
              <tr>
                <th scope="col">{`${counts.map(count).join(', ')} samples`}</th>
                <th scope="col">{`step ${count(last.step)}`}</th>
                <th scope="col">best</th>
                <th scope="col">perfect G</th>
              </tr>
            </thead>
            <tbody>
              {names.map(name => (
                <tr key={name}>
                  <th scope="row">{titleOf(name)}</th>
                  <td>{score(last.figures[name].value)}</td>
                  <td>{score(best(rows, name))}</td>
                  <td title={`± ${digits(last.figures[name].floor.deviation)}`}>
                    {score(last.figures[name].floor.mean)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        <p class="small muted">
          A perfect G draws from the law of the data; its scores are those of as many real samples.
        </p>
      </div>
      <div class="charts">
        {names.map(name => (
          <MetricChart key={name} name={name} measured={measured} last={last} />
        ))}
      </div>
    </section>
  );
}

const score = (value: number) => (Number.isInteger(value) ? String(value) : digits(value));

function best(rows: readonly Measured[], name: string): number {
  const values = rows.flatMap(({ figures }) => figures[name]?.value ?? []);
  return figureKinds[name]?.better === 'more' ? Math.max(...values) : Math.min(...values);
}

interface MetricChartProps {
  readonly name: string;
  readonly measured: ReadonlySignal<readonly Measured[]>;
  readonly last: Measured;
}

function MetricChart({ name, measured, last }: MetricChartProps) {
  const data = useComputed<ChartData>(() => [
    measured.value.map(row => row.step),
    measured.value.map(({ figures }) => figures[name]?.value ?? null),
  ]);
  const { of: most, floor } = last.figures[name];
  return (
    <div class="panel">
      <Chart
        title={most === undefined ? titleOf(name) : `${titleOf(name)}, of ${most}`}
        series={[{ label: 'G', color: 'fake' }]}
        data={data}
        marks={[{ y: floor.mean, label: 'perfect G' }]}
        range={most === undefined ? undefined : [0, most * 1.08]}
        height={160}
      />
    </div>
  );
}
