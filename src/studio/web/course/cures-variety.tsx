import { useState } from 'preact/hooks';
import { normal, optimalDiscriminator, smoothedDiscriminator } from '../../../theory/index.ts';
import { Slider } from '../shell/controls.tsx';
import type { Lesson } from './step.ts';
import { Exercise } from './widgets/exercise.tsx';
import { Figure, Keys, Readings } from './widgets/figures.tsx';
import { format } from './widgets/format.ts';
import { tex } from './widgets/formula.tsx';
import { Gallery } from './widgets/gallery.tsx';
import { Curve, Plot } from './widgets/plot.tsx';

const DISTANCE = 4;

function Blur() {
  const [sigma, setSigma] = useState(0.5);
  const [alpha, setAlpha] = useState(1);
  const [p, q] = [0, DISTANCE].map(mean => normal(mean, Math.hypot(0.4, sigma)));
  const best = optimalDiscriminator(p, q);
  const told = smoothedDiscriminator(p, q, { alpha });
  const slope = (told(DISTANCE + 0.01) - told(DISTANCE - 0.01)) / 0.02;
  return (
    <>
      <p>
        Two ways to keep {tex`\judge{D}`} from being too sure: blur what it sees, or blur what it is told.
        Noise of deviation {tex`\sigma`} widens both laws until they overlap; a label of {tex`\alpha`} instead
        of 1 for real samples makes {tex`\alpha`} the most that it says.
      </p>
      <Figure
        controls={
          <>
            <Slider
              label="deviation σ of the noise"
              min={0}
              max={4}
              step={0.1}
              value={sigma}
              onInput={setSigma}
            />
            <Slider
              label="label α of real samples"
              min={0.6}
              max={1}
              step={0.01}
              value={alpha}
              onInput={setAlpha}
            />
            <Readings
              rows={[
                { key: 'slope', name: 'slope of D at the samples', value: format(slope, 5), kind: 'optimum' },
                { key: 'most', name: 'D at the data', value: format(told(0), 4), kind: 'real' },
              ]}
            />
          </>
        }
        caption="More noise, and D has a slope where the samples are. A smaller α only lowers the top of D: by itself it does not bring the slope back."
      >
        <Keys
          of={[
            ['real', 'data, with noise'],
            ['fake', 'samples, with noise'],
            ['optimum', 'the best D for the label α'],
            ['quiet', 'for the label 1'],
          ]}
        />
        <Plot x={[-6, 10]} y={[0, 1.05]} label="Blurred laws and the best discriminator" xLabel="x">
          <Curve f={p.density} kind="real" fill={0} />
          <Curve f={q.density} kind="fake" fill={0} />
          <Curve f={best} kind="quiet" dashed />
          <Curve f={told} kind="optimum" />
        </Plot>
      </Figure>
      <Exercise
        id="smoothed"
        answer={smoothedDiscriminator(normal(0, 1), normal(0, 1), { alpha: 0.9 })(0)}
        tolerance={0.002}
        hint="D* = αp/(p + q) with p = q."
        why={tex`0.9 \cdot \tfrac12 = 0.45`}
      >
        Labels are smoothed with {tex`\alpha = 0.9`}, and {tex`\fake{G}`} is perfect. What does the best{' '}
        {tex`\judge{D}`} say?
      </Exercise>
    </>
  );
}

function Packs() {
  const [pack, setPack] = useState(2);
  const [kept, setKept] = useState(4);
  const share = kept / 8;
  return (
    <>
      <p>
        Eight groups, and a {tex`\fake{G}`} that makes only some of them, each sample a good one. Looked at
        one by one, each of its samples could be real. But among several real samples there is soon one of a
        group that {tex`\fake{G}`} never makes:
      </p>
      <Figure
        controls={
          <>
            <Slider
              label="samples that D judges together"
              min={1}
              max={8}
              step={1}
              value={pack}
              onInput={setPack}
            />
            <Slider
              label="groups that G makes, of 8"
              min={1}
              max={8}
              step={1}
              value={kept}
              onInput={setKept}
            />
            <Readings
              rows={[
                {
                  key: 'tell',
                  name: 'real packs that G could not make',
                  value: `${format(100 * (1 - share ** pack), 1)} %`,
                  kind: 'accent',
                },
              ]}
            />
          </>
        }
      >
        <Plot
          x={[1, 8]}
          y={[0, 1.05]}
          label="Share of real packs that the generator could not make"
          xLabel="samples in a pack"
          yLabel="share"
        >
          <Curve
            f={Array.from({ length: 8 }, (_, i) => [i + 1, 1 - share ** (i + 1)] as const)}
            kind="accent"
            fill={0}
          />
        </Plot>
      </Figure>
      <Exercise
        id="packs"
        answer={0.5 ** 4}
        tolerance={0.001}
        hint="Each of the four must come from the half that G makes."
        why={tex`(\tfrac12)^4 = 0.0625`}
      >
        {tex`\fake{G}`} makes half of the groups, all equally likely. What share of real packs of 4 could it
        have made?
      </Exercise>
    </>
  );
}

function Noise() {
  return (
    <>
      <p>
        The same with networks that train. None of these changes the solution by much, and all of them keep{' '}
        {tex`\judge{D}`} busy where it would be done.
      </p>
      <Gallery
        label="Noise and labels"
        names={['instanceNoise', 'labelSmoothing', 'noisyLabels', 'realWeight']}
      />
    </>
  );
}

function Variety() {
  return (
    <>
      <p>
        These cures show {tex`\judge{D}`} several samples at once, or change what {tex`\fake{G}`} is paid for:
      </p>
      <Gallery
        label="Variety"
        names={['pac', 'discrimination', 'stddev', 'unroll', 'featureMatching', 'topK', 'virtual']}
      />
    </>
  );
}

export const lesson: Lesson = {
  slug: 'cures-variety',
  title: 'Cures: noise, labels and variety',
  steps: [
    { title: 'Blur what D sees, or what it is told', View: Blur },
    { title: 'Noise and labels, trained', View: Noise },
    { title: 'Judge several samples at once', View: Packs },
    { title: 'Variety, trained', View: Variety },
  ],
};
