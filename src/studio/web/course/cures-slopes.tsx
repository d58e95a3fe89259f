import { useState } from 'preact/hooks';
import { normal, optimalLogit, sigmoid, symmetricEigenvalues } from '../../../theory/index.ts';
import { Slider } from '../shell/controls.tsx';
import type { Lesson } from './step.ts';
import { Choice, Exercise } from './widgets/exercise.tsx';
import { Figure, Keys, Readings } from './widgets/figures.tsx';
import { format } from './widgets/format.ts';
import { tex } from './widgets/formula.tsx';
import { Gallery } from './widgets/gallery.tsx';
import { Curve, Plot } from './widgets/plot.tsx';

const p = normal(0, 0.4);
const q = normal(3, 0.4);
const free = optimalLogit(p, q);
const MIDDLE = 1.5;
/** The steepest that a logit may be, by default. */
const START = 1;

function Slopes() {
  const [most, setMost] = useState(START);
  const bounded = (x: number) => -most * (x - MIDDLE);
  return (
    <>
      <p>
        A {tex`\judge{D}`} that may be as steep as it likes becomes a cliff between data and samples, and flat
        where the samples are. Bound its slope, and it becomes a ramp that says everywhere which way to go.
        The slope is that of the logit {tex`s`} in the sample {tex`x`}, written {tex`\nabla_x s`}; with more
        than one number in a sample it is a vector, and {tex`\Vert \cdot \Vert`} is its length.
      </p>
      <Figure
        controls={
          <>
            <Slider label="largest slope" min={0.2} max={8} step={0.1} value={most} onInput={setMost} />
            <Readings
              rows={[
                {
                  key: 'bounded',
                  name: 'slope of D at the samples, bounded',
                  value: format(-most * sigmoid(bounded(3)) * sigmoid(-bounded(3)), 4),
                  kind: 'accent',
                },
                {
                  key: 'free',
                  name: 'of the best D, unbounded',
                  value: format((sigmoid(free(3.01)) - sigmoid(free(2.99))) / 0.02, 4),
                  kind: 'optimum',
                },
              ]}
            />
          </>
        }
        caption="Data at 0, generated samples at 3. A gentle slope reaches the samples; a steep one has flattened out before it gets there."
      >
        <Keys
          of={[
            ['real', 'data'],
            ['fake', 'generator'],
            ['optimum', 'the best D'],
            ['accent', 'D with a bound on its slope'],
          ]}
        />
        <Plot x={[-2, 5]} y={[0, 1.05]} label="Discriminators with and without a bound" xLabel="x">
          <Curve f={p.density} kind="real" fill={0} />
          <Curve f={q.density} kind="fake" fill={0} />
          <Curve f={x => sigmoid(free(x))} kind="optimum" dashed />
          <Curve f={x => sigmoid(bounded(x))} kind="accent" />
        </Plot>
      </Figure>
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

function Penalties() {
  return (
    <>
      <p>
        A penalty adds the slope, measured somewhere, to the loss of {tex`\judge{D}`}. They differ in where
        they look ({tex`x`} the data, {tex`G(z)`} the samples, {tex`\hat x`} in between) and in what they ask
        for (slope 0, slope 1, at most 1).
      </p>
      <Gallery
        label="Penalties on the slope"
        names={['r1', 'r2', 'gp0', 'wgan-gp', 'one-sided-gp', 'dragan', 'penaltyEvery']}
      />
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
    </>
  );
}

function Others() {
  return (
    <>
      <p>
        Other terms ask {tex`\judge{D}`} not to change its mind for small reasons, not to drift, or its units
        to be different. Most were made for images and few data; what they do on points is below, as it was
        measured.
      </p>
      <Gallery
        label="Other penalties"
        names={['cr', 'bcr', 'zcr', 'lecam', 'orthogonal-d', 'orthogonal-g', 'historical']}
      />
    </>
  );
}

function Weights() {
  return (
    <>
      <p>
        Instead of paying for steepness, a network can be built so that it cannot be steep: its weights are
        divided, or cut.
      </p>
      <Gallery label="Bounds on weights" names={['spectral', 'weight', 'clipWeights', 'clipNorm']} />
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

export const lesson: Lesson = {
  slug: 'cures-slopes',
  title: 'Cures: a smooth discriminator',
  steps: [
    { title: 'Why a bound helps', View: Slopes },
    { title: 'Penalties on the slope', View: Penalties },
    { title: 'Other penalties', View: Others },
    { title: 'Bounds on the weights', View: Weights },
  ],
};
