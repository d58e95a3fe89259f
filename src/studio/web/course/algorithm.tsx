import { useState } from 'preact/hooks';
import { normal, sigmoid } from '../../../theory/index.ts';
import { Button, Segmented, Slider } from '../shell/controls.tsx';
import type { Lesson } from './step.ts';
import {
  advance,
  begin,
  DATA,
  following,
  iterate,
  logit,
  type Phase,
  phases,
  type Rules,
  type State,
} from './tiny-game.ts';
import { Choice, Exercise } from './widgets/exercise.tsx';
import { Box, Figure, Keys, Readings } from './widgets/figures.tsx';
import { format } from './widgets/format.ts';
import { display, tex } from './widgets/formula.tsx';
import { Curve, Dots, Mark, Plot } from './widgets/plot.tsx';

function Recipe() {
  return (
    <>
      <p>
        The game is played with networks, samples and small steps. A network has many weights; the list of the
        slopes of a number in all of them is its <em>gradient</em>, written {tex`\nabla`}. To go up the
        gradient is to change each weight by a small multiple of its slope; the multiple is the learning rate.
        This is Algorithm 1 of the paper that began it (Goodfellow et al. 2014, arXiv 1406.2661).
      </p>
      <Box title="Algorithm 1">
        <p>Repeat:</p>
        <ol>
          <li>
            <strong>k times</strong> for the discriminator: draw {tex`m`} noise vectors {tex`z_i`} and{' '}
            {tex`m`} data {tex`x_i`}, and go up the gradient of
            {display`\frac1m \sum_{i=1}^m \Big[\log \judge{D}(\real{x_i}) + \log\big(1 - \judge{D}(\fake{G(z_i)})\big)\Big]`}
          </li>
          <li>
            <strong>once</strong> for the generator: draw {tex`m`} new noise vectors, and go down the gradient
            of
            {display`\frac1m \sum_{i=1}^m \log\big(1 - \judge{D}(\fake{G(z_i)})\big)`}
          </li>
        </ol>
      </Box>
      <p>
        Each sum is an estimate of {tex`V`}, or of the part of it that {tex`G`} can change, from {tex`m`}{' '}
        samples: a minibatch. The paper used {tex`k = 1`}. In practice {tex`G`} goes down {tex`-\log D(G(z))`}{' '}
        instead, for a reason that a later page measures.
      </p>
      <Choice
        id="whose-weights"
        options={['yes, of both networks', 'only those of D', 'only those of G']}
        answer={1}
        hint="Whose gradient is followed in step 1?"
        why="In D's step the generated samples are given, as the data are. In G's step the gradient passes through D, but D's weights stay."
      >
        Do weights change in step 1?
      </Choice>
    </>
  );
}

const TITLES: Readonly<Record<Phase, string>> = {
  data: 'Draw m data',
  fakes: 'Draw m noises; G makes m fakes',
  judge: 'D judges both; V is the mean',
  ascend: 'D takes a step up',
  noise: 'Draw m new noises; G makes fakes, D judges',
  descend: 'G takes a step down',
};

const short = (values: readonly number[]) =>
  values.length === 0
    ? '…'
    : `${values
        .slice(0, 3)
        .map(x => format(x, 2))
        .join('; ')}; …`;

/** What a phase computed, in numbers. */
function Numbers({ phase, s, rate, loss }: { phase: Phase; s: State; rate: number; loss: Rules['loss'] }) {
  switch (phase) {
    case 'data':
      return display`\real{x_i} = ${short(s.real)}`;
    case 'fakes':
      return display`\fake{G(z_i)} = \theta + z_i = ${format(s.theta, 2)} + z_i = ${short(s.fake)}`;
    case 'judge':
      return display`V = \frac1m \sum \log \sigma(wx_i + b) + \frac1m \sum \log(1 - \sigma(w G(z_i) + b)) = ${format(s.value, 3)}`;
    case 'ascend':
      return display`\begin{aligned} w &\leftarrow ${format(s.w - rate * s.dw, 3)} + ${format(rate, 2)} \cdot ${format(s.dw, 3)} = ${format(s.w, 3)} \\ b &\leftarrow ${format(s.b - rate * s.db, 3)} + ${format(rate, 2)} \cdot ${format(s.db, 3)} = ${format(s.b, 3)} \end{aligned}`;
    case 'noise':
      return loss === 'saturating'
        ? display`\frac1m \sum \log(1 - D(\fake{G(z_i)})) = ${format(s.loss, 3)}`
        : display`-\frac1m \sum \log D(\fake{G(z_i)}) = ${format(s.loss, 3)}`;
    case 'descend':
      return display`\theta \leftarrow ${format(s.theta + rate * s.dTheta, 3)} - ${format(rate, 2)} \cdot (${format(s.dTheta, 3)}) = ${format(s.theta, 3)}`;
  }
}

/** Whether the numbers of a phase belong to the iteration that is shown. */
const done = (phase: Phase, s: State) =>
  phases.indexOf(phase) <= phases.indexOf(s.phase) && (s.step > 0 || s.real.length > 0);

