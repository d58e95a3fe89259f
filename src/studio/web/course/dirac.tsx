import { useMemo, useState } from 'preact/hooks';
import { type Complex, eigenvaluesAt, radius, type State, trajectory } from '../../../theory/index.ts';
import { Select, Slider } from '../shell/controls.tsx';
import { games, type Played, playedGame } from './games.ts';
import { Orders } from './orders.tsx';
import type { Lesson } from './step.ts';
import { Choice, Exercise } from './widgets/exercise.tsx';
import { Figure, Readings } from './widgets/figures.tsx';
import { format } from './widgets/format.ts';
import { display, tex } from './widgets/formula.tsx';
import { PhasePortrait } from './widgets/phase-portrait.tsx';
import { Curve, Plot } from './widgets/plot.tsx';
import { type Order, StepOrder } from './widgets/step-order.tsx';

/** λ as a ± bi. */
export function complex({ re, im }: Complex): string {
  return im === 0 ? format(re, 3) : `${format(re, 3)} ± ${format(Math.abs(im), 3)} i`;
}

function Circles() {
  const [start, setStart] = useState<State>([1, 1]);
  const [rate, setRate] = useState(0.2);
  const [steps, setSteps] = useState(100);
  const [order, setOrder] = useState<Order>('simultaneous');
  const system = useMemo(() => playedGame('gan'), []);
  const path = useMemo(() => trajectory(system, start, steps, { rate, order }), [start, rate, steps, order]);
  const end = path[path.length - 1];
  return (
    <>
      <p>
        The smallest GAN of all has two numbers. All data sit at 0; {tex`\fake{G}`} puts all its samples at{' '}
        {tex`\fake{\theta}`}; {tex`\judge{D}(x) = \sigma(\judge{\psi} x)`}, as on the page of the value. The
        value is {tex`V = \log \sigma(0) + \log(1 - \sigma(\judge{\psi}\fake{\theta}))`}, and steps of{' '}
        {tex`\judge{D}`} up and of {tex`\fake{G}`} down follow the field
      </p>
      {display`\dot{\fake{\theta}} = -\frac{\partial V}{\partial \fake{\theta}} = \judge{\psi}\, \sigma(\judge{\psi}\fake{\theta}), \qquad \dot{\judge{\psi}} = \frac{\partial V}{\partial \judge{\psi}} = -\fake{\theta}\, \sigma(\judge{\psi}\fake{\theta}),`}
      <p>
        a dot standing for the change in a moment of time. (The game is that of Mescheder et al., arXiv
        1801.04406, who count {tex`\psi`} the other way.) The only rest is {tex`(0, 0)`}. Does one get there?
      </p>
      <Figure
        controls={
          <>
            <Slider label="step size h" min={0.01} max={1} log value={rate} onInput={setRate} />
            <Slider
              label="steps"
              min={1}
              max={2000}
              log
              value={steps}
              format={v => String(Math.round(v))}
              onInput={v => setSteps(Math.round(v))}
            />
            <StepOrder value={order} onChange={setOrder} />
            <Readings
              rows={[
                { key: 'start', name: 'distance at the start', value: format(radius(start), 3) },
                { key: 'end', name: `after ${steps} steps`, value: format(radius(end), 3), kind: 'fake' },
              ]}
            />
          </>
        }
        caption="Drag the start. The blue dot is the solution, the orange one where the steps end."
      >
        <PhasePortrait
          system={system}
          path={path}
          label="Phase portrait of the Dirac-GAN"
          onStart={setStart}
        />
      </Figure>
      <p>
        Both at once it spirals <em>out</em>, the faster the larger the steps; in turn it circles for ever.
        The reason shows in the field: it is always at a right angle to the direction of the solution. So{' '}
        {tex`\theta^2 + \psi^2`} is conserved along the flow, and a straight step along a circle leads
        outwards.
      </p>
      <Exercise
        id="conserved"
        answer={radius([0.6, 0.8])}
        tolerance={0.005}
        hint="What does the flow conserve?"
        why={tex`\sqrt{0.6^2 + 0.8^2} = 1 \text{, for all time}`}
      >
        The flow (infinitely small steps) starts at {tex`(\theta, \psi) = (0.6, 0.8)`}. How far from the
        solution is it after an hour?
      </Exercise>
    </>
  );
}

