import { useMemo, useState } from 'preact/hooks';
import { eigenvaluesAt, radius, type State, trajectory } from '../../../theory/index.ts';
import { Select, Slider } from '../shell/controls.tsx';
import { games as failures } from './cures/cure.ts';
import { cures } from './cures/index.ts';
import { complex } from './dirac.tsx';
import { games, playedGame } from './games.ts';
import type { Lesson } from './step.ts';
import { Choice, Exercise } from './widgets/exercise.tsx';
import { Box, Figure, Readings } from './widgets/figures.tsx';
import { format } from './widgets/format.ts';
import { display, tex } from './widgets/formula.tsx';
import { Gallery } from './widgets/gallery.tsx';
import { PhasePortrait } from './widgets/phase-portrait.tsx';
import { type Order, StepOrder } from './widgets/step-order.tsx';

const CURES = ['zero-centred', 'instance-noise', 'consensus', 'non-saturating', 'wgan-gp'] as const;
type Cure = (typeof CURES)[number];

/** The strength of a cure, where it has one. */
const strengths = {
  'zero-centred': { option: 'gamma', label: 'weight γ', max: 3, start: 0.3 },
  'instance-noise': { option: 'sigma', label: 'deviation σ of the noise', max: 2, start: 0.7 },
  consensus: { option: 'weight', label: 'weight of consensus', max: 2, start: 0.3 },
  'wgan-gp': { option: 'lambda', label: 'weight λ', max: 3, start: 1 },
} as const;

const strengthOf = (cure: Cure) => (cure === 'non-saturating' ? undefined : strengths[cure]);

function Friction() {
  const [cure, setCure] = useState<Cure>('zero-centred');
  const [strength, setStrength] = useState(0.3);
  const [rate, setRate] = useState(0.1);
  const [start, setStart] = useState<State>([1, 1]);
  const [order, setOrder] = useState<Order>('simultaneous');
  const scale = strengthOf(cure);
  const before = useMemo(() => playedGame('gan'), []);
  const after = useMemo(() => playedGame(cure, scale ? { [scale.option]: strength } : {}), [cure, strength]);
  const paths = useMemo(
    () => [before, after].map(system => trajectory(system, start, 500, { rate, order })),
    [after, start, rate, order],
  );
  return (
    <>
      <p>
        The circles of the two-number game come from eigenvalues without a real part. Most cures give them a
        negative one. Before and after, same start, same 500 steps:
      </p>
      <Figure
        controls={
          <>
            <Select
              label="cure"
              value={cure}
              options={CURES.map(value => ({ value, label: games[value].title }))}
              onChange={value => {
                setCure(value as Cure);
                setStrength(strengthOf(value as Cure)?.start ?? 0);
              }}
            />
            {scale && (
              <Slider
                label={scale.label}
                min={0.01}
                max={scale.max}
                step={0.01}
                value={strength}
                onInput={setStrength}
              />
            )}
            <Slider label="step size h" min={0.01} max={0.5} log value={rate} onInput={setRate} />
            <StepOrder value={order} onChange={setOrder} />
            <Readings
              rows={[
                {
                  key: 'before',
                  name: 'distance, before',
                  value: format(radius(paths[0][500]), 4),
                  kind: 'quiet',
                },
                {
                  key: 'after',
                  name: 'distance, after',
                  value: format(radius(paths[1][500]), 4),
                  kind: 'accent',
                },
                {
                  key: 'eigenvalues',
                  name: tex`\lambda \text{ after}`,
                  value: after.eigenvalues ? complex(eigenvaluesAt(after, [0, 0])[0]) : 'not smooth',
                },
              ]}
            />
            <p class="small">{games[cure].words}</p>
          </>
        }
      >
        <div class="pair">
          <div>
            <h3>Before</h3>
            <PhasePortrait system={before} path={paths[0]} label="Before the cure" onStart={setStart} />
          </div>
          <div>
            <h3>After</h3>
            <PhasePortrait system={after} path={paths[1]} label="After the cure" onStart={setStart} />
          </div>
        </div>
      </Figure>
      <Box title="R1, the zero-centred gradient penalty">
        {display`\frac{\gamma}{2}\, \E_{x \sim p_{\text{data}}}\big[\Vert \nabla D(x) \Vert^2\big] \quad\Rightarrow\quad \lambda = -\frac{\gamma}{2} \pm \sqrt{\frac{\gamma^2}{4} - \frac14}`}
        <p>
          {tex`\nabla D`} is the slope of {tex`D`} in the sample, {tex`\Vert \cdot \Vert`} its length, and{' '}
          {tex`\gamma`} a weight to be chosen. In this game it is {tex`\tfrac{\gamma}{2}\psi^2`}: friction. At{' '}
          {tex`\gamma = 1`} the root vanishes, and the path goes in without turning; above, one of the two
          directions becomes slow.
        </p>
      </Box>
      <Exercise
        id="friction"
        answer={eigenvaluesAt(playedGame('zero-centred', { gamma: 0.5 }), [0, 0])[0].re}
        tolerance={0.002}
        hint="Below γ = 1 the root is imaginary, so the real part is what stands before it."
        why={tex`-\tfrac{\gamma}{2} = -0.25`}
      >
        What is the real part of the eigenvalues at {tex`\gamma = 0.5`}?
      </Exercise>
    </>
  );
}

