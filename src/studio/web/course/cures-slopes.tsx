import { useState } from 'preact/hooks';
import { normal, optimalLogit, sigmoid, symmetricEigenvalues } from '../../../theory/index.ts';
import { Slider } from '../shell/controls.tsx';
import type { Lesson } from './step.ts';
import { AllCures } from './widgets/all-cures.tsx';
import { Choice, Exercise } from './widgets/exercise.tsx';
import { Figure, Keys, Readings } from './widgets/figures.tsx';
import { format } from './widgets/format.ts';
import { tex } from './widgets/formula.tsx';
import { Curve, Handle, Plot } from './widgets/plot.tsx';
import { type Chapter, Story } from './widgets/story.tsx';

const p = normal(0, 0.4);
/** Steep, and samples far away: what goes wrong. */
const START = { most: 8, at: 3 } as const;

function Cliff() {
  const [most, setMost] = useState<number>(START.most);
  const [at, setAt] = useState<number>(START.at);
  const q = normal(at, 0.4);
  const free = optimalLogit(p, q);
  const bounded = (x: number) => -most * (x - at / 2);
  const slope = (logit: (x: number) => number) =>
    (sigmoid(logit(at + 0.01)) - sigmoid(logit(at - 0.01))) / 0.02;
  return (
    <>
      <p>
        {tex`\judge{D}`} tells data and samples apart without a mistake, and is useless as a teacher: it is a
        cliff between the two, and flat where the samples are. Move the samples, then lower the largest slope.
      </p>
      <Figure
        controls={
          <>
            <Slider label="largest slope" min={0.2} max={8} step={0.1} value={most} onInput={setMost} />
            <Readings
              rows={[
                {
                  key: 'bounded',
                  name: 'slope of D at the samples',
                  value: format(slope(bounded), 4),
                  kind: 'accent',
                },
                {
                  key: 'free',
                  name: 'of the best D, unbounded',
                  value: format(slope(free), 4),
                  kind: 'optimum',
                },
              ]}
            />
          </>
        }
        caption="A gentle slope reaches the samples; a steep one has flattened out before it gets there."
      >
        <Keys
          of={[
            ['real', 'data'],
            ['fake', 'samples: drag them'],
            ['optimum', 'the best D'],
            ['accent', 'D with a bound on its slope'],
          ]}
        />
        <Plot x={[-2, 6]} y={[0, 1.05]} label="Discriminators with and without a bound" xLabel="x">
          <Curve f={p.density} kind="real" fill={0} />
          <Curve f={q.density} kind="fake" fill={0} />
          <Curve f={x => sigmoid(free(x))} kind="optimum" dashed />
          <Curve f={x => sigmoid(bounded(x))} kind="accent" />
          <Handle
            x={at}
            y={0.5}
            step={0.1}
            kind="fake"
            label="Samples"
            onMove={x => setAt(Math.max(0.5, x))}
          />
        </Plot>
      </Figure>
    </>
  );
}

function Ramp() {
  return (
    <>
      <p>
        {tex`\fake{G}`} learns from the slope of {tex`\judge{D}`} at its samples and from nothing else. A{' '}
        {tex`\judge{D}`} without a bound spends all of its slope at one place. Bound it, and it becomes a ramp
        that says everywhere which way to go.
      </p>
      <p>
        The slope is that of the logit {tex`s`} in the sample {tex`x`}, written {tex`\nabla_x s`}; with more
        than one number in a sample it is a vector, and {tex`\Vert \cdot \Vert`} is its length.
      </p>
      <Choice
        id="why-bound"
        options={[
          'it makes D right more often',
          'it leaves D a slope where the samples are',
          'it makes the samples noisier',
        ]}
        answer={1}
        hint="What does G get to know in a step?"
        why="G learns from the slope of D at its samples. A bounded D spreads its slope over the way between the laws instead of spending it all at one place."
      >
        What does a bound on the slope of {tex`\judge{D}`} do for {tex`\fake{G}`}?
      </Choice>
    </>
  );
}

