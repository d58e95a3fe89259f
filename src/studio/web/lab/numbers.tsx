import { computed } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { objective } from '../../../gan/objectives/index.ts';
import { DRAWN, EQUAL_CELLS, GRID_CELLS } from '../../../metrics/cells.ts';
import type { Figure } from '../../../metrics/metric.ts';
import { COMPARED } from '../../../train/measure.ts';
import { Term } from '../glossary/term.tsx';
import type { TermName } from '../glossary/terms.ts';
import { Chart, type ChartData, type ChartSeries, digits, type Mark } from '../shell/chart.tsx';
import { overlaid, rowsOf } from './curve-rows.ts';
import { Gradients } from './gradients.tsx';
import type { Lab } from './store.ts';

export const LOSSES: readonly ChartSeries[] = [
  { label: 'L_D', color: 'text' },
  { label: 'L_G', color: 'fake', dash: [6, 3] },
];
export const SCORES: readonly ChartSeries[] = [
  { label: 'D(x)', color: 'real' },
  { label: 'D(G(z))', color: 'fake', dash: [6, 3] },
];
export const VALUE: readonly ChartSeries[] = [{ label: 'V', color: 'text' }];
const JS: readonly ChartSeries[] = [{ label: 'JS', color: 'text' }];
const KL: readonly ChartSeries[] = [
  { label: 'KL(p‖p_g)', color: 'real' },
  { label: 'KL(p_g‖p)', color: 'fake', dash: [6, 3] },
];
const TRANSPORT: readonly ChartSeries[] = [{ label: 'distance', color: 'text' }];
const MODES: readonly ChartSeries[] = [{ label: 'found', color: 'text' }];

export const LOG4: Mark = { y: -Math.log(4), label: '−log 4' };
export const HALF: Mark = { y: 0.5, label: '½' };

/** The numbers of the run over its steps; those of a second run laid over them. */
export function Numbers({ a, b }: { readonly a: Lab; readonly b?: Lab }) {
  const labs = b ? [a, b] : [a];
  const { quality } = a.client.signals;
  const critic = labs.some(lab => objective(lab.config.value.objective).critic === true);
  const rows = useMemo(() => {
    return (...names: readonly string[]) =>
      computed<ChartData>(() =>
        overlaid(labs.map(({ client }) => rowsOf(client.signals.curves.value, names))),
      );
  }, [a, b]);
  const series = b ? bothOf : same;
  const { scene } = a.client.signals;
  const plane = scene.value?.dimension !== 1;
  const data = useMemo(
    () => ({
      losses: rows('lossD', 'lossG'),
      value: rows('value'),
      scores: rows('scoreReal', 'scoreFake'),
      js: rows('js'),
      kl: rows('kl', 'reverseKl'),
      transport: rows(plane ? 'w2' : 'w1'),
      modes: rows('modesFound'),
    }),
    [rows, plane],
  );
  const { modesFound } = quality.value;
  const at = a.client.history.signals.visit;
  return (
    <div class="charts">
      <Chart at={at} title={<Term of="loss">Losses</Term>} series={series(LOSSES)} data={data.losses} />
      <Chart
        at={at}
        title={
          critic ? <Term of="critic">Critic</Term> : <Term of="discriminator">What D says, on average</Term>
        }
        series={series(SCORES)}
        data={data.scores}
        range={critic ? undefined : [0, 1]}
        marks={critic ? undefined : [HALF]}
      />
      <Chart
        at={at}
        title={
          <>
            <Term of="value">V(D, G)</Term>
            {critic ? ' = −L_D' : ': −log 4 where G is perfect'}
          </>
        }
        series={series(VALUE)}
        data={data.value}
        marks={critic ? undefined : [LOG4]}
      />
      <Chart
        at={at}
        title={<InNats of="js">Jensen-Shannon divergence</InNats>}
        series={series(JS)}
        data={data.js}
        marks={floorMark(quality.value.js)}
      />
      <Chart
        at={at}
        title={<InNats of="kl">Kullback-Leibler divergences</InNats>}
        series={series(KL)}
        data={data.kl}
        marks={floorMark(quality.value.kl)}
      />
      <Chart
        at={at}
        title={<Term of="wasserstein">{plane ? 'Sliced W₂' : 'W₁'}</Term>}
        series={series(TRANSPORT)}
        data={data.transport}
        marks={floorMark(quality.value[plane ? 'w2' : 'w1'])}
      />
      {modesFound && (
        <Chart
          at={at}
          title={
            <>
              <Term of="mode">Modes</Term> found, of {modesFound.of}
            </>
          }
          series={series(MODES)}
          data={data.modes}
          range={[0, modesFound.of! * 1.05]}
        />
      )}
      {labs.map((lab, i) => (
        <Gradients key={i} lab={lab} run={b && 'AB'[i]} at={at} />
      ))}
      {scene.value && quality.value.js && <Method exact={scene.value.exact} plane={plane} />}
    </div>
  );
}

