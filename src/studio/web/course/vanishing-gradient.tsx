import { useMemo, useState } from 'preact/hooks';
import { expectation, logitGradients, normal, sigmoid, softplus } from '../../../theory/index.ts';
import { Slider } from '../shell/controls.tsx';
import type { Lesson } from './step.ts';
import { Choice, Exercise } from './widgets/exercise.tsx';
import { Box, Figure, Keys, Readings } from './widgets/figures.tsx';
import { format } from './widgets/format.ts';
import { display, tex } from './widgets/formula.tsx';
import { Curve, Handle, Mark, Plot } from './widgets/plot.tsx';

function TwoLosses() {
  const [s, setS] = useState(-4);
  const { saturating, nonSaturating } = logitGradients(s);
  return (
    <>
      <p>
        Early in training {tex`\judge{D}`} often rejects generated samples with confidence: its logit {tex`s`}{' '}
        on them is very negative. {tex`\fake{G}`} learns through the slope of its loss in {tex`s`}. Two losses
        with the same aim have very different slopes there:
      </p>
      {display`\frac{d}{ds} \log(1 - \sigma(s)) = -\sigma(s), \qquad \frac{d}{ds}\big({-\log \sigma(s)}\big) = -(1 - \sigma(s))`}
      <Figure
        controls={
          <Readings
            rows={[
              { key: 'logit', name: 'logit s', value: format(s, 2) },
              { key: 'd', name: tex`D = \sigma(s)`, value: format(sigmoid(s), 4), kind: 'optimum' },
              { key: 'saturating', name: 'slope of log(1 − D)', value: format(saturating, 4), kind: 'fake' },
              {
                key: 'non-saturating',
                name: 'slope of −log D',
                value: format(nonSaturating, 4),
                kind: 'accent',
              },
              {
                key: 'ratio',
                name: 'the second pulls harder by',
                value: `${format(nonSaturating / saturating, 1)}×`,
              },
            ]}
          />
        }
        caption="Move the logit to the left, where samples are rejected."
      >
        <Keys
          of={[
            ['fake', 'log(1 − D), of Algorithm 1: saturates'],
            ['accent', '−log D: does not'],
          ]}
        />
        <Plot x={[-8, 8]} y={[-8, 8]} label="The two losses against the logit" yLabel="loss" height={190}>
          <Curve f={v => -softplus(v)} kind="fake" />
          <Curve f={v => softplus(-v)} kind="accent" />
          <Mark x={s} kind="quiet" />
        </Plot>
        <Plot
          x={[-8, 8]}
          y={[-1.1, 0.1]}
          label="Their slopes"
          xLabel="logit s of a generated sample"
          yLabel="slope"
          height={190}
        >
          <Curve f={v => logitGradients(v).saturating} kind="fake" />
          <Curve f={v => logitGradients(v).nonSaturating} kind="accent" />
          <Mark x={s} kind="quiet" />
          <Handle x={s} y={saturating} step={0.1} kind="fake" label="Logit" onMove={setS} />
        </Plot>
      </Figure>
      <Exercise
        id="pull-at-minus-5"
        answer={logitGradients(-5).nonSaturating / logitGradients(-5).saturating}
        tolerance={1}
        hint="(1 − σ(s))/σ(s) = e^(−s)."
        why={tex`e^{5} = 148.4`}
      >
        How many times harder does {tex`-\log D`} pull at {tex`s = -5`}?
      </Exercise>
    </>
  );
}

/** Slopes of G's two losses in its mean θ, D optimal for data N(0, 1) and generator N(θ, 1): s(x) = θ²/2 − θx. */
function pulls(theta: number): { saturating: number; nonSaturating: number } {
  const q = normal(theta, 1);
  const logit = (x: number) => theta * (theta / 2 - x);
  const mean = (f: (x: number) => number) => expectation(q, f, { tolerance: 1e-7, absolute: 1e-18 });
  return {
    saturating: theta * mean(x => sigmoid(logit(x))),
    nonSaturating: theta * mean(x => sigmoid(-logit(x))),
  };
}

/** Both for distances 0, ¼, … 8: the quadratures are done once. */
const table = () => Array.from({ length: 33 }, (_, i) => ({ theta: i / 4, ...pulls(i / 4) }));