const CHAPTERS: readonly Chapter[] = [
  {
    year: 2017,
    cure: 'clipWeights',
    answer:
      'The first WGAN cuts every weight of D to a small range. A network of small weights cannot be steep.',
    question:
      'But how steep is it then? Cut too hard it is too simple, cut too little it is steep. Can the slope itself be asked for?',
  },
  {
    year: 2017,
    cure: 'wgan-gp',
    answer:
      'WGAN-GP measures the slope at random places between data and samples, and lets D pay for each that is not 1.',
    question: 'D wants slope 1 even when G is perfect, so the players keep swinging. Must a flat D pay?',
  },
  {
    year: 2017,
    cure: 'one-sided-gp',
    answer: 'Only what is steeper than 1 pays.',
    question:
      'Better, but nothing calms D near the solution. Where should a penalty look, and what should it ask for?',
  },
  {
    year: 2018,
    cure: 'r1',
    answer:
      'R1 asks for slope 0 at the data. It is friction: one can prove that the game then comes to rest near its solution.',
    question:
      'Every penalty differentiates twice and sees only the places where it looks. Can D be built smooth?',
  },
  {
    year: 2018,
    cure: 'spectral',
    answer:
      'Spectral normalisation divides each weight matrix by the most that it can stretch. The bound then holds everywhere, at little cost.',
    question: 'A smooth D can still learn a small data set by heart. What should it not be sure of?',
  },
  {
    year: 2019,
    cure: 'cr',
    answer: 'Consistency: a slight change of a sample must not change D’s mind.',
    question: 'It helps most with pictures. With few data, D’s answers for the two kinds still drift apart.',
  },
  {
    year: 2021,
    cure: 'lecam',
    answer:
      'LeCam pulls the answers for each kind towards the average answer for the other, so D is never too sure.',
    question: 'What is used today? R3GAN (2025) takes R1 and, for samples that are far from the data, R2.',
  },
  {
    year: 2025,
    cure: 'r2',
    answer:
      'R2 is R1 at the generated samples. Early on they are where no data are, and only R2 calms D there.',
    question: 'Both together are what the recipes of Saddle begin with.',
  },
];

function Tried() {
  return (
    <>
      <p>
        The bounds in order of time. They differ in where they look ({tex`x`} the data, {tex`G(z)`} the
        samples, {tex`\hat x`} in between) and in what they ask for (slope 0, slope 1, at most 1).
      </p>
      <Story chapters={CHAPTERS} />
      <Exercise
        id="gp"
        answer={10 * (3 - 1) ** 2}
        tolerance={0.01}
        hint="λ (‖∇s‖ − 1)² with λ = 10 and ‖∇s‖ = 3."
        why={tex`10 \cdot (3 - 1)^2 = 40`}
      >
        The slope of a critic at some place has length 3. What does WGAN-GP with {tex`\lambda = 10`} add to
        its loss there?
      </Exercise>
      <Exercise
        id="stretch"
        answer={Math.sqrt(Math.max(...symmetricEigenvalues([3 ** 2, 0, 0, 2 ** 2], 2)))}
        tolerance={0.01}
        hint="Which vector of length 1 is stretched most by a matrix that multiplies the first number by 3 and the second by 2?"
        why="The vector (1, 0) becomes (3, 0). No vector of length 1 becomes longer than 3, so σ(W) = 3, and W/3 stretches nothing."
      >
        A layer multiplies the first of two numbers by 3 and the second by 2. By what does spectral
        normalisation divide it?
      </Exercise>
    </>
  );
}

function Remains() {
  return (
    <p>
      How strong a penalty should be depends on the data, and has to be tried: too weak and {tex`\judge{D}`}{' '}
      is a cliff again, too strong and it cannot tell data from samples. And a smooth {tex`\judge{D}`} still
      judges one sample at a time, so {tex`\fake{G}`} may leave out a part of the data. That is the next page.
    </p>
  );
}

const All = () => (
  <AllCures
    groups={[
      {
        title: 'Penalties on the slope',
        names: ['r1', 'r2', 'gp0', 'wgan-gp', 'one-sided-gp', 'dragan', 'penaltyEvery'],
      },
      {
        title: 'Other penalties',
        names: ['cr', 'bcr', 'zcr', 'lecam', 'orthogonal-d', 'orthogonal-g', 'historical'],
      },
      { title: 'Bounds on the weights', names: ['spectral', 'weight', 'clipWeights', 'clipNorm'] },
    ]}
  />
);

export const lesson: Lesson = {
  slug: 'cures-slopes',
  title: 'Cures: a smooth discriminator',
  steps: [
    { title: 'A perfect judge that teaches nothing', View: Cliff },
    { title: 'Why: G sees only the slope of D', View: Ramp },
    { title: 'What people tried', View: Tried },
    { title: 'What remains', View: Remains },
    { title: 'All of them', View: All },
  ],
};
