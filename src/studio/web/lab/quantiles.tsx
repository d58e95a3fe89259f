import { computed } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { Chart, type ChartSeries } from '../shell/chart.tsx';
import type { Lab } from './store.ts';

const SERIES: readonly ChartSeries[] = [
  { label: 'true', color: 'real' },
  { label: 'learned', color: 'fake', dash: [6, 3] },
];

const POINTS = 99;
const NONE = new Float32Array();

/** The quantile function that G has learned, beside the true one: inverse transform sampling. */
export function Quantiles({ lab }: { readonly lab: Lab }) {
  const data = useMemo(() => {
    return computed(() => {
      const { scene, picture } = lab.client.signals;
      const exact = scene.value?.quantiles;
      const n = exact?.length ?? POINTS;
      const u = Float64Array.from({ length: n }, (_, i) => (i + 1) / (n + 1));
      const real = exact ? Float64Array.from(exact) : quantiles(scene.value?.reals ?? NONE, u);
      return [u, real, quantiles(picture.value?.samples ?? NONE, u)];
    });
  }, [lab]);
  return (
    <Chart
      title="Quantile function: how u becomes x"
      x="u"
      series={SERIES}
      data={data}
      xRange={[0, 1]}
      height={200}
    />
  );
}

/** Quantiles of a sample, [n] for n probabilities. */
function quantiles(samples: Float32Array, u: Float64Array): Float64Array {
  const sorted = samples.slice().sort();
  return u.map(p =>
    sorted.length > 0 ? sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))] : NaN,
  );
}
