import { useMemo } from 'preact/hooks';
import type { Slice, SliceKind } from '../engine/slice/slice.ts';
import { Segmented } from '../shell/controls.tsx';
import type { Dot, Line } from '../surface/lines.ts';
import { meshOfGrid, type Spot } from '../surface/mesh.ts';
import { Surface } from '../surface/surface.tsx';
import { kept } from './slice-values.ts';
import type { Lab } from './store.ts';

const kinds = [
  { value: 'random', label: 'random directions' },
  { value: 'path', label: 'the way of this run' },
] as const satisfies readonly { value: SliceKind; label: string }[];

const NAMES = ['G', 'D', 'V'] as const;

export interface SliceProps {
  readonly lab: Lab;
  readonly ask: (kind: SliceKind) => void;
}

/** The value around the weights of a run as a surface. */
export function Slices({ lab, ask }: SliceProps) {
  const { slice } = lab.client.signals;
  const kind = lab.view.layers.value.slice ?? 'random';
  const now = slice.value;
  return (
    <>
      <p class="small muted">
        All weights of D move along one direction and all weights of G along another; the height is V on one
        fixed batch. Training looks for a place that is a top along D and a bottom along G. Random directions
        are as long as the weights, unit by unit (Li et al. 2018).
      </p>
      <Segmented label="Directions" value={kind} options={kinds} onChange={ask} />
      {now ? <Shown slice={now} asked={kind} /> : <p class="loading">Computing V at 441 places…</p>}
    </>
  );
}

function Shown({ slice, asked }: { readonly slice: Slice; readonly asked: SliceKind }) {
  const { reach, level, critic } = slice;
  const frame: Spot = [-reach, reach];
  const mesh = useMemo(() => meshOfGrid(kept(slice.values, level), { x: frame, y: frame, level }), [slice]);
  const path = spotsOf(slice.path);
  const lines: Line[] = [{ points: path, kind: 'accent' }];
  const dots: Dot[] = [{ at: [0, 0], kind: 'accent', size: 6 }];
  const text = `V around the weights at step ${slice.step}, ${words(slice)}`;
  return (
    <>
      <Surface mesh={mesh} level={level} names={NAMES} lines={lines} dots={dots} label={text} />
      <p class="small muted" data-slice-step={slice.step}>
        Step {slice.step}.{' '}
        {critic ? 'V is −L_D, coloured from where the run is.' : 'The bold line is V = −log 4.'} The line is
        the run's own way
        {slice.kind === 'random' ? ', seen from these two directions: most of it lies across them' : ''}.
        {asked === 'path' && slice.kind === 'random' && ' This run has no way yet: train it first.'}
      </p>
    </>
  );
}

const spotsOf = (values: Float32Array): Spot[] =>
  Array.from({ length: values.length / 2 }, (_, i) => [values[2 * i], values[2 * i + 1]]);

function words({ values, path }: Slice): string {
  const middle = values[(values.length - 1) / 2];
  return `where V is ${middle.toFixed(3)}; from ${Math.min(...values).toFixed(2)} to ${Math.max(...values).toFixed(2)} around; ${path.length / 2} moments of the run on it.`;
}
