import { computed, type ReadonlySignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { GRADIENT } from '../engine/curves.ts';
import { Chart, type ChartData, type ChartSeries } from '../shell/chart.tsx';
import { rowsOf } from './curve-rows.ts';
import type { Lab } from './store.ts';

interface GradientsProps {
  readonly lab: Lab;
  /** Which of two runs that are compared; default the only one. */
  readonly run?: string;
  readonly at?: ReadonlySignal<{ readonly step: number } | undefined>;
}

/** ‖∂L/∂θ‖ of each layer of both players, measured once a second: where it vanishes, nothing is learned. */
export function Gradients({ lab, run = '', at }: GradientsProps) {
  const { curves } = lab.client.signals;
  const known = useMemo(() => {
    return computed(() =>
      Object.keys(curves.value)
        .filter(name => name.startsWith(GRADIENT))
        .join('|'),
    );
  }, [lab]);
  const names = known.value.split('|');
  return (
    <>
      {PLAYERS.map(({ player, loss }) => {
        const own = names.filter(name => name.startsWith(GRADIENT + player));
        const title = `${run && `${run}: `}Gradient of ${loss} by layer, length`;
        return own.length > 0 && <Layers key={player} title={title} names={own} lab={lab} at={at} />;
      })}
    </>
  );
}

const PLAYERS = [
  { player: 'discriminator', loss: 'L_D' },
  { player: 'generator', loss: 'L_G' },
] as const;

interface LayersProps extends Omit<GradientsProps, 'run'> {
  readonly title: string;
  readonly names: readonly string[];
}

function Layers({ title, names, lab, at }: LayersProps) {
  const key = names.join('|');
  const data = useMemo(() => {
    return computed<ChartData>(() => {
      const [step, ...rows] = rowsOf(lab.client.signals.curves.value, names);
      return [step, ...rows.map(row => Array.from(row, v => v || null))]; // 0 has no logarithm
    });
  }, [lab, key]);
  return <Chart at={at} title={title} series={names.map(seriesOf)} data={data} log />;
}

/** First layers first; the last one begins again with the first colour, in dashes. */
const COLORS = ['accent', 'fake', 'optimum', 'real', 'good', 'bad'] as const;

function seriesOf(name: string, i: number): ChartSeries {
  const again = Math.floor(i / COLORS.length);
  return {
    label: name.split('/').slice(2).join('/'),
    color: COLORS[i % COLORS.length],
    bridge: true,
    ...(again > 0 && { dash: [6 / again, 3] as const }),
  };
}
