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
import { Slider } from '../shell/controls.tsx';
import { meshOf, type Spot } from '../surface/mesh.ts';
import { Surface } from '../surface/surface.tsx';
import type { Lesson } from './step.ts';
import { saddleValue } from './tiny-game.ts';
import { Choice, Exercise } from './widgets/exercise.tsx';
import { Box, Figure, Keys, Readings } from './widgets/figures.tsx';
import { format } from './widgets/format.ts';
import { display, tex } from './widgets/formula.tsx';
import { usePlay } from './widgets/play.ts';
import { PlayButtons } from './widgets/play-buttons.tsx';
import { Curve, Plot } from './widgets/plot.tsx';

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
const STEPS = 60;
const RATE = 0.5;
const NAMES = ['θ', 'ψ', 'V'] as const;

/** Slopes of V in both parameters, by central differences. */
function slopes([theta, psi]: Spot): Spot {
  const h = 1e-4;
  const along = (a: number, b: number) =>
    (saddleValue(theta + a, psi + b) - saddleValue(theta - a, psi - b)) / (2 * h);
  return [along(h, 0), along(0, h)];
}

/** Both players at once: G down V, D up. */
function walk(start: Spot): Spot[] {
  const path = [start];
  for (let k = 0; k < STEPS; k++) {
    const [theta, psi] = path[k];
    const [dTheta, dPsi] = slopes(path[k]);
    path.push([theta - RATE * dTheta, psi + RATE * dPsi]);
  }
  return path;
}

const REACH = 2.2;
const across = Array.from({ length: 41 }, (_, i) => -REACH + (i * REACH) / 20);

function Saddle() {
  const [start, setStart] = useState<Spot>([-1.4, -0.9]);
  const [step, setStep] = useState(0);
  const play = usePlay({ step, steps: STEPS, onStep: setStep, speed: 8 });
  const mesh = useMemo(
    () => meshOf(saddleValue, { x: [-REACH, REACH], y: [-REACH, REACH], round: true, level: FLOOR }),
    [],
  );
  const path = useMemo(() => walk(start), [start]);
  const [theta, psi] = path[step];
  const [dTheta, dPsi] = slopes([theta, psi]);
  const value = saddleValue(theta, psi);
  const from = (next: Spot) => {
    play.pause();
    setStep(0);
    setStart(next);
  };
  return (
    <>
      <p>
        Give each player one number. Data {tex`N(0, 1)`}; {tex`G(z) = \theta + z`} is right at{' '}
        {tex`\theta = 0`}; {tex`D(x) = \sigma(\psi x)`} guesses at {tex`\psi = 0`}. The value is a surface
        over two numbers. {tex`\judge{D}`} climbs it and may walk along {tex`\judge{\psi}`} only, the violet
        line; {tex`\fake{G}`} walks down it and along {tex`\fake{\theta}`} only, the orange line. (
        {tex`\partial V / \partial \theta`} is the slope of {tex`V`} along {tex`\theta`} while {tex`\psi`}{' '}
        stays.)
      </p>
      <Figure
        controls={
          <>
            <Slider
              label="start θ of the generator"
              min={-2}
              max={2}
              step={0.05}
              value={start[0]}
              onInput={v => from([v, start[1]])}
            />
            <Slider
              label="start ψ of the discriminator"
              min={-2}
              max={2}
              step={0.05}
              value={start[1]}
              onInput={v => from([start[0], v])}
            />
            <Readings
              rows={[
                { key: 'theta', name: tex`\theta`, value: format(theta, 2), kind: 'fake' },
                { key: 'psi', name: tex`\psi`, value: format(psi, 2), kind: 'optimum' },
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
          </>
        }
        caption="Violet ground: V above −log 4, good for D. Orange ground: below, good for G. The bold line is the height −log 4, the blue dot the saddle point."
      >
        <Keys
          of={[
            ['optimum', 'where D can go'],
            ['fake', 'where G can go'],
            ['accent', 'their way'],
          ]}
        />
        <PlayButtons play={play} step={step} steps={STEPS} onStep={setStep} />
        <Surface
          mesh={mesh}
          level={FLOOR}
          names={NAMES}
          lines={[
            { points: across.map(t => [t, psi]), kind: 'fake', width: 1.5, faint: true },
            { points: across.map(t => [theta, t]), kind: 'optimum', width: 1.5, faint: true },
            { points: path.slice(0, step + 1), kind: 'accent' },
            {
              points: [
                [theta, psi],
                [theta - 1.5 * dTheta, psi],
              ],
              kind: 'fake',
              arrow: true,
            },
            {
              points: [
                [theta, psi],
                [theta, psi + 1.5 * dPsi],
              ],
              kind: 'optimum',
              arrow: true,
            },
          ]}
          dots={[
            { at: [0, 0], kind: 'real' },
            { at: [theta, psi], kind: 'accent', size: 6 },
          ]}
          label={`The value V over θ and ψ, a saddle at (0, 0). The players are at θ ${format(theta, 2)}, ψ ${format(psi, 2)}, where V is ${format(value)}; G moves θ by ${format(-dTheta, 2)}, D moves ψ by ${format(dPsi, 2)}.`}
        />
      </Figure>
      <p>
        The solution, {tex`\theta = \psi = 0`} with {tex`V = -\log 4`}, is neither a top nor a bottom. It is a{' '}
        <strong>saddle point</strong>: no player gains by moving alone. Press Play and see that the steps do
        not go there straight: they go round it.
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
