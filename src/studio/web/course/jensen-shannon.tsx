import { useState } from 'preact/hooks';
import { discrete, gaussianKl, jsd, mutualInformation, normal } from '../../../theory/index.ts';
import { Slider } from '../shell/controls.tsx';
import type { Lesson } from './step.ts';
import { Bars } from './widgets/bars.tsx';
import { Choice, Exercise } from './widgets/exercise.tsx';
import { Box, Figure, Keys, Readings } from './widgets/figures.tsx';
import { format } from './widgets/format.ts';
import { display, tex } from './widgets/formula.tsx';
import { withEntry } from './widgets/law.ts';
import { Curve, Handle, Mark, Plot } from './widgets/plot.tsx';

const bits = { bits: true } as const;
const names = ['A', 'B', 'C'];

function Definition() {
  const [p, setP] = useState<readonly number[]>([0.6, 0.3, 0.1]);
  const [q, setQ] = useState<readonly number[]>([0.1, 0.3, 0.6]);
  const m = p.map((x, i) => (x + q[i]) / 2);
  const joint = [p.map(x => x / 2), q.map(x => x / 2)];
  return (
    <>
      <p>
        To have neither direction nor infinities, compare both laws with their average instead of with each
        other.
      </p>
      <Box title="Jensen-Shannon divergence">
        {display`\JSD(\real{p}, \fake{q}) = \tfrac12 \KL(\real{p} \Vert m) + \tfrac12 \KL(\fake{q} \Vert m), \qquad m = \frac{\real{p} + \fake{q}}{2}`}
        <p>
          It is symmetric, at least 0 and at most {tex`\log 2`} (one bit): 0 only for equal laws,{' '}
          {tex`\log 2`} exactly when they share no mass.
        </p>
      </Box>
      <Figure
        controls={
          <Readings
            rows={[
              { key: 'jsd', name: 'JSD', value: `${format(jsd(p, q))} nats`, kind: 'accent' },
              { key: 'bits', name: 'the same', value: `${format(jsd(p, q, bits))} bits` },
              {
                key: 'information',
                name: 'coin tells of x',
                value: `${format(mutualInformation(joint, bits))} bits`,
              },
            ]}
          />
        }
      >
        <h3 class="real">p</h3>
        <Bars
          law={p}
          kind="real"
          names={names}
          label="Probability under p"
          height={100}
          onChange={(i, v) => setP(withEntry(p, i, v))}
        />
        <h3 class="fake">q</h3>
        <Bars
          law={q}
          kind="fake"
          names={names}
          label="Probability under q"
          height={100}
          onChange={(i, v) => setQ(withEntry(q, i, v))}
        />
        <h3>their average m</h3>
        <Bars law={m} kind="mix" names={names} label="Probability under the average" height={100} />
      </Figure>
      <p>
        In words: toss a fair coin; for heads draw {tex`x`} from {tex`\real{p}`}, for tails from{' '}
        {tex`\fake{q}`}. How much does {tex`x`} tell about the coin? Exactly JSD, as the last line shows. To
        tell where a sample came from is the discriminator's whole task, and there is at most one bit to be
        had.
      </p>
      <Exercise
        id="no-overlap"
        answer={1}
        tolerance={0.005}
        unit="bits"
        hint="If the laws share no outcome, what does one sample tell about the coin?"
        why="One look at x and the coin is known: the whole bit."
      >
        What is the JSD of two laws without a common outcome, in bits?
      </Exercise>
    </>
  );
}

const unit = (mean: number) => ({ mean: [mean], covariance: [1] });

/** JSD of two unit normal laws at distances 0, 0.1, … 12: computed once. */
function saturation(): [number, number][] {
  return Array.from({ length: 61 }, (_, i) => [i / 5, jsd(normal(0, 1), normal(i / 5, 1))]);
}

function Saturates() {
  const [delta, setDelta] = useState(3);
  const [table] = useState(saturation);
  const [p, q] = [normal(0, 1), normal(delta, 1)];
  const value = jsd(p, q);
  const slope = (jsd(p, normal(delta + 1e-3, 1)) - jsd(p, normal(Math.max(0, delta - 1e-3), 1))) / 2e-3;
  return (
    <>
      <p>
        Being bounded has a price. Move two unit normal laws apart and watch: KL grows like a parabola, the
        distance itself like a line, JSD stops.
      </p>
      <Figure
        controls={
          <>
            <Slider label="distance" min={0} max={12} step={0.1} value={delta} onInput={setDelta} />
            <Readings
              rows={[
                { key: 'jsd', name: 'JSD', value: format(value, 5), kind: 'accent' },
                { key: 'slope', name: 'its slope', value: format(slope, 6), kind: 'accent' },
                { key: 'kl', name: 'KL', value: format(gaussianKl(unit(0), unit(delta)), 3), kind: 'quiet' },
                { key: 'w1', name: tex`W_1`, value: format(delta, 2), kind: 'mix' },
              ]}
            />
          </>
        }
        caption="W₁, the earth mover's distance, is how far the mass of one law must be carried to make the other: here the distance itself."
      >
        <Plot x={[-4, 16]} y={[0, 0.5]} label="The two laws" height={120}>
          <Curve f={p.density} kind="real" fill={0} />
          <Curve f={q.density} kind="fake" fill={0} />
        </Plot>
        <Keys
          of={[
            ['accent', 'JSD'],
            ['quiet', 'KL'],
            ['mix', 'W₁'],
          ]}
        />
        <Plot
          x={[0, 12]}
          y={[0, 2]}
          label="Jensen-Shannon, Kullback-Leibler and Wasserstein against the distance"
          xLabel="distance of the means"
          yLabel="nats, or distance"
        >
          <Curve f={d => gaussianKl(unit(0), unit(d))} kind="quiet" dashed />
          <Curve f={d => d} kind="mix" dashed />
          <Curve f={table} kind="accent" />
          <Mark y={Math.LN2} kind="quiet" text="log 2" />
          <Handle x={delta} y={value} step={0.1} label="Distance" onMove={setDelta} />
        </Plot>
      </Figure>
      <p>
        At distance 6 the laws overlap by 0.3 % and JSD is {format(jsd(normal(0, 1), normal(6, 1)), 4)}; at 12
        it is {format(jsd(normal(0, 1), normal(12, 1)), 4)}. Its slope, which is what a generator would
        follow, is practically 0: it says "wrong", and not which way to go.
      </p>
      <Choice
        id="two-points"
        options={['half of log 2', 'exactly log 2, whatever the distance is', 'it grows with the distance']}
        answer={1}
        hint="Do the two points share any mass, however close they are?"
        why={
          <>
            A point at 0 and a point at 0.3 share no mass: JSD ={' '}
            {format(jsd(discrete([1], [0]), discrete([1], [0.3])))} = log 2, and so for every other distance.
          </>
        }
      >
        All data are at one point, all generated samples at another. What is the JSD?
      </Choice>
    </>
  );
}

export const lesson: Lesson = {
  slug: 'jensen-shannon',
  title: 'Jensen-Shannon divergence, and why it saturates',
  steps: [
    { title: 'Meet in the middle', View: Definition },
    { title: 'Why it saturates', View: Saturates },
  ],
};