interface InNatsProps {
  readonly of: TermName;
  readonly children: string;
}

function InNats({ of, children }: InNatsProps) {
  return (
    <>
      <Term of={of}>{children}</Term>, <Term of="nats">nats</Term>
    </>
  );
}

const count = (n: number) => n.toLocaleString('en');

/** What of the distances is exact, and what is estimated. */
function Method({ exact, plane }: { readonly exact: boolean; readonly plane: boolean }) {
  const cells = plane ? `${GRID_CELLS} × ${GRID_CELLS}` : EQUAL_CELLS;
  return (
    <p class="muted small method">
      JS and KL: p {exact ? 'exactly' : `counted from ${count(DRAWN)} samples`}, p_g counted from{' '}
      {count(COMPARED)}, in {cells} cells{exact ? ' of equal probability' : ''}, with half a sample more in
      each cell. Cells can only lower a divergence: finer differences are not seen.{' '}
      {plane ? 'Sliced W₂: of 16 directions, from' : 'W₁: from the'}{' '}
      {exact ? `exact quantiles to ${count(COMPARED)} samples` : `${count(COMPARED)} samples of either kind`}.
      “perfect G” is what samples of the law itself score on average.
    </p>
  );
}

const same = (series: readonly ChartSeries[]) => series;

/** A solid, B dashed. */
const bothOf = (series: readonly ChartSeries[]): readonly ChartSeries[] => [
  ...series.map(s => ({ ...s, label: `A ${s.label}`, dash: undefined, bridge: true })),
  ...series.map(s => ({ ...s, label: `B ${s.label}`, dash: [6, 3] as const, bridge: true })),
];

/** What a perfect generator would score with as many samples; steady enough to draw once. */
function floorMark(figure: Figure | undefined): readonly Mark[] | undefined {
  if (!figure) return undefined;
  return [{ y: Number(figure.floor.mean.toPrecision(1)), label: 'perfect G' }];
}

/** The state of the run in one line. */
export function Summary({ lab }: { readonly lab: Lab }) {
  const { quality, metrics } = lab.client.signals;
  const { modesFound, highQuality, js, kl } = quality.value;
  const critic = objective(lab.config.value.objective).critic === true;
  const items: readonly (readonly [name: string, text: string | undefined, term?: TermName])[] = [
    ['modes found', modesFound && `${modesFound.value} of ${modesFound.of}`, 'mode'],
    ['of high quality', highQuality && `${Math.round(100 * highQuality.value)} %`],
    ['JS', js && `${digits(js.value)} nats (perfect: ${digits(js.floor.mean)})`, 'js'],
    ['KL(p‖p_g)', kl && digits(kl.value), 'kl'],
    [
      critic ? 'critic, real' : 'D(x)',
      numberText(metrics.value['scoreReal']),
      critic ? 'critic' : 'discriminator',
    ],
    [critic ? 'critic, generated' : 'D(G(z))', numberText(metrics.value['scoreFake'])],
  ];
  return (
    <dl class="summary">
      {items.map(([name, text, term]) =>
        text === undefined ? null : (
          <div key={name}>
            <dt>{term ? <Term of={term}>{name}</Term> : name}</dt>
            <dd>{text}</dd>
          </div>
        ),
      )}
    </dl>
  );
}

const numberText = (value: number | undefined) => (value === undefined ? undefined : digits(value));