/** Each failure's game, with the cure to reach for first. */
const FIRST = ['relativistic', 'r1', 'non-saturating', 'ttur', 'update'] as const;

function Trained() {
  return (
    <>
      <p>
        And with real networks. Each failure has a small game that shows it within seconds. Here is each with
        one cure: both train in this page, from the same seed, and the sentences below them are what Saddle's
        monitor says of any run. The next pages have every other cure.
      </p>
      <Gallery label="Failures" names={FIRST} titleOf={name => failures[cures[name].trial.game].title} />
    </>
  );
}

const TABLE = [
  [
    'Modes are missing',
    'G is paid for one good sample, whatever the others do',
    'relativistic loss with R1 and R2',
    'packing, minibatch statistics, unrolling',
  ],
  [
    'Losses circle',
    'the game turns around its saddle',
    'R1 and R2',
    'extra-gradient, optimistic Adam, averaging of the weights',
  ],
  [
    'D(x) = 1 and D(G(z)) = 0',
    'the laws do not overlap; D is perfect',
    'two learning rates',
    'instance noise, WGAN-GP, spectral normalisation',
  ],
  ['The gradient of G vanishes', 'log(1 − D) saturates', '−log D', 'hinge, Wasserstein'],
  ['D knows the training set', 'too little data', 'consistency, LeCam', 'label smoothing, instance noise'],
  [
    'Numbers explode',
    'steps too long, a critic without bound',
    'lower rates, clipping',
    'spectral normalisation, R1 and R2',
  ],
] as const;

function Choosing() {
  return (
    <>
      <p>
        No cure is free: penalties differentiate twice, unrolling and more {tex`D`} steps cost time, noise
        blurs what is learned. What you see decides what to reach for:
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section class="scroll" aria-label="What to reach for" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">What you see</th>
              <th scope="col">Why</th>
              <th scope="col">First</th>
              <th scope="col">Then</th>
            </tr>
          </thead>
          <tbody>
            {TABLE.map(([sign, why, first, then]) => (
              <tr key={sign}>
                <th scope="row">{sign}</th>
                <td>{why}</td>
                <td>{first}</td>
                <td>{then}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <Choice
        id="first-cure"
        options={['more D steps', 'a gradient penalty on D, such as R1', 'a larger learning rate']}
        answer={1}
        hint="Which of them adds friction?"
        why="A penalty on the slope of D gives the eigenvalues a negative real part and leaves the solution where it is."
      >
        The losses swing up and down with a steady period. What first?
      </Choice>
    </>
  );
}

export const lesson: Lesson = {
  slug: 'cures',
  title: 'Cures: before and after',
  steps: [
    { title: 'Friction for the two-number game', View: Friction },
    { title: 'Trained in this page, before and after', View: Trained },
    { title: 'What to reach for', View: Choosing },
  ],
};
