import { useState } from 'preact/hooks';
import { equilibria, logitGradients, sigmoid, softplus } from '../../../theory/index.ts';
import type { Lesson } from './step.ts';
import { AllCures } from './widgets/all-cures.tsx';
import { Choice, Exercise } from './widgets/exercise.tsx';
import { Figure, Keys, Readings } from './widgets/figures.tsx';
import { format } from './widgets/format.ts';
import { tex } from './widgets/formula.tsx';
import { Curve, Handle, Mark, Plot } from './widgets/plot.tsx';
import { Push } from './widgets/push.tsx';
import { type Chapter, Story } from './widgets/story.tsx';

/** What G goes down for one sample with logit s, and its slope. */
const losses = {
  minimax: {
    kind: 'fake',
    words: 'log(1 − D)',
    loss: s => -softplus(s),
    slope: s => logitGradients(s).saturating,
  },
  nonSaturating: {
    kind: 'accent',
    words: '−log D',
    loss: s => softplus(-s),
    slope: s => logitGradients(s).nonSaturating,
  },
  squares: { kind: 'optimum', words: '½(s − 1)²', loss: s => 0.5 * (s - 1) ** 2, slope: s => s - 1 },
  critic: { kind: 'quiet', words: '−s: hinge, Wasserstein', loss: s => -s, slope: () => -1 },
} satisfies Readonly<Record<string, LossOfLogit>>;

interface LossOfLogit {
  readonly kind: string;
  readonly words: string;
  readonly loss: (s: number) => number;
  readonly slope: (s: number) => number;
}

function Pull() {
  const [s, setS] = useState(-4);
  return (
    <>
      <p>
        {tex`\fake{G}`} learns through one number: the slope of its loss in the logit {tex`s`} that{' '}
        {tex`\judge{D}`} gives to a sample. Choosing the loss is choosing that slope.
      </p>
      <Figure
        controls={
          <Readings
            rows={[
              { key: 'd', name: tex`D = \sigma(s)`, value: format(sigmoid(s), 4) },
              ...Object.entries(losses).map(([key, { words, slope, kind }]) => ({
                key,
                name: `slope of ${words}`,
                value: format(slope(s), 4),
                kind,
              })),
            ]}
          />
        }
        caption="Move the logit. A slope of 0 teaches nothing; a negative one pulls towards “real”, the harder the steeper."
      >
        <Keys of={Object.values(losses).map(({ kind, words }) => [kind, words] as const)} />
        <Plot
          x={[-6, 6]}
          y={[-6, 8]}
          label="Losses of a generated sample against its logit"
          xLabel="logit s of a generated sample"
          yLabel="loss of G"
        >
          {Object.values(losses).map(({ kind, loss, words }) => (
            <Curve key={words} f={loss} kind={kind} />
          ))}
          <Mark x={s} kind="quiet" />
          <Handle x={s} y={0} step={0.1} label="Logit" onMove={setS} />
        </Plot>
      </Figure>
      <Exercise
        id="squares"
        answer={losses.squares.slope(-4)}
        tolerance={0.01}
        hint="The derivative of ½(s − 1)² is s − 1."
        why={tex`-4 - 1 = -5`}
      >
        A sample has the logit {tex`s = -4`}. What is the slope of {tex`\tfrac12 (s - 1)^2`} there?
      </Exercise>
    </>
  );
}

function Seen() {
  return (
    <>
      <p>
        A generated sample asks {tex`\judge{D}`} which way to go. Early in training {tex`\judge{D}`} is sure
        that it is fake, and the loss of the first GAN, {tex`\log(1 - D)`}, then has next to no slope. The
        sample that is furthest from the data is told the least.
      </p>
      <Push />
    </>
  );
}

