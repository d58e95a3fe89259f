import { type End, unpackPoints } from '../cures/end.ts';
import type { Reading } from './figures.tsx';
import { format } from './format.ts';
import { Scatter } from './scatter.tsx';

/** Of before and after; undefined where the numbers ended. */
export type Ends = readonly (End | undefined)[];

interface EndProps {
  readonly end: End | undefined;
  /** Whether a run begins that will take its place. */
  readonly loading: boolean;
}

/** The recorded samples of a run, in the place where it will be drawn. */
export function EndPicture({ end, loading }: EndProps) {
  if (!end) return <div class="placeholder">{loading ? 'Loading…' : 'Samples appear here'}</div>;
  const { bounds, reals, samples, outside } = end;
  return (
    <div class={loading ? 'recorded-end loading-end' : 'recorded-end'}>
      <Scatter
        ground={{ grid: { bounds, cells: 0 }, reals: unpackPoints(reals, bounds) }}
        samples={unpackPoints(samples, bounds)}
      />
      {outside > 0 && <p class="small muted">{outside} % of the samples lie outside of this picture.</p>}
    </div>
  );
}

interface Known {
  readonly step: number;
  readonly dimension?: 1 | 2;
  readonly modes?: number;
  readonly distance?: number;
  readonly judged?: readonly [real: number, fake: number];
  readonly critic?: boolean;
}

/** By the dimension of the data. */
const measures = ['', ', W₁', ', sliced W₂'];

/** The numbers below a picture of a pair; scores and probabilities by their names. */
export function pairReadings(title: string, known: Known): Reading[] {
  const { step, dimension = 0, modes, distance, judged, critic } = known;
  const row = (key: string, name: string, value: string) => ({ key: `${title}-${key}`, name, value });
  const said = critic
    ? 'score of D on data and on samples'
    : 'probability of “real”, for data and for samples';
  return [
    row('step', 'step', String(step)),
    ...(modes === undefined ? [] : [row('modes', 'groups found', `${modes} of 8`)]),
    row(
      'distance',
      `distance to the data${measures[dimension]}`,
      distance === undefined ? '–' : format(distance, 3),
    ),
    row('judged', said, judged ? judged.map(value => format(value, 2)).join(' and ') : '–'),
  ];
}

export const endReadings = (end: End, title: string): Reading[] =>
  pairReadings(title, { ...end, dimension: end.bounds.y ? 2 : 1 });