function Eigenvalues() {
  const [rate, setRate] = useState(0.3);
  const h = rate;
  const factor = Math.sqrt(1 + (h / 2) ** 2);
  return (
    <>
      <p>
        Near the solution the field is nearly linear, {tex`v(x) \approx J x`} with a table of four slopes, the
        matrix {tex`J`}. Along some directions {tex`J`} does no more than multiply by a number {tex`\lambda`},
        an eigenvalue, and these numbers tell where small steps lead from nearby. They may be complex,{' '}
        {tex`\lambda = a + b i`} with {tex`i^2 = -1`}: then the real part {tex`a`} shrinks the distance where
        it is negative, and the imaginary part {tex`b`} turns. For this game
      </p>
      {display`J = \begin{pmatrix} 0 & \tfrac12 \\ -\tfrac12 & 0 \end{pmatrix}, \qquad \lambda = \pm \tfrac{i}{2} :`}
      <p>
        pure rotation. A step of size {tex`h`} multiplies by {tex`1 + h\lambda`}, whose size is never below 1:
      </p>
      <Figure
        controls={
          <>
            <Slider label="step size h" min={0} max={1} step={0.01} value={rate} onInput={setRate} />
            {display`|1 + h\lambda| = ${format(factor, 5)}`}
            <Readings
              rows={[
                {
                  key: 'hundred',
                  name: 'after 100 steps, times',
                  value: format(factor ** 100, 3),
                  kind: 'accent',
                },
                { key: 'thousand', name: 'after 1000 steps, times', value: format(factor ** 1000, 1) },
              ]}
            />
          </>
        }
      >
        <Plot
          x={[-1.3, 1.3]}
          y={[-1.3, 1.3]}
          label="1 + hλ and the unit circle"
          xLabel="real part"
          yLabel="imaginary part"
          square
          maxWidth={360}
        >
          <Curve
            f={Array.from(
              { length: 121 },
              (_, i) => [Math.cos((i * Math.PI) / 60), Math.sin((i * Math.PI) / 60)] as const,
            )}
            kind="quiet"
            dashed
          />
          <Curve
            f={[
              [1, 0],
              [1, h / 2],
            ]}
            kind="accent"
          />
          <Curve
            f={[
              [1, 0],
              [1, -h / 2],
            ]}
            kind="accent"
          />
        </Plot>
      </Figure>
      <Exercise
        id="growth"
        answer={1.25}
        tolerance={0.005}
        hint="r² is multiplied by 1 + h²/4."
        why={tex`1 + \tfrac{1^2}{4} = 1.25`}
      >
        With {tex`h = 1`}: by what factor does the squared distance grow in a step near the solution?
      </Exercise>
    </>
  );
}

function Zoo() {
  const [name, setName] = useState<Played>('non-saturating');
  const [start, setStart] = useState<State>([1, 1]);
  const [rate, setRate] = useState(0.1);
  const system = useMemo(() => playedGame(name), [name]);
  const path = useMemo(() => trajectory(system, start, 1000, { rate }), [system, start, rate]);
  const smooth = system.eigenvalues !== undefined;
  return (
    <>
      <p>
        The same game under other rules. Some turn the spiral inwards, some do not. What "converges" says is
        the theory; the path is 1000 real steps.
      </p>
      <Figure
        controls={
          <>
            <Select
              label="game"
              value={name}
              options={Object.entries(games).map(([value, { title }]) => ({ value, label: title }))}
              onChange={value => setName(value as Played)}
            />
            <Slider label="step size h" min={0.01} max={0.5} log value={rate} onInput={setRate} />
            <Readings
              rows={[
                {
                  key: 'eigenvalues',
                  name: tex`\lambda`,
                  value: smooth ? complex(eigenvaluesAt(system, [0, 0])[0]) : 'not smooth at 0',
                },
                { key: 'converges', name: 'small steps converge', value: system.converges ? 'yes' : 'no' },
                {
                  key: 'end',
                  name: 'distance after 1000',
                  value: format(radius(path[1000]), 4),
                  kind: 'fake',
                },
              ]}
            />
            <p class="small">{games[name].words}</p>
          </>
        }
      >
        <PhasePortrait
          system={system}
          path={path}
          label="Phase portrait of the chosen game"
          onStart={setStart}
        />
      </Figure>
      <Choice
        id="real-part"
        options={['its real parts are negative', 'its imaginary parts are small', 'it is zero-sum']}
        answer={0}
        hint="What makes 1 + hλ smaller than 1 for small h?"
        why="|1 + hλ|² ≈ 1 + 2h·Re λ: below 1 for small h exactly when the real part is negative. The imaginary part only turns."
      >
        Which property of the eigenvalues makes small steps converge?
      </Choice>
    </>
  );
}

export const lesson: Lesson = {
  slug: 'dirac',
  title: 'Failure: running in circles',
  steps: [
    { title: 'Two numbers, no rest', View: Circles },
    { title: 'On the surface: who arrives', View: Orders },
    { title: 'Why: the eigenvalues', View: Eigenvalues },
    { title: 'The same game under other rules', View: Zoo },
  ],
};
