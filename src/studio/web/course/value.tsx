import { useMemo, useState } from 'preact/hooks';
import {
  expectation,
  gameValueFromLogits,
  normal,
  optimalDiscriminator,
  optimalLogit,
  sigmoid,
  softplus,
} from '../../../theory/index.ts';
import { Button, Slider } from '../shell/controls.tsx';
import type { Lesson } from './step.ts';
import { saddleValue } from './tiny-game.ts';
import { Choice, Exercise } from './widgets/exercise.tsx';
import { Box, Figure, Keys, Readings } from './widgets/figures.tsx';
import { format } from './widgets/format.ts';
import { display, tex } from './widgets/formula.tsx';
import { Arrow, Curve, Handle, Heat, Plot } from './widgets/plot.tsx';

const p = normal(0, 1);
const q = normal(0.7, 1.4);
const best = gameValueFromLogits(optimalLogit(p, q), p, q);

function Value() {
  const [w, setW] = useState(0);
  const [b, setB] = useState(0);
  const logit = (x: number) => w * x + b;
  const onReal = expectation(p, x => -softplus(-logit(x)));
  const onFake = expectation(q, x => -softplus(logit(x)));
  return (
    <>
      <Box title="The value of the game">
        {display`V(\judge{D}, \fake{G}) = \E_{x \sim \real{p_{\text{data}}}}[\log \judge{D(x)}] + \E_{z}[\log(1 - \judge{D}(\fake{G(z)}))]`}
        <p>
          {tex`\E`}, the expectation, is the mean over very many draws: of {tex`x`} from the data, of the
          noise {tex`z`} that {tex`\fake{G}`} turns into samples. The first term is what {tex`\judge{D}`}{' '}
          earns on data, the second on generated samples. It is minus the cross-entropy of a classifier,
          summed over the two classes.
        </p>
      </Box>
      <p>
        A network gives a number without bounds, the logit {tex`s(x)`}, and{' '}
        {tex`D = \sigma(s) = 1/(1 + e^{-s})`}. Take the simplest: {tex`s(x) = wx + b`}.
      </p>
      <Figure
        controls={
          <>
            <Slider label="w" min={-2} max={2} step={0.05} value={w} onInput={setW} />
            <Slider label="b" min={-2} max={2} step={0.05} value={b} onInput={setB} />
            <Readings
              rows={[
                { key: 'real', name: tex`\E \log D(x)`, value: format(onReal), kind: 'real' },
                { key: 'fake', name: tex`\E \log(1 - D(G(z)))`, value: format(onFake), kind: 'fake' },
                { key: 'value', name: tex`V`, value: format(onReal + onFake), kind: 'accent' },
                { key: 'best', name: 'best of all D', value: format(best), kind: 'optimum' },
              ]}
            />
          </>
        }
        caption="Data N(0, 1), generator N(0.7, 1.4²). Find w and b with a V as large as you can: −1.3065 is the best of a straight logit."
      >
        <Keys
          of={[
            ['real', 'data'],
            ['fake', 'generator'],
            ['accent', 'your D'],
            ['optimum', 'the best D'],
          ]}
        />
        <Plot x={[-5, 6]} y={[0, 1]} label="Densities and discriminators" xLabel="x">
          <Curve f={p.density} kind="real" fill={0} />
          <Curve f={q.density} kind="fake" fill={0} />
          <Curve f={optimalDiscriminator(p, q)} kind="optimum" dashed />
          <Curve f={x => sigmoid(logit(x))} kind="accent" />
        </Plot>
      </Figure>
      <p>
        In logits, {tex`\log D = -\log(1 + e^{-s})`} and {tex`\log(1 - D) = -\log(1 + e^{s})`}: no overflow,
        and never the logarithm of a number that was rounded to 0. That is how every loss here is computed.
      </p>
      <Exercise
        id="sure-d"
        answer={2 * Math.log(0.8)}
        tolerance={0.002}
        unit="nats"
        hint="log 0.8 on data and log(1 − 0.2) on generated samples."
        why={tex`\log 0.8 + \log 0.8 = -0.4463`}
      >
        {tex`D`} says 0.8 to all data and 0.2 to all generated samples. What is {tex`V`}?
      </Exercise>
    </>
  );
}