function Play() {
  const [rules, setRules] = useState<Rules>({ m: 8, k: 1, rate: 0.3, loss: 'non-saturating', seed: 1 });
  const [s, setS] = useState<State>(begin);
  const change = (part: Partial<Rules>) => setRules({ ...rules, ...part });
  const generated = normal(s.theta, 1);
  const data = normal(DATA, 1);
  const next = following(s, rules);
  const late = s.history.slice(-200);
  const first = s.history.length - late.length;
  return (
    <>
      <p>
        The smallest case with real training: data {tex`N(2, 1)`}, {tex`G(z) = \theta + z`}, which starts at{' '}
        {tex`\theta = -1`}, and {tex`D(x) = \sigma(wx + b)`}. Three weights in all, so every number fits on
        the page.
      </p>
      <Figure
        controls={
          <>
            <div class="row">
              <Button kind="primary" onClick={() => setS(advance(s, rules))}>
                Next: {TITLES[next]}
              </Button>
              <Button onClick={() => setS(iterate(s, rules, 1))}>One iteration</Button>
              <Button onClick={() => setS(iterate(s, rules, 25))}>25</Button>
              <Button onClick={() => setS(begin())}>Start again</Button>
            </div>
            <Slider
              label="minibatch m"
              min={1}
              max={256}
              log
              value={rules.m}
              format={v => String(Math.round(v))}
              onInput={m => change({ m: Math.round(m) })}
            />
            <Slider
              label="D steps k"
              min={1}
              max={10}
              step={1}
              value={rules.k}
              onInput={k => change({ k: Math.round(k) })}
            />
            <Slider
              label="learning rate"
              min={0.02}
              max={2}
              log
              value={rules.rate}
              onInput={rate => change({ rate })}
            />
            <Segmented
              label="Generator's loss"
              value={rules.loss}
              options={[
                { value: 'saturating', label: 'log(1 − D)' },
                { value: 'non-saturating', label: '−log D' },
              ]}
              onChange={loss => change({ loss })}
            />
            <Readings
              rows={[
                { key: 'step', name: 'iterations', value: String(s.step) },
                { key: 'theta', name: tex`\theta`, value: format(s.theta, 3), kind: 'fake' },
                { key: 'w', name: tex`w`, value: format(s.w, 3), kind: 'optimum' },
                { key: 'b', name: tex`b`, value: format(s.b, 3), kind: 'optimum' },
              ]}
            />
          </>
        }
      >
        <Keys
          of={[
            ['real', 'data and this minibatch'],
            ['fake', 'generator and its fakes'],
            ['optimum', 'D'],
          ]}
        />
        <Plot x={[-5, 6]} y={[-0.14, 1.02]} label="Data, generated samples and D" xLabel="x" height={230}>
          <Curve f={data.density} kind="real" fill={0} />
          <Curve f={generated.density} kind="fake" fill={0} />
          <Curve f={x => sigmoid(logit(s, x))} kind="optimum" />
          <Dots points={s.real.map(x => [x, -0.05])} kind="real" size={6} />
          <Dots points={s.fake.map(x => [x, -0.1])} kind="fake" size={6} />
        </Plot>
        <ol class="phases">
          {phases.map(phase => (
            <li key={phase} aria-current={phase === s.phase && done(phase, s) ? 'step' : undefined}>
              <strong>{TITLES[phase]}</strong>
              {done(phase, s) && <Numbers phase={phase} s={s} rate={rules.rate} loss={rules.loss} />}
            </li>
          ))}
        </ol>
        <Plot
          x={[first, first + Math.max(25, late.length - 1)]}
          y={[Math.min(-2, ...late) - 0.2, Math.max(4, ...late) + 0.2]}
          label="θ over the iterations"
          xLabel="iteration"
          yLabel="θ"
          height={150}
        >
          <Mark y={DATA} kind="real" text="mean of the data" />
          <Curve f={late.map((theta, i) => [first + i, theta] as const)} kind="fake" />
        </Plot>
      </Figure>
      <p>
        Watch {tex`\theta`}: it goes past 2, turns, and swings in, while {tex`w`} swings a quarter of a turn
        ahead. Then minibatch noise keeps it moving. A larger {tex`m`} calms it, and so does a smaller rate.
      </p>
      <Exercise
        id="first-step"
        answer={0.3 * 0.5 * 3}
        tolerance={0.01}
        hint="With w = b = 0, D is ½ everywhere. Each real sample pulls w up by (1 − D)·x, each fake pushes by D·x: the mean gradient is ½ · (mean of data − mean of fakes)."
        why={tex`0.3 \cdot \tfrac12 \cdot (2 - (-1)) = 0.45`}
      >
        {tex`D`} starts at {tex`w = b = 0`}. The minibatch of data has mean 2, that of fakes −1. With learning
        rate 0.3, what is {tex`w`} after the first step?
      </Exercise>
    </>
  );
}

export const lesson: Lesson = {
  slug: 'algorithm',
  title: 'Algorithm 1: the game as it is played',
  steps: [
    { title: 'The recipe', View: Recipe },
    { title: 'One training step, number by number', View: Play },
  ],
};
