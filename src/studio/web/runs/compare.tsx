import { useComputed, useSignal } from '@preact/signals';
import type { StatsRow } from '../../../run/store.ts';
import type { RunDetail } from '../../protocol.ts';
import { Chart, type ChartData, type ChartSeries } from '../shell/chart.tsx';
import { Select, Toggle } from '../shell/controls.tsx';
import { ErrorBox } from '../shell/error-box.tsx';
import type { ColorName } from '../shell/theme.ts';
import { atCommonStep } from './common-step.ts';
import { CommonValues } from './common-values.tsx';
import { ComparedEvaluations } from './compared-evaluations.tsx';
import { Configs } from './configs.tsx';
import { evaluationRows, newestLines } from './evaluated.ts';
import { type Followed, useSeveral } from './follow.ts';
import { namesOf, overlaid, titleOf, valuesOf } from './rows.ts';
import { groupsOfSeeds, type SeedGroup, spread } from './seeds.ts';
import { Status } from './status.tsx';
import { runHref } from './words.ts';

const COLORS: readonly ColorName[] = ['real', 'fake', 'optimum', 'good', 'bad', 'accent', 'muted'];
const DASHES: readonly (readonly [number, number])[] = [
  [8, 4],
  [2, 3],
];
const FIRST = ['value', 'lossD', 'lossG', 'scoreFake'];

/** Some runs laid over each other, seeds of one experiment together, and how their configs differ. */
export function Compare({ ids }: { readonly ids: readonly string[] }) {
  const all = useSeveral(ids);
  const together = useSignal(true);
  const runs = all.flatMap(({ run }) => (run.value ? [run.value] : []));
  const seen = all.filter(({ run }) => run.value);
  const groups = groupsOfSeeds(runs);
  const several = groups.length < runs.length;
  const shown = several && together.value ? groups : runs.map((run, i) => ({ label: run.id, members: [i] }));
  return (
    <div class="stack runs">
      <nav class="small" aria-label="Back">
        <a href="#/runs">All runs</a>
      </nav>
      <h1>{ids.length} runs compared</h1>
      {all.map(({ fault }, i) =>
        fault.value ? <ErrorBox key={ids[i]} title={ids[i]} message={fault.value} kind="warn" /> : null,
      )}
      <Compared runs={runs} />
      {several && (
        <Toggle
          label="Seeds of one experiment together"
          hint="mean ± standard deviation"
          checked={together.value}
          onChange={checked => {
            together.value = checked;
          }}
        />
      )}
      <Overlay key={JSON.stringify([seen.length, shown])} groups={shown} all={seen} />
      <ComparedEvaluations groups={shown} all={seen.map(({ evaluated }) => evaluated.value)} />
      {runs.length > 0 && (
        <section class="panel stack" aria-label="Config">
          <h2>What differs</h2>
          <Configs key={runs.length} names={runs.map(run => run.id)} configs={runs.map(run => run.config)} />
        </section>
      )}
    </div>
  );
}

function Compared({ runs }: { readonly runs: readonly RunDetail[] }) {
  return (
    <ul class="compared">
      {runs.map(run => (
        <li key={run.id} class="row">
          <a href={runHref(run.id)}>{run.id}</a>
          <Status run={run} />
        </li>
      ))}
    </ul>
  );
}

interface OverlayProps {
  readonly groups: readonly SeedGroup[];
  readonly all: readonly Followed[];
}

function Overlay({ groups, all }: OverlayProps) {
  const chosen = useSignal('');
  const logs = useComputed(() => all.map(wholeLog));
  const names = useComputed(() => [...new Set(logs.value.flatMap(({ names }) => names))]);
  const name = useComputed(() => {
    const here = names.value;
    return here.includes(chosen.value) ? chosen.value : (FIRST.find(n => here.includes(n)) ?? here[0] ?? '');
  });
  const data = useComputed(() => {
    const columns = overlaid(
      logs.value.map(({ rows }) => rows),
      name.value,
    );
    return spread(columns, groups) as ChartData;
  });
  const common = useComputed(() => {
    const { step } = atCommonStep(
      logs.value.map(({ rows }) => rows),
      name.value,
    );
    return step === undefined ? undefined : { step };
  });
  const figures = useComputed(
    () => all.find(({ measured }) => measured.value.length > 0)?.measured.value.at(-1)?.figures,
  );
  const floor = figures.value?.[name.value]?.floor.mean ?? floorOf(all, name.value);
  const series = groups.map(({ label }, i) => seriesOf(label, i));
  const bands = series.flatMap(({ color }, i) => (groups[i].members.length > 1 ? [color] : []));
  if (names.value.length === 0) return <p class="muted">There is nothing in the logs yet.</p>;
  return (
    <>
      <section class="panel stack" aria-label="Curves">
        <div class="narrow">
          <Select
            label="Value"
            value={name.value}
            options={names.value.map(value => ({ value, label: titleOf(value) }))}
            onChange={value => {
              chosen.value = value;
            }}
          />
        </div>
        <Chart
          title={titleOf(name.value)}
          series={series}
          bands={bands}
          data={data}
          at={common}
          height={320}
          marks={
            floor === undefined
              ? undefined
              : [{ y: floor, label: figures.value?.[name.value] ? 'perfect G' : 'real data' }]
          }
        />
      </section>
      <section class="panel stack" aria-label="Values at a common step">
        <h2>Values at a common step</h2>
        <CommonValues
          groups={groups}
          names={names.value}
          ids={all.map(({ run }) => run.value?.id ?? '')}
          logs={logs.value.map(({ rows }) => rows)}
        />
      </section>
    </>
  );
}

/** What real data score, in the evaluations of the runs. */
const floorOf = (all: readonly Followed[], metric: string) =>
  all.flatMap(({ evaluated }) => evaluated.value).find(line => line.metric === metric)?.detail.floor.mean;

/** The log of a run, its metrics and its evaluations as further rows. */
function wholeLog(followed: Followed): { names: readonly string[]; rows: readonly StatsRow[] } {
  const { rows, measured, evaluated } = followed;
  const metrics = measured.value.map(({ step, figures }) => ({ step, ...valuesOf(figures) }));
  const evaluations = newestLines(evaluated.value).map(({ metric }) => metric);
  return {
    names: [...namesOf(rows.value), ...namesOf(metrics), ...evaluations],
    rows: [...rows.value, ...metrics, ...evaluationRows(evaluated.value)],
  };
}

function seriesOf(label: string, i: number): ChartSeries {
  const dash = i < COLORS.length ? undefined : DASHES[Math.floor(i / COLORS.length - 1) % DASHES.length];
  return { label, color: COLORS[i % COLORS.length], dash };
}