const FLOOR = -Math.log(4);
const shade = (theta: number, psi: number) => 2.2 * (saddleValue(theta, psi) - FLOOR);

function Saddle() {
  const [at, setAt] = useState<readonly [number, number]>([1.2, -0.6]);
  const heat = useMemo(() => <Heat rows={36} shade={shade} />, []);
  const value = saddleValue(at[0], at[1]);
  const h = 1e-4;
  const dTheta = (saddleValue(at[0] + h, at[1]) - saddleValue(at[0] - h, at[1])) / (2 * h);
  const dPsi = (saddleValue(at[0], at[1] + h) - saddleValue(at[0], at[1] - h)) / (2 * h);
  return (
    <>
      <p>
        Give each player one number. Data {tex`N(0, 1)`}; {tex`G(z) = \theta + z`} is right at{' '}
        {tex`\theta = 0`}; {tex`D(x) = \sigma(\psi x)`} guesses at {tex`\psi = 0`}. The value is a landscape
        over two numbers, and each player may walk along one axis only. ({tex`\partial V / \partial \theta`}{' '}
        is the slope of {tex`V`} along {tex`\theta`} while {tex`\psi`} stays.)
      </p>
      <Figure
        controls={
          <>
            <Readings
              rows={[
                { key: 'theta', name: tex`\theta`, value: format(at[0], 2), kind: 'fake' },
                { key: 'psi', name: tex`\psi`, value: format(at[1], 2), kind: 'optimum' },
                { key: 'value', name: tex`V`, value: format(value) },
                {
                  key: 'dtheta',
                  name: tex`-\partial V / \partial \theta`,
                  value: format(-dTheta, 3),
                  kind: 'fake',
                },
                {
                  key: 'dpsi',
                  name: tex`+\partial V / \partial \psi`,
                  value: format(dPsi, 3),
                  kind: 'optimum',
                },
              ]}
            />
            <Button onClick={() => setAt([at[0] - dTheta, at[1] + dPsi])}>Let both take a step</Button>
          </>
        }
        caption="Blue: V above −log 4, good for D. Orange: below, good for G. The arrows are what the players want: orange G, violet D."
      >
        <Plot
          x={[-3, 3]}
          y={[-2, 2]}
          label="The value over both parameters"
          xLabel="θ of the generator"
          yLabel="ψ of the discriminator"
          height={340}
        >
          {heat}
          <Arrow from={at} to={[at[0] - 2 * dTheta, at[1]]} kind="fake" />
          <Arrow from={at} to={[at[0], at[1] + 2 * dPsi]} kind="optimum" />
          <Handle
            x={at[0]}
            y={at[1]}
            axis="both"
            step={0.05}
            label="Both parameters"
            onMove={(x, y) => setAt([x, y])}
          />
        </Plot>
      </Figure>
      <p>
        The solution, {tex`\theta = \psi = 0`} with {tex`V = -\log 4`}, is neither a top nor a bottom. It is a{' '}
        <strong>saddle point</strong>: no player gains by moving alone. Press the button a few times from some
        place and see that the steps do not go there straight: they go round it.
      </p>
      <Choice
        id="saddle"
        options={['a minimum of V', 'a maximum of V', 'a saddle point of V']}
        answer={2}
        hint="Is there a direction in which V can still rise, and one in which it can still fall?"
        why="At θ = 0 every other ψ gives D less, and at ψ = 0 no θ gives D less: neither gains by moving alone, though V falls on one diagonal and rises on the other."
      >
        Training looks for
      </Choice>
    </>
  );
}

export const lesson: Lesson = {
  slug: 'value',
  title: 'The value function',
  steps: [
    { title: 'What is paid', View: Value },
    { title: 'A landscape with a saddle', View: Saddle },
  ],
};
