import { useMemo, useState } from 'preact/hooks';
import { Slider } from '../shell/controls.tsx';
import { type Rule, rules, walk } from './rules.ts';
import type { Lesson } from './step.ts';
import { Choice, Exercise } from './widgets/exercise.tsx';
import { Figure, Keys, Readings } from './widgets/figures.tsx';
import { format } from './widgets/format.ts';
import { display, tex } from './widgets/formula.tsx';
import { Gallery } from './widgets/gallery.tsx';
import { Curve, Dots, Handle, Plot } from './widgets/plot.tsx';

const STEPS = 200;
const kinds: Readonly<Record<Rule, string>> = {
  both: 'fake',
  turns: 'quiet',
  ahead: 'accent',
  optimistic: 'optimum',
  back: 'mix',
};

function Rules() {
  const [rate, setRate] = useState(0.2);
  const [start, setStart] = useState<readonly [number, number]>([1, 0]);
  const paths = useMemo(
    () => rules.map(rule => ({ ...rule, path: walk(rule.name, start, { rate, steps: STEPS }) })),
    [rate, start],
  );
  return (
    <>
      <p>
        The barest game: {tex`V = \theta\psi`}. {tex`\fake{G}`} lowers it by {tex`\fake{\theta}`},{' '}
        {tex`\judge{D}`} raises it by {tex`\judge{\psi}`}; the solution is (0, 0). The slopes do not change,
        so all that matters is <em>how</em> the players step. (It is the WGAN of the two-number game, with{' '}
        {tex`\psi`} counted the other way.)
      </p>
      {display`v(\theta, \psi) = (\psi, -\theta) \qquad \text{both at once: } (\theta, \psi) \leftarrow (\theta, \psi) - \eta\, v`}
      <Figure
        controls={
          <>
            <Slider label="step size η" min={0.02} max={0.6} log value={rate} onInput={setRate} />
            <Readings
              rows={paths.map(({ name, words, path }) => ({
                key: name,
                name: words,
                value: format(Math.hypot(...path[STEPS]), 4),
                kind: kinds[name],
              }))}
            />
          </>
        }
        caption={`Distance from the solution after ${STEPS} steps. Drag the start.`}
      >
        <Keys of={paths.map(({ name, words }) => [kinds[name], words] as const)} />
        <Plot
          x={[-2, 2]}
          y={[-2, 2]}
          label="Paths of five rules on the bilinear game"
          xLabel="θ"
          yLabel="ψ"
          square
          maxWidth={460}
        >
          {paths.map(({ name, path }) => (
            <Curve key={name} f={path} kind={kinds[name]} />
          ))}
          <Dots points={[[0, 0]]} kind="real" size={10} />
          <Handle
            x={start[0]}
            y={start[1]}
            axis="both"
            step={0.05}
            label="Start"
            onMove={(x, y) => setStart([x, y])}
          />
        </Plot>
      </Figure>
      <Exercise
        id="ahead"
        answer={1 - 0.5 ** 2 + 0.5 ** 4}
        tolerance={0.002}
        hint="From (1, 0) the step ahead goes to (1, ½). There v = (½, −1). Move by η = ½ of that from (1, 0), and take the squared length."
        why={tex`(1 - \tfrac14)^2 + (\tfrac12)^2 = 0.8125 = 1 - \eta^2 + \eta^4`}
      >
        Extra-gradient with {tex`\eta = \tfrac12`} from (1, 0): what is the squared distance after one step?
      </Exercise>
    </>
  );
}

function Trained() {
  return (
    <>
      <p>
        The same with networks. Rates, numbers of steps, averages: none of these changes what the players
        want, only how they get there.
      </p>
      <Gallery
        label="Ways to step"
        names={[
          'update',
          'lookaheadEvery',
          'consensus',
          'optimistic',
          'momentum',
          'ttur',
          'k',
          'emaHalfLife',
        ]}
      />
      <Choice
        id="average"
        options={[
          'the players stop circling',
          'samples come from the centre of the circle, while the players go on circling',
          'D learns faster',
        ]}
        answer={1}
        hint="Does training see the average?"
        why="The average of a circle is its centre. Only samples are made with it; the game does not know of it."
      >
        What does a moving average of {tex`\fake{G}`}'s weights do?
      </Choice>
    </>
  );
}

export const lesson: Lesson = {
  slug: 'cures-steps',
  title: 'Cures: how the players step',
  steps: [
    { title: 'Five ways to step', View: Rules },
    { title: 'With networks', View: Trained },
  ],
};
