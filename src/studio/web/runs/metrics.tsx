import type { ReadonlySignal } from '@preact/signals';
import { useComputed } from '@preact/signals';
import type { Measured } from '../../../train/calibration.ts';
import { Chart, type ChartData, digits } from '../shell/chart.tsx';
import { namesOf, TOTAL, titleOf } from './rows.ts';
import { count } from './words.ts';

/** Whether more is better; else less is. */
const MORE: readonly string[] = ['modesFound', 'highQuality'];

/** How near the samples are to the law of the data, each measure beside what a perfect generator would score. */
export function Metrics({ measured }: { readonly measured: ReadonlySignal<readonly Measured[]> }) {
  const rows = measured.value;
  const last = rows.at(-1);
  if (!last) return null;
  const names = namesOf([last.values]);
  return (
    <section class="stack" aria-label="Metrics">
      <h2>Metrics</h2>
      <div class="panel stack">
        <div class="scroll">
          <table class="metrics">
            <thead>
              <tr>
                <th scope="col">{`${count(last.samples)} samples`}</th>
                <th scope="col">{`step ${count(last.step)}`}</th>
                <th scope="col">best</th>
                <th scope="col">perfect G</th>
              </tr>
            </thead>
            <tbody>
              {names.map(name => (
                <tr key={name}>
                  <th scope="row">{titleOf(name)}</th>
                  <td>{score(last.values[name])}</td>
                  <td>{score(best(rows, name))}</td>
                  <td>{score(last.perfect[name])}</td>
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
  const values = rows.flatMap(row => row.values[name] ?? []);
  return MORE.includes(name) ? Math.max(...values) : Math.min(...values);
}

interface MetricChartProps {
  readonly name: string;
  readonly measured: ReadonlySignal<readonly Measured[]>;
  readonly last: Measured;
}

function MetricChart({ name, measured, last }: MetricChartProps) {
  const data = useComputed<ChartData>(() => [
    measured.value.map(row => row.step),
    measured.value.map(row => row.values[name] ?? null),
  ]);
  const modes = name === 'modesFound' ? last.values[TOTAL] : undefined;
  return (
    <div class="panel">
      <Chart
        title={modes === undefined ? titleOf(name) : `${titleOf(name)}, of ${modes}`}
        series={[{ label: 'G', color: 'fake' }]}
        data={data}
        marks={[{ y: last.perfect[name], label: 'perfect G' }]}
        range={modes === undefined ? undefined : [0, modes * 1.08]}
        height={160}
      />
    </div>
  );
}
