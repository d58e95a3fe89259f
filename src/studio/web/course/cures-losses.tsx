import { useState } from 'preact/hooks';
import { equilibria, logitGradients, sigmoid, softplus } from '../../../theory/index.ts';
import type { Lesson } from './step.ts';
import { Choice, Exercise } from './widgets/exercise.tsx';
import { Figure, Keys, Readings } from './widgets/figures.tsx';
import { format } from './widgets/format.ts';
import { tex } from './widgets/formula.tsx';
import { Gallery } from './widgets/gallery.tsx';
import { Curve, Handle, Mark, Plot } from './widgets/plot.tsx';

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

function Singles() {
  return (
    <>
      <p>
        Here is each loss against the one of Algorithm 1, on a game in which that one stands still; or, where
        a loss needs other company, on the game where it shows. {tex`\E`} is the mean over data or noise, as
        before.
      </p>
      <Gallery
        label="Losses of single samples"
        names={['non-saturating', 'bce', 'linear', 'lsgan', 'hinge', 'wasserstein', 'minimax']}
      />
    </>
  );
}

function Pairs() {
  return (
    <>
      <p>
        All losses so far ask of one sample "is it real?". A relativistic {tex`\judge{D}`} is asked of a pair
        "which is the real one?", so only differences of scores count. If {tex`\fake{G}`} forgets a group, the
        data there go on winning their pairs, and {tex`\fake{G}`} goes on paying.
      </p>
      <Gallery
        label="Losses of pairs"
        names={[
          'relativistic',
          'relativistic-ls',
          'relativistic-hinge',
          'relativistic-average',
          'relativistic-average-ls',
          'relativistic-average-hinge',
        ]}
      />
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

function FGans() {
  return (
    <>
      <p>
        The page on other divergences gave a recipe: choose {tex`f`}, and its conjugate {tex`f^*`} is the
        price of {tex`\judge{D}`}'s answers on generated samples. Each of the six below is such a pair. An
        exponential as price is hard on mistakes: losses with one like laws that overlap, and explode where
        laws are far apart. Here they stop a critic whose loss has no end.
      </p>
      <Gallery label="f-GANs" names={['f-gan', 'f-js', 'f-kl', 'f-reverse-kl', 'f-pearson', 'f-hellinger']} />
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

export const lesson: Lesson = {
  slug: 'cures-losses',
  title: 'Cures: another loss',
  steps: [
    { title: 'What a loss teaches', View: Pull },
    { title: 'Losses of single samples', View: Singles },
    { title: 'Losses of pairs', View: Pairs },
    { title: 'A loss for each divergence', View: FGans },
  ],
};
