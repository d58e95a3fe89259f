import { useMemo, useState } from 'preact/hooks';
import { kl, mixture, normal } from '../../../theory/index.ts';
import { Button, Slider } from '../shell/controls.tsx';
import { type Normal, nearest } from './fit.ts';
import type { Lesson } from './step.ts';
import { Choice, Exercise } from './widgets/exercise.tsx';
import { Box, Figure, Keys, Readings } from './widgets/figures.tsx';
import { format } from './widgets/format.ts';
import { display, tex } from './widgets/formula.tsx';
import { Curve, Handle, Plot } from './widgets/plot.tsx';

function Definition() {
  const [q, setQ] = useState<Normal>({ mean: 1.2, sd: 1.4 });
  const p = normal(0, 1);
  const law = normal(q.mean, q.sd);
  const term = (x: number) => p.density(x) * (p.logDensity(x) - law.logDensity(x));
  return (
    <>
      <p>
        So far outcomes could be counted. A number such as a length or a brightness has a <em>density</em>{' '}
        {tex`p(x)`} instead: the area below it over a stretch is the probability to fall there, and the whole
        area is 1. The best known is the bell curve, the normal law {tex`N(\mu, \sigma^2)`}: its top is at the
        mean {tex`\mu`}, and about two thirds of its area lie within the deviation {tex`\sigma`} to either
        side. The price of a wrong belief, from the page before, becomes an integral, an area again:
      </p>
      <Box title="Kullback-Leibler divergence">
        {display`\KL(\real{p} \Vert \fake{q}) = \int \real{p(x)} \log \frac{\real{p(x)}}{\fake{q(x)}}\, dx \;\ge\; 0`}
        <p>
          Read it as: how much more surprised is someone who believes {tex`\fake{q}`} than someone who knows{' '}
          {tex`\real{p}`}, on average over what really happens.
        </p>
      </Box>
      <Figure
        controls={
          <>
            <Readings
              rows={[
                { key: 'forward', name: tex`\KL(p \Vert q)`, value: format(kl(p, law)), kind: 'accent' },
                { key: 'reverse', name: tex`\KL(q \Vert p)`, value: format(kl(law, p)) },
              ]}
            />
            <Slider
              label="deviation of q"
              min={0.3}
              max={3}
              step={0.05}
              value={q.sd}
              onInput={sd => setQ({ ...q, sd })}
            />
            <p class="small">
              Some of the integrand is negative, where q gives more than p. The whole never is.
            </p>
          </>
        }
        caption="Drag the top of q along the axis. The shaded curve is what the integral adds up: its area is KL(p‖q)."
      >
        <Keys
          of={[
            ['real', 'p, the truth'],
            ['fake', 'q, the belief'],
            ['accent', 'p log(p/q)'],
          ]}
        />
        <Plot
          x={[-5, 5]}
          y={[-0.3, 1]}
          label="Two normal laws and the integrand of their divergence"
          xLabel="x"
        >
          <Curve f={term} kind="accent" fill={0} />
          <Curve f={p.density} kind="real" />
          <Curve f={law.density} kind="fake" />
          <Handle
            x={q.mean}
            y={law.density(q.mean)}
            step={0.1}
            kind="fake"
            label="Mean of q"
            onMove={mean => setQ({ ...q, mean })}
          />
        </Plot>
      </Figure>
      <p>
        The numbers above are integrals. For two normal laws there is a closed form, which gives the same:
      </p>
      {display`\KL = \log\frac{\sigma_q}{\sigma_p} + \frac{\sigma_p^2 + (\mu_p - \mu_q)^2}{2\sigma_q^2} - \frac12`}
      <Exercise
        id="two-normals"
        answer={kl(normal(0, 1), normal(1, 1))}
        tolerance={0.002}
        unit="nats"
        hint="Both deviations are 1, so only the squared distance of the means counts."
        why={tex`\log 1 + \frac{1 + 1}{2} - \frac12 = \frac12`}
      >
        What is {tex`\KL`} between two normal laws of deviation 1 whose means are 1 apart?
      </Exercise>
    </>
  );
}

const coin = (p: number) => [p, 1 - p];

