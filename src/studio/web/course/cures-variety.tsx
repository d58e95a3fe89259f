import { useState } from 'preact/hooks';
import { normal, optimalDiscriminator, smoothedDiscriminator } from '../../../theory/index.ts';
import { Slider } from '../shell/controls.tsx';
import type { Lesson } from './step.ts';
import { AllCures } from './widgets/all-cures.tsx';
import { Exercise } from './widgets/exercise.tsx';
import { Figure, Keys, Readings } from './widgets/figures.tsx';
import { Forgotten } from './widgets/forgotten.tsx';
import { format } from './widgets/format.ts';
import { tex } from './widgets/formula.tsx';
import { Curve, Plot } from './widgets/plot.tsx';
import { type Chapter, Story } from './widgets/story.tsx';

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
        Looked at one by one, each sample of {tex`\fake{G}`} could be real, so {tex`\judge{D}`} has nothing to
        object to. Among several real samples there is soon one of a group that {tex`\fake{G}`} never makes.
        Here is how often:
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

function Seen() {
  return (
    <>
      <p>
        Real data come in eight groups. This {tex`\fake{G}`} makes perfect samples of four of them and none of
        the others, so none looks fake by itself. Show {tex`\judge{D}`} real samples, one at a time, then four
        at once: how often can it know that they are not {tex`\fake{G}`}’s?
      </p>
      <Forgotten />
    </>
  );
}

const VARIETY: readonly Chapter[] = [
  {
    year: 2016,
    cure: 'featureMatching',
    answer: 'Feature matching: G should not please D but match the mean of D’s features over the data.',
    question: 'A mean says little about variety. Can D itself see how alike the samples are?',
  },
  {
    year: 2016,
    cure: 'discrimination',
    answer: 'Minibatch discrimination tells D, for each sample, how close the others of its minibatch are.',
    question:
      'It costs much and has many numbers to learn. Or should G look ahead, so that it does not run where D will follow?',
  },
  {
    year: 2016,
    cure: 'unroll',
    answer: 'Unrolling: G goes down the loss that it will have after some more steps of D.',
    question: 'Each step then costs several. Is there something simpler for D to see?',
  },
  {
    year: 2017,
    cure: 'stddev',
    answer: 'Minibatch deviation gives D one number: how much the features of a group of samples differ.',
    question: 'One number is soon matched. What if D judged several samples as a whole?',
  },
  {
    year: 2017,
    cure: 'pac',
    answer: 'Packing: D gets packs of samples, all real or all generated, and judges the pack.',
    question:
      'D sees variety now. But G still learns from its worst samples, which are pulled between the groups.',
  },
  {
    year: 2020,
    cure: 'topK',
    answer: 'Top-k: G learns only from the samples that D likes best.',
    question: 'All of these ask for variety. There is another way to be too sure of one sample.',
  },
];

function Tried() {
  return (
    <>
      <p>
        What people showed to {tex`\judge{D}`}, or asked of {tex`\fake{G}`}, so that a forgotten group costs:
      </p>
      <Story chapters={VARIETY} />
    </>
  );
}

const NOISE: readonly Chapter[] = [
  {
    year: 2016,
    cure: 'labelSmoothing',
    answer: 'Label smoothing tells D that a real sample is real with probability 0.9 only.',
    question:
      'It lowers the top of D and brings back no slope. What if labels were sometimes wrong on both sides?',
  },
  {
    year: 2016,
    cure: 'noisyLabels',
    answer:
      'Noisy labels: now and then a real and a generated sample change their labels, so D is sure of neither.',
    question: 'The laws are still apart. Can they be made to overlap?',
  },
  {
    year: 2016,
    cure: 'instanceNoise',
    answer:
      'Instance noise blurs what D sees, data and samples alike, until both overlap; the noise then fades.',
    question: 'How fast it should fade has to be tried. Penalties on the slope do the same without blur.',
  },
];

function Sure() {
  return (
    <>
      <Blur />
      <Story chapters={NOISE} />
    </>
  );
}

function Remains() {
  return (
    <p>
      More variety is asked for, and paid for: larger packs are harder to judge, unrolling multiplies the cost
      of a step, noise blurs what is learned. None of these says how the players should step towards each
      other, which is the next page.
    </p>
  );
}

const All = () => (
  <AllCures
    groups={[
      {
        title: 'Variety',
        names: ['pac', 'discrimination', 'stddev', 'unroll', 'featureMatching', 'topK', 'virtual'],
      },
      { title: 'Noise and labels', names: ['instanceNoise', 'labelSmoothing', 'noisyLabels', 'realWeight'] },
    ]}
  />
);

export const lesson: Lesson = {
  slug: 'cures-variety',
  title: 'Cures: noise, labels and variety',
  steps: [
    { title: 'Good samples, half of the groups', View: Seen },
    { title: 'Why: D sees one sample at a time', View: Packs },
    { title: 'What people tried', View: Tried },
    { title: 'A second reason: a D that is too sure', View: Sure },
    { title: 'What remains', View: Remains },
    { title: 'All of them', View: All },
  ],
};