const CHAPTERS: readonly Chapter[] = [
  {
    year: 2014,
    cure: 'non-saturating',
    answer:
      'The first paper already had the answer: G goes down −log D instead, which is steepest where D rejects.',
    question: 'It works. But why these two losses? Could others do better?',
  },
  {
    year: 2016,
    cure: 'f-js',
    answer: (
      <>
        f-GAN shows that the GAN is one of a family: each divergence {tex`f`} has its own pair of losses, with
        the conjugate {tex`f^*`} as the price of {tex`D`}’s answers on generated samples.
      </>
    ),
    question:
      'All of the family compare densities. Where data and samples do not overlap, none says how far apart they are.',
  },
  {
    year: 2016,
    cure: 'lsgan',
    answer:
      'Least squares: D aims at 1 for data and 0 for samples. A square is never flat away from its target.',
    question: 'Between 0 and 1 there is little slope to give over a long way. What if scores had no end?',
  },
  {
    year: 2017,
    cure: 'wasserstein',
    answer:
      'The critic’s score may be any number, and the difference of mean scores is a distance between the laws.',
    question:
      'Only if the critic cannot be steep, which is the next page. And it never rests: is a loss possible that does?',
  },
  {
    year: 2017,
    cure: 'hinge',
    answer:
      'D rests as soon as it is right by a margin of 1; G raises the score itself, whose slope never shrinks.',
    question: 'All of these judge one sample at a time. A G that forgets a group pays nothing for it.',
  },
  {
    year: 2018,
    cure: 'relativistic',
    answer:
      'D is shown a pair and asked which is the real one. Data of a forgotten group go on winning their pairs, so G goes on paying.',
    question:
      'By itself it still circles. R3GAN (2025) plays it with a D that is kept smooth, R1 and R2, as here.',
  },
];

function Tried() {
  return (
    <>
      <p>Ten years of losses, each an answer to the one before it. Open one to see what it changed.</p>
      <Story chapters={CHAPTERS} />
      <Exercise
        id="even-pair"
        answer={equilibria.relativistic.discriminator}
        tolerance={0.002}
        unit="nats"
        hint="If nothing can be told, s(x) − s(G(z)) = 0. What is −log σ(0)?"
        why={tex`-\log \sigma(0) = -\log \tfrac12 = \log 2`}
      >
        {tex`\fake{G}`} is perfect, and both scores are the same. What is the loss of a relativistic{' '}
        {tex`\judge{D}`} for a pair?
      </Exercise>
    </>
  );
}

function Remains() {
  return (
    <>
      <p>
        With any of the better losses a rejected sample is pulled. What no loss can mend is a {tex`\judge{D}`}{' '}
        that is itself flat where the samples are: a slope of 0 stays 0 whatever it is multiplied by. Losses
        with an exponential are also violent where the laws are far apart.
      </p>
      <Choice
        id="sixth"
        options={['one whose slope is −1 everywhere', 'one that is flat where D rejects', 'a constant']}
        answer={0}
        hint="What does a rejected sample need?"
        why="A loss that falls with the same slope everywhere always says where to go. Only D itself can then be flat, which is what the next page is about."
      >
        Which loss of {tex`G`}, as a function of the logit, can never saturate?
      </Choice>
    </>
  );
}

const All = () => (
  <AllCures
    groups={[
      {
        title: 'Losses of single samples',
        names: ['minimax', 'non-saturating', 'bce', 'linear', 'lsgan', 'hinge', 'wasserstein'],
      },
      {
        title: 'Losses of pairs',
        names: [
          'relativistic',
          'relativistic-ls',
          'relativistic-hinge',
          'relativistic-average',
          'relativistic-average-ls',
          'relativistic-average-hinge',
        ],
      },
      {
        title: 'A loss for each divergence',
        names: ['f-gan', 'f-js', 'f-kl', 'f-reverse-kl', 'f-pearson', 'f-hellinger'],
      },
    ]}
  />
);

export const lesson: Lesson = {
  slug: 'cures-losses',
  title: 'Cures: another loss',
  steps: [
    { title: 'A sample that nobody pulls', View: Seen },
    { title: 'Why: G learns through one slope', View: Pull },
    { title: 'What people tried', View: Tried },
    { title: 'What remains', View: Remains },
    { title: 'All of them', View: All },
  ],
};
