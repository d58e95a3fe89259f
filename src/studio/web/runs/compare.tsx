import { useComputed, useSignal } from '@preact/signals';
import { Chart, type ChartData, type ChartSeries } from '../shell/chart.tsx';
import { Select } from '../shell/controls.tsx';
import { ErrorBox } from '../shell/error-box.tsx';
import type { ColorName } from '../shell/theme.ts';
import { Configs } from './configs.tsx';
import { type Followed, useSeveral } from './follow.ts';
import { namesOf, overlaid, titleOf } from './rows.ts';
import { Status } from './status.tsx';
import { runHref } from './words.ts';

const COLORS: readonly ColorName[] = ['real', 'fake', 'optimum', 'good', 'bad', 'accent', 'muted'];
const DASHES: readonly (readonly [number, number])[] = [
  [8, 4],
  [2, 3],
];
const FIRST = ['value', 'lossD', 'lossG', 'scoreFake'];

/** Some runs laid over each other, and how their configs differ. */
export function Compare({ ids }: { readonly ids: readonly string[] }) {
  const all = useSeveral(ids);
  const there = all.flatMap(({ run }) => (run.value ? [run.value] : []));
  return (
    <div class="stack runs">
      <nav class="small" aria-label="Back">
        <a href="#/runs">All runs</a>
      </nav>
      <h1>{ids.length} runs compared</h1>
      {all.map(({ fault }, i) =>
        fault.value ? <ErrorBox key={ids[i]} title={ids[i]} message={fault.value} kind="warn" /> : null,
      )}
      <ul class="compared">
        {there.map(run => (
          <li key={run.id} class="row">
            <a href={runHref(run.id)}>{run.id}</a>
            <Status run={run} />
          </li>
        ))}
      </ul>
      <Overlay key={ids.join('/')} ids={ids} all={all} />
      {there.length === ids.length && (
        <section class="panel stack" aria-label="Config">
          <h2>What differs</h2>
          <Configs names={ids} configs={there.map(run => run.config)} />
        </section>
      )}
    </div>
  );
}

interface OverlayProps {
  readonly ids: readonly string[];
  readonly all: readonly Followed[];
}

function Overlay({ ids, all }: OverlayProps) {
  const chosen = useSignal('');
  const names = useComputed(() => [...new Set(all.flatMap(({ rows }) => namesOf(rows.value)))]);
  const name = useComputed(() => {
    const here = names.value;
    return here.includes(chosen.value) ? chosen.value : (FIRST.find(n => here.includes(n)) ?? here[0] ?? '');
  });
  const data = useComputed(
    () =>
      overlaid(
        all.map(({ rows }) => rows.value),
        name.value,
      ) as ChartData,
  );
  const series: ChartSeries[] = ids.map((label, i) => ({
    label,
    color: COLORS[i % COLORS.length],
    dash: i < COLORS.length ? undefined : DASHES[Math.floor(i / COLORS.length - 1) % DASHES.length],
  }));
  if (names.value.length === 0) return <p class="muted">There is nothing in the logs yet.</p>;
  return (
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
      <Chart title={titleOf(name.value)} series={series} data={data} height={320} />
    </section>
  );
}