function Distance() {
  const [theta, setTheta] = useState(5);
  const [rows] = useState(table);
  const now = pulls(theta);
  const p = normal(0, 1);
  const q = normal(theta, 1);
  return (
    <>
      <p>
        Now over whole laws. Data {tex`N(0, 1)`}, generator {tex`N(\theta, 1)`}, and {tex`\judge{D}`} as good
        as can be. How hard is {tex`\fake{G}`} pulled towards the data?
      </p>
      <Figure
        controls={
          <>
            <Slider label="distance θ" min={0} max={8} step={0.1} value={theta} onInput={setTheta} />
            <Readings
              rows={[
                {
                  key: 'saturating',
                  name: 'pull of log(1 − D)',
                  value: format(now.saturating, 5),
                  kind: 'fake',
                },
                {
                  key: 'non-saturating',
                  name: 'pull of −log D',
                  value: format(now.nonSaturating, 3),
                  kind: 'accent',
                },
              ]}
            />
          </>
        }
        caption="The further away G is, the less the first loss tells it: the gradient vanishes just when it is needed."
      >
        <Plot x={[-4, 12]} y={[0, 1.02]} label="Data, generator and the optimal discriminator" height={160}>
          <Curve f={p.density} kind="real" fill={0} />
          <Curve f={q.density} kind="fake" fill={0} />
          <Curve f={x => sigmoid(theta * (theta / 2 - x))} kind="optimum" />
        </Plot>
        <Plot
          x={[0, 8]}
          y={[0, 2]}
          label="Pull on the generator against its distance"
          xLabel="distance θ"
          yLabel="pull"
        >
          <Curve f={rows.map(r => [r.theta, r.saturating] as const)} kind="fake" />
          <Curve f={rows.map(r => [r.theta, r.nonSaturating] as const)} kind="accent" />
          <Handle
            x={theta}
            y={Math.min(2, now.saturating)}
            step={0.1}
            kind="fake"
            label="Distance"
            onMove={setTheta}
          />
        </Plot>
      </Figure>
      <p>
        With the first loss and an optimal {tex`D`}, the pull is the slope of {tex`2\,\JSD`}, which saturates.
        The second loss is not free of charge: with {tex`D`} optimal it follows{' '}
        {tex`\KL(q \Vert p) - 2\,\JSD(p, q)`} (arXiv 1701.04862), a reverse KL, which forgives forgotten
        modes, less a JSD, which even pushes apart.
      </p>
    </>
  );
}

function TooGood() {
  const [beta, setBeta] = useState(1);
  const theta = 3;
  const q = useMemo(() => normal(theta, 0.4), []);
  const p = useMemo(() => normal(0, 0.4), []);
  const middle = theta / 2;
  const pull = (b: number) =>
    expectation(q, x => b * sigmoid(-b * (x - middle)), { tolerance: 1e-7, absolute: 1e-18 });
  const curve = useMemo(() => Array.from({ length: 41 }, (_, i) => [i / 4, pull(i / 4)] as const), []);
  return (
    <>
      <p>
        Let the two laws hardly overlap, as laws on thin sheets in many dimensions do. Then a perfect{' '}
        {tex`\judge{D}`} exists, and the longer it trains the steeper it gets. Its middle stands between the
        laws; its slope there grows, but where the samples are it becomes flat.
      </p>
      <Figure
        controls={
          <>
            <Slider
              label="how well D has trained: steepness"
              min={0}
              max={10}
              step={0.1}
              value={beta}
              onInput={setBeta}
            />
            <Readings
              rows={[
                {
                  key: 'd',
                  name: 'D at the middle of G',
                  value: format(sigmoid(-beta * (theta - middle)), 5),
                  kind: 'optimum',
                },
                { key: 'pull', name: 'pull of log(1 − D)', value: format(pull(beta), 6), kind: 'fake' },
              ]}
            />
          </>
        }
        caption="A little training of D helps G; more and more of it takes the gradient away."
      >
        <Plot
          x={[-2, 5]}
          y={[0, 1.05]}
          label="Two laws apart and a discriminator between them"
          xLabel="x"
          height={190}
        >
          <Curve f={p.density} kind="real" fill={0} />
          <Curve f={q.density} kind="fake" fill={0} />
          <Curve f={x => sigmoid(-beta * (x - middle))} kind="optimum" />
        </Plot>
        <Plot
          x={[0, 10]}
          y={[0, 0.3]}
          label="Pull against the steepness of D"
          xLabel="steepness of D"
          yLabel="pull"
          height={170}
        >
          <Curve f={curve} kind="fake" />
          <Handle
            x={beta}
            y={Math.min(0.3, pull(beta))}
            step={0.1}
            kind="fake"
            label="Steepness of D"
            onMove={setBeta}
          />
        </Plot>
      </Figure>
      <Box title="The dilemma">
        <p>
          A bad {tex`D`} may point the wrong way; a perfect one, on laws that do not overlap, does not point
          at all. Cures: another loss ({tex`-\log D`}), noise on the samples so that the laws overlap, a bound
          on the slope of {tex`D`}, or a divergence that knows distances ({tex`W_1`}).
        </p>
      </Box>
      <Choice
        id="flat-loss"
        options={[
          'the generator is as good as it gets',
          'D tells the samples apart perfectly; use −log D, noise or a gradient penalty',
          'the learning rate is too high',
        ]}
        answer={1}
        hint="What do D = 0 on fakes and a gradient near 0 have in common?"
        why="D is flat at 0 on all fakes, so log(1 − D) has no slope there."
      >
        The loss log(1 − D) of {tex`G`} stays near 0 and its gradients are tiny. What happened?
      </Choice>
    </>
  );
}

export const lesson: Lesson = {
  slug: 'vanishing-gradient',
  title: 'Failure: the vanishing gradient',
  steps: [
    { title: 'Two losses, one aim', View: TwoLosses },
    { title: 'The pull of an optimal D', View: Distance },
    { title: 'Too good a discriminator', View: TooGood },
  ],
};
