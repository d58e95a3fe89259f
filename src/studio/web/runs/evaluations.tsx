import type { ReadonlySignal } from '@preact/signals';
import { useComputed } from '@preact/signals';
import { bestLine } from '../../../train/best.ts';
import type { MetricLine } from '../../../train/metric-line.ts';
import { spreadText, verdictOf } from '../../../train/verdict.ts';
import type { RunDetail } from '../../protocol.ts';
import { Chart, type ChartData } from '../shell/chart.tsx';
import { linesOf, newestLines } from './evaluated.ts';
import { titleOf } from './rows.ts';
import { count } from './words.ts';

interface EvaluationsProps {
  readonly run: RunDetail;
  readonly lines: ReadonlySignal<readonly MetricLine[]>;
}

/** How good the generator is: each figure with its error beside what real data score, and over the steps where there are several. */
export function Evaluations({ run, lines }: EvaluationsProps) {
  const all = lines.value;
  if (all.length === 0) return <NoEvaluations id={run.id} />;
  const newest = newestLines(all);
  const charted = newest.filter(({ metric }) => linesOf(all, metric).length > 1).map(({ metric }) => metric);
  return (
    <section class="stack" aria-label="Evaluations">
      <h2>Evaluations</h2>
      <div class="panel stack">
        <Best run={run} lines={all} />
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
        <section class="scroll" tabIndex={0} aria-label="Table of figures">
          <table class="metrics">
            <thead>
              <tr>
                {['Figure', 'step', 'value', 'real data', 'better', 'that is'].map(head => (
                  <th scope="col" key={head}>
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {newest.map(line => (
                <FigureRow key={line.metric} line={line} />
              ))}
            </tbody>
          </table>
        </section>
        <p class="small muted">
          Value ± standard error; real data against other real data: mean ± standard deviation. Figures of
          different names do not compare.
        </p>
      </div>
      <div class="charts">
        {charted.map(metric => (
          <FigureChart key={metric} metric={metric} lines={lines} />
        ))}
      </div>
    </section>
  );
}

function NoEvaluations({ id }: { readonly id: string }) {
  return (
    <section class="stack" aria-label="Evaluations">
      <h2>Evaluations</h2>
      <p class="muted">
        None yet. <code>npx saddle evaluate {id}</code> measures how good the generator is; a run with the
        setting <code>evaluateEvery</code> measures itself.
      </p>
    </section>
  );
}

function Best({ run, lines }: { readonly run: RunDetail; readonly lines: readonly MetricLine[] }) {
  const { bestBy } = run.config;
  const best = bestBy === 'none' ? undefined : bestLine(lines, bestBy, run.checkpoints);
  if (!best) return null;
  return (
    <p>
      Best checkpoint: <b>step {count(best.step)}</b>, {titleOf(best.metric)}{' '}
      {spreadText(best.detail.value, best.detail.error)}. <code>--step best</code> takes it.
    </p>
  );
}

function FigureRow({ line }: { readonly line: MetricLine }) {
  const { metric, step, detail } = line;
  const { value, error, floor, better, of } = detail;
  return (
    <tr>
      <th scope="row">{titleOf(metric)}</th>
      <td>{count(step)}</td>
      <td>{of === undefined ? spreadText(value, error) : `${spreadText(value, error)} of ${of}`}</td>
      <td>{spreadText(floor.mean, floor.deviation)}</td>
      <td>{better === 'less' ? '↓ less' : '↑ more'}</td>
      <td>{verdictOf(detail)}</td>
    </tr>
  );
}

interface FigureChartProps {
  readonly metric: string;
  readonly lines: ReadonlySignal<readonly MetricLine[]>;
}

/** A figure over steps with its standard error as a band. */
function FigureChart({ metric, lines }: FigureChartProps) {
  const data = useComputed<ChartData>(() => {
    const own = linesOf(lines.value, metric);
    const at = (sign: number) => own.map(({ detail: { value, error } }) => value + sign * error);
    return [own.map(({ step }) => step), at(0), at(1), at(-1)];
  });
  const { floor } = linesOf(lines.value, metric).at(-1)!.detail;
  return (
    <div class="panel">
      <Chart
        title={titleOf(metric)}
        series={[{ label: 'G', color: 'fake' }]}
        bands={['fake']}
        data={data}
        marks={[{ y: floor.mean, label: 'real data' }]}
        height={160}
      />
    </div>
  );
}
