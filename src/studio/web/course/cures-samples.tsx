import { useMemo, useState } from 'preact/hooks';
import { mixture, normal, optimalLogit } from '../../../theory/index.ts';
import { Slider } from '../shell/controls.tsx';
import type { Lesson } from './step.ts';
import { Choice, Exercise } from './widgets/exercise.tsx';
import { Box, Figure, Keys, Readings } from './widgets/figures.tsx';
import { format } from './widgets/format.ts';
import { display, tex } from './widgets/formula.tsx';
import { SampleGallery } from './widgets/gallery.tsx';
import { Curve, Plot } from './widgets/plot.tsx';

const groups = [normal(-2, 0.4), normal(2, 0.4)];
const data = mixture([0.5, 0.5], groups);
const bridge = normal(0, 1);

/** Largest p/q, on a fine grid. */
function most(q: typeof data): number {
  const logit = optimalLogit(data, q);
  return Math.exp(Math.max(...Array.from({ length: 401 }, (_, i) => logit(-4 + i / 50))));
}

function Rejection() {
  const [lost, setLost] = useState(0.3);
  const q = useMemo(() => mixture([(1 - lost) / 2, (1 - lost) / 2, lost], [...groups, bridge]), [lost]);
  const m = useMemo(() => most(q), [q]);
  const keep = (x: number) => Math.exp(optimalLogit(data, q)(x)) / m;
  return (
    <>
      <p>
        Training is over; {tex`\fake{G}`} is good, but some of its samples lie between the groups, since a
        continuous map must cross the gap. {tex`\judge{D}`}, which is usually thrown away, knows which: the
        logit of the best one is {tex`s(x) = \log p(x)/q(x)`}.
      </p>
      <Box title="Rejection">
        {display`\text{keep } x \text{ with probability } \frac{p(x)}{M q(x)} = \frac{e^{s(x)}}{M}, \qquad M = \max_x \frac{p(x)}{q(x)}`}
        <p>
          What is kept has the density {tex`q(x) \cdot \frac{p(x)}{M q(x)} = \frac{p(x)}{M}`}: the shape of{' '}
          {tex`p`}. The share {tex`1/M`} is kept.
        </p>
      </Box>
      <Figure
        controls={
          <>
            <Slider
              label="share of samples between the groups"
              min={0.02}
              max={0.6}
              step={0.02}
              value={lost}
              onInput={setLost}
            />
            <Readings
              rows={[
                { key: 'm', name: tex`M`, value: format(m, 3) },
                { key: 'kept', name: 'share that is kept', value: format(1 / m, 3), kind: 'accent' },
                { key: 'middle', name: 'chance of a sample at 0', value: format(keep(0), 4), kind: 'accent' },
              ]}
            />
          </>
        }
      >
        <Keys
          of={[
            ['real', 'data p'],
            ['fake', 'generator q'],
            ['accent', 'chance to be kept'],
          ]}
        />
        <Plot x={[-4, 4]} y={[0, 1.05]} label="Data, generator and the chance to be kept" xLabel="x">
          <Curve f={data.density} kind="real" fill={0} />
          <Curve f={q.density} kind="fake" fill={0} />
          <Curve f={keep} kind="accent" />
        </Plot>
      </Figure>
      <Exercise
        id="kept"
        answer={0.8}
        tolerance={0.005}
        hint="At good places p/q = 1/0.8. That is M; the share kept is 1/M."
        why={tex`M = 1/0.8, \quad 1/M = 0.8 \text{: exactly the good samples}`}
      >
        A fifth of the samples lies where no data are; the others have the law of the data. What share does
        exact rejection keep?
      </Exercise>
    </>
  );
}

function Trained() {
  return (
    <>
      <p>
        Here a game is trained in the page once, and its samples are made twice from the same noise: as they
        come, and with a cure. {tex`\judge{D}`} is not perfect, so neither are these.
      </p>
      <SampleGallery label="Cures of samples" />
      <Choice
        id="truncation"
        options={[
          'variety for typical samples, whatever D says',
          'nothing: it is free',
          'the samples that D likes least',
        ]}
        answer={0}
        hint="Does truncation ask D?"
        why="It only narrows the noise. If the bridges between groups start from noise near 0, as on this ring, it even makes matters worse."
      >
        What does truncation trade?
      </Choice>
    </>
  );
}

export const lesson: Lesson = {
  slug: 'cures-samples',
  title: 'Cures: after training',
  steps: [
    { title: 'D sorts the samples', View: Rejection },
    { title: 'With a trained game', View: Trained },
  ],
};
