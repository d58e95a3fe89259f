import type { Scene } from '../../engine/messages.ts';
import { Curve, Dots, Plot } from './plot.tsx';
import { histogram } from './samples.ts';

/** What a picture of samples needs of a scene. */
export type Ground = Pick<Scene, 'grid' | 'reals'>;

/** Real and generated samples: points in the plane, histograms on the line. */
export function Scatter({ ground, samples }: { ground: Ground; samples: Float32Array | undefined }) {
  const { x, y } = ground.grid.bounds;
  if (y) {
    return (
      <Plot x={x} y={y} label="Real and generated samples" square maxWidth={400}>
        <Dots points={pairs(ground.reals)} kind="real" size={2.5} />
        {samples && <Dots points={pairs(samples)} kind="fake" size={2.5} />}
      </Plot>
    );
  }
  const [real, fake] = [ground.reals, samples ?? []].map(values => histogram([...values], x[0], x[1], 40));
  const top = 1.1 * Math.max(...real.map(([, h]) => h));
  return (
    <Plot x={x} y={[0, top]} label="Histograms of real and generated samples" height={180}>
      <Curve f={real} kind="real" fill={0} />
      <Curve f={fake.map(([a, h]) => [a, Math.min(h, 1.05 * top)] as const)} kind="fake" fill={0} />
    </Plot>
  );
}

/** [n, 2] as pairs. */
function pairs(values: Float32Array): [number, number][] {
  return Array.from({ length: values.length / 2 }, (_, i) => [values[2 * i], values[2 * i + 1]]);
}