function Impossible() {
  const [b, setB] = useState(0.1);
  return (
    <>
      <p>
        KL has a direction. The fair coin seen with a biased belief, and the biased coin seen with a fair
        belief, cost different amounts:
      </p>
      <Figure
        controls={
          <Readings
            rows={[
              {
                key: 'fair-true',
                name: 'truth fair, belief biased',
                value: format(kl(coin(0.5), coin(b))),
                kind: 'accent',
              },
              {
                key: 'biased-true',
                name: 'truth biased, belief fair',
                value: format(kl(coin(b), coin(0.5))),
                kind: 'quiet',
              },
            ]}
          />
        }
        caption="Move the bias to the very end: one of the two becomes infinite, the other stops at log 2 = 0.6931."
      >
        <Plot
          x={[0, 1]}
          y={[0, 3]}
          label="Both divergences between a fair and a biased coin"
          xLabel="bias b"
          yLabel="nats"
        >
          <Curve f={x => kl(coin(0.5), coin(x))} kind="accent" />
          <Curve f={x => kl(coin(x), coin(0.5))} kind="quiet" />
          <Handle x={b} y={Math.min(3, kl(coin(0.5), coin(b)))} step={0.01} label="Bias" onMove={setB} />
        </Plot>
      </Figure>
      <p>
        {tex`\KL(p \Vert q)`} is infinite as soon as {tex`q`} gives no chance to something that {tex`p`} does.
        It is no distance: not symmetric, and the triangle inequality fails.
      </p>
      <Exercise
        id="impossible"
        answer={Infinity}
        tolerance={0.001}
        hint="What does the belief say about tails, and how surprised is it when they come? (∞ is written inf)"
        why="Tails come half of the time and are impossible by the belief: −½ log 0 is infinite."
      >
        A fair coin; the belief is that it always shows heads. What is KL(truth ‖ belief)? (infinity: inf)
      </Exercise>
    </>
  );
}

function TwoModes() {
  const [gap, setGap] = useState(2);
  const [q, setQ] = useState<Normal>({ mean: 0.6, sd: 1 });
  const p = useMemo(() => mixture([0.5, 0.5], [normal(-gap, 0.5), normal(gap, 0.5)]), [gap]);
  const law = normal(q.mean, q.sd);
  return (
    <>
      <p>
        The direction decides what a model that cannot be right does. Let the data have two modes and the
        model be one normal law.
      </p>
      <Figure
        controls={
          <>
            <Readings
              rows={[
                { key: 'forward', name: tex`\KL(p \Vert q)`, value: format(kl(p, law), 3), kind: 'accent' },
                { key: 'reverse', name: tex`\KL(q \Vert p)`, value: format(kl(law, p), 3), kind: 'fake' },
              ]}
            />
            <Slider
              label="deviation of q"
              min={0.2}
              max={3.5}
              step={0.05}
              value={q.sd}
              onInput={sd => setQ({ ...q, sd })}
            />
            <Slider label="half the gap" min={0} max={3} step={0.1} value={gap} onInput={setGap} />
            <div class="row">
              <Button onClick={() => setQ(nearest(p, 'forward', q))}>Least KL(p‖q)</Button>
              <Button onClick={() => setQ(nearest(p, 'reverse', q))}>Least KL(q‖p)</Button>
            </div>
          </>
        }
        caption="Drag q, or let the page minimise. The reverse search starts from where q is: start it left and right of the middle."
      >
        <Keys
          of={[
            ['real', 'p, the data'],
            ['fake', 'q, the model'],
          ]}
        />
        <Plot x={[-6, 6]} y={[0, 0.9]} label="A law with two modes and one normal law" xLabel="x">
          <Curve f={p.density} kind="real" fill={0} />
          <Curve f={law.density} kind="fake" fill={0} />
          <Handle
            x={q.mean}
            y={Math.min(0.9, law.density(q.mean))}
            step={0.1}
            kind="fake"
            label="Mean of q"
            onMove={mean => setQ({ ...q, mean })}
          />
        </Plot>
      </Figure>
      <p>
        Minimising {tex`\KL(p \Vert q)`} the model must put mass wherever the data are: it covers both modes
        and the empty middle. Minimising {tex`\KL(q \Vert p)`} it must put none where the data are not: it
        picks one mode and forgets the other. Maximum likelihood is the first.
      </p>
      <Choice
        id="reverse-fit"
        options={[
          'it covers everything and makes many samples that look like no data',
          'it makes good samples of one mode and forgets the other',
        ]}
        answer={1}
        hint="With KL(q‖p) the average runs over the model's own samples. What do they never visit?"
        why="What the model never makes never enters the average, so a forgotten mode costs little (log 2 here); a bad sample costs much."
      >
        A model was fitted by minimising {tex`\KL(q \Vert p)`}. What do you expect?
      </Choice>
    </>
  );
}

export const lesson: Lesson = {
  slug: 'kl',
  title: 'Kullback-Leibler divergence and its direction',
  steps: [
    { title: 'The definition', View: Definition },
    { title: 'What is called impossible', View: Impossible },
    { title: 'Two modes, one model', View: TwoModes },
  ],
};
