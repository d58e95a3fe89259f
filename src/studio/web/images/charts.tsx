import { computed } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { objective } from '../../../gan/objectives/index.ts';
import { rowsOf } from '../lab/curve-rows.ts';
import { HALF, LOG4, LOSSES, SCORES, VALUE } from '../lab/numbers.tsx';
import { Chart } from '../shell/chart.tsx';
import type { Images } from './store.ts';

/** The losses and what D says, over the steps. */
export function Charts({ images }: { readonly images: Images }) {
  const data = useMemo(() => {
    const { curves } = images.client.signals;
    const rows = (...names: readonly string[]) => computed(() => rowsOf(curves.value, names));
    return {
      losses: rows('lossD', 'lossG'),
      scores: rows('scoreReal', 'scoreFake'),
      value: rows('value'),
    };
  }, [images]);
  const critic = objective(images.config.value.objective).critic === true;
  return (
    <div class="charts">
      <Chart title="Losses" series={LOSSES} data={data.losses} />
      <Chart
        title={critic ? 'Critic' : 'What D says, on average'}
        series={SCORES}
        data={data.scores}
        range={critic ? undefined : [0, 1]}
        marks={critic ? undefined : [HALF]}
      />
      <Chart
        title={critic ? 'V(D, G) = −L_D' : 'V(D, G): −log 4 where G is perfect'}
        series={VALUE}
        data={data.value}
        marks={critic ? undefined : [LOG4]}
      />
    </div>
  );
}
