import { useMemo, useState } from 'preact/hooks';
import {
  discrete,
  expectation,
  type FDivergenceName,
  fDivergence,
  fDivergences,
  jsd,
  kl,
  normal,
  optimalCritic,
  optimalLogit,
  wasserstein,
} from '../../../theory/index.ts';
import { Select, Slider } from '../shell/controls.tsx';
import type { Lesson } from './step.ts';
import { Choice, Exercise } from './widgets/exercise.tsx';
import { Box, Figure, Keys, Readings } from './widgets/figures.tsx';
import { format } from './widgets/format.ts';
import { display, tex } from './widgets/formula.tsx';
import { Curve, Handle, Mark, Plot } from './widgets/plot.tsx';

const p = normal(0, 1);
const FAST = { tolerance: 1e-7 } as const;

const titles = {
  kl: 'Kullback-Leibler, KL(p‖q)',
  'reverse-kl': 'reverse Kullback-Leibler, KL(q‖p)',
  'jensen-shannon': 'Jensen-Shannon, 2 JSD',
  'squared-hellinger': 'squared Hellinger',
  pearson: 'Pearson χ²',
  neyman: 'Neyman χ²',
  'total-variation': 'total variation',
  gan: 'GAN, 2 JSD − log 4',
} satisfies Readonly<Record<FDivergenceName, string>>;

const names = Object.keys(titles) as FDivergenceName[];
const options = names.map(value => ({ value, label: titles[value] }));

function Family() {
  const [name, setName] = useState<FDivergenceName>('kl');
  const [mean, setMean] = useState(1);
  const [u, setU] = useState(2);
  const q = normal(mean, 1);
  const { f } = fDivergences[name];
  return (
    <>
      <p>
        At a place {tex`x`} all that these divergences look at is the ratio {tex`u = p(x)/q(x)`}: 1 where the
        laws agree, large where {tex`\real{p}`} has more, near 0 where {tex`\fake{q}`} has more. Choose what a
        ratio costs, {tex`f(u)`}, and take the mean over {tex`\fake{q}`}:
      </p>
      <Box title="f-divergence">
        {display`D_f(\real{p} \Vert \fake{q}) = \E_{x \sim \fake{q}}\Big[f\Big(\frac{\real{p(x)}}{\fake{q(x)}}\Big)\Big] = \int \fake{q(x)}\, f\Big(\frac{\real{p(x)}}{\fake{q(x)}}\Big) dx, \qquad f \text{ convex}, \; f(1) = 0`}
        <p>
          Convex means: curved upwards. Then the mean of {tex`f(u)`} is at least {tex`f`} of the mean of{' '}
          {tex`u`}, which is {tex`f(1) = 0`}: so {tex`D_f \ge 0`}. KL is {tex`f(u) = u \log u`}.
        </p>
      </Box>
      <Figure
        controls={
          <>
            <Select
              label="divergence"
              value={name}
              options={options}
              onChange={value => setName(value as FDivergenceName)}
            />
            <Slider label="distance of the laws" min={0} max={5} step={0.1} value={mean} onInput={setMean} />
            <Readings
              rows={[
                { key: 'u', name: tex`u`, value: format(u, 2) },
                { key: 'f', name: tex`f(u)`, value: format(f(u), 4), kind: 'accent' },
                {
                  key: 'divergence',
                  name: tex`D_f(p \Vert q)`,
                  value: format(fDivergence(name, p, q, FAST), 4),
                  kind: 'accent',
                },
              ]}
            />
          </>
        }
        caption="The cost of a ratio. Move along it, and the laws apart: some divergences stop at a largest value, some do not. (The GAN's own f is not 0 at 1: there −log 4 is left.)"
      >
        <Plot x={[0, 5]} y={[-1.6, 6]} label="The cost f of a ratio" xLabel="ratio u = p/q" yLabel="f(u)">
          <Curve f={x => (x > 0.001 ? f(x) : Number.NaN)} kind="accent" />
          <Mark x={1} kind="quiet" text="equal" />
          <Handle
            x={u}
            y={Math.max(-1.6, Math.min(6, f(u)))}
            step={0.05}
            label="Ratio u"
            onMove={x => setU(Math.max(0.02, x))}
          />
        </Plot>
      </Figure>
      <Exercise
        id="f-of-2"
        answer={fDivergences.pearson.f(2)}
        tolerance={0.005}
        hint="Pearson's cost is (u − 1)²."
        why={tex`(2 - 1)^2 = 1`}
      >
        At some place the data are twice as dense as the samples. What does Pearson's {tex`f(u) = (u - 1)^2`}{' '}
        charge there?
      </Exercise>
    </>
  );
}

function Conjugate() {
  const [name, setName] = useState<FDivergenceName>('kl');
  const [u, setU] = useState(1.5);
  const record = fDivergences[name];
  const t = record.slope(u);
  const tangent = (x: number) => record.f(u) + t * (x - u);
  return (
    <>
      <p>
        But {tex`\real{p(x)}/\fake{q(x)}`} is just what nobody knows. The way out: a convex curve is the upper
        edge of all its tangents. A tangent of slope {tex`t`} meets the axis {tex`u = 0`} at a depth that
        depends on {tex`t`} only; call it {tex`f^*(t)`}, the conjugate:
      </p>
      {display`f^*(t) = \sup_u \big(u t - f(u)\big), \qquad f(u) \ge u t - f^*(t) \text{ for every } t`}
      <p>
        ({tex`\sup`} is the largest value that is reached, or approached.) Put the ratio for {tex`u`}, any
        function {tex`T(x)`} for {tex`t`}, and take the mean over {tex`\fake{q}`}: the unknown ratio times{' '}
        {tex`\fake{q}`} is {tex`\real{p}`}, and only two means are left, which samples can estimate.
      </p>
      <Box title="The bound of f-GAN">
        {display`D_f(\real{p} \Vert \fake{q}) \;\ge\; \E_{\real{p}}[T(x)] - \E_{\fake{q}}[f^*(T(x))], \qquad \text{equal for } T = f'\Big(\frac{\real{p}}{\fake{q}}\Big)`}
      </Box>
      <Figure
        controls={
          <>
            <Select
              label="divergence"
              value={name}
              options={options.filter(({ value }) => value !== 'total-variation')}
              onChange={value => setName(value as FDivergenceName)}
            />
            <Readings
              rows={[
                { key: 't', name: tex`t = f'(u)`, value: format(t, 4), kind: 'accent' },
                { key: 'conjugate', name: tex`f^*(t)`, value: format(record.conjugate(t), 4), kind: 'fake' },
                { key: 'touches', name: tex`u t - f^*(t)`, value: format(u * t - record.conjugate(t), 4) },
                { key: 'f', name: tex`f(u)`, value: format(record.f(u), 4) },
              ]}
            />
          </>
        }
        caption="Move the point of contact: the tangent stays below the curve, and meets the left edge at −f*(t)."
      >
        <Plot x={[0, 4]} y={[-3, 5]} label="A convex cost and its tangent" xLabel="u">
          <Curve f={x => (x > 0.001 ? record.f(x) : Number.NaN)} kind="quiet" />
          <Curve f={tangent} kind="accent" />
          <Handle
            x={u}
            y={Math.max(-3, Math.min(5, record.f(u)))}
            step={0.05}
            label="Point of contact"
            onMove={x => setU(Math.max(0.1, x))}
          />
        </Plot>
      </Figure>
      <Tightness />
      <Exercise
        id="conjugate"
        answer={fDivergences.kl.conjugate(1)}
        tolerance={0.005}
        hint="Which u makes u − u log u largest? Its slope is −log u, which is 0 at u = 1."
        why={tex`1 \cdot 1 - 1 \log 1 = 1`}
      >
        For {tex`f(u) = u \log u`}: what is {tex`f^*(1)`}, the largest value of {tex`u \cdot 1 - u \log u`}?
      </Exercise>
    </>
  );
}

const generator = normal(1, 1.2);
const ratio = optimalLogit(p, generator);

/** The bound of KL for T = f′((p/q)^c) = 1 + c log(p/q). */
function bound(c: number): number {
  const T = (x: number) => 1 + c * ratio(x);
  return expectation(p, T, FAST) - expectation(generator, x => Math.exp(T(x) - 1), FAST);
}

function Tightness() {
  const [c, setC] = useState(0.5);
  const curve = useMemo(() => Array.from({ length: 41 }, (_, i) => [i / 20, bound(i / 20)] as const), []);
  const exact = useMemo(() => kl(p, generator), []);
  return (
    <Figure
      controls={
        <Readings
          rows={[
            { key: 'c', name: tex`c`, value: format(c, 2) },
            { key: 'bound', name: 'the bound', value: format(bound(c), 4), kind: 'accent' },
            { key: 'exact', name: tex`\KL(p \Vert q)`, value: format(exact, 4), kind: 'quiet' },
          ]}
        />
      }
      caption="For KL, with T = 1 + c log(p/q): a discriminator that is c times as sure as it should be. Whatever c is, the bound stays below KL; at c = 1 it touches."
    >
      <Plot
        x={[0, 2]}
        y={[-0.4, 0.6]}
        label="The bound against the sureness of T"
        xLabel="c"
        yLabel="bound"
        height={190}
      >
        <Curve f={curve} kind="accent" />
        <Mark y={exact} kind="quiet" text="KL(p‖q)" />
        <Handle x={c} y={Math.max(-0.4, bound(c))} step={0.02} label="c" onMove={setC} />
      </Plot>
    </Figure>
  );
}

function Table() {
  const [mean, setMean] = useState(2);
  const [sd, setSd] = useState(1);
  const q = normal(mean, sd);
  return (
    <>
      <p>
        So every {tex`f`} gives a game: {tex`\judge{D}`} makes the bound large, {tex`\fake{G}`} makes it
        small. The network gives a number {tex`s`} without limits; an increasing function {tex`g_f`} turns it
        into an allowed {tex`t`}. Here are all, between {tex`N(0, 1)`} and a law that you move.
      </p>
      <Figure
        controls={
          <>
            <Slider label="mean of q" min={0} max={8} step={0.1} value={mean} onInput={setMean} />
            <Slider label="deviation of q" min={0.4} max={2.5} step={0.1} value={sd} onInput={setSd} />
          </>
        }
      >
        <Plot x={[-4, 10]} y={[0, 1.05]} label="Both laws" height={130}>
          <Curve f={p.density} kind="real" fill={0} />
          <Curve f={q.density} kind="fake" fill={0} />
        </Plot>
      </Figure>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section class="scroll" aria-label="All divergences" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">divergence</th>
              <th scope="col">formula</th>
              <th scope="col">value</th>
            </tr>
          </thead>
          <tbody>
            {names.map(name => (
              <tr key={name}>
                <th scope="row">{titles[name]}</th>
                <td>{fDivergences[name].formula}</td>
                <td class="number" data-reading={name}>
                  {format(fDivergence(name, p, q, FAST), 4)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <p>
        Move the mean far out: Jensen-Shannon, Hellinger and total variation stop at their largest value, like
        every f-divergence whose cost is finite at 0 and grows no faster than {tex`u`}; the others grow beyond
        measure. Neither kind tells a generator patiently how far it has to go. None can: where the laws do
        not overlap, the ratio is 0 or ∞, whatever the distance.
      </p>
      <Choice
        id="no-overlap"
        options={['Jensen-Shannon', 'Pearson χ²', 'none of them']}
        answer={2}
        hint="What is p(x)/q(x) for two points at different places, near or far?"
        why="The ratio is 0 or infinite for all distances, so every f-divergence gives one and the same value: it cannot see how far apart the points are."
      >
        All data at one point, all samples at another. Which f-divergence tells how far apart they are?
      </Choice>
    </>
  );
}

/** JSD of two normal laws of a narrow width, and W₁: both against the distance. */
const WIDTH = 0.4;
const saturating = () =>
  Array.from({ length: 41 }, (_, i) => [i / 10, jsd(normal(0, WIDTH), normal(i / 10, WIDTH), FAST)] as const);

function Earth() {
  const [distance, setDistance] = useState(2);
  const [curve] = useState(saturating);
  const [a, b] = [normal(0, WIDTH), normal(distance, WIDTH)];
  return (
    <>
      <p>
        Another idea: heaps of earth. How much work is it to carry {tex`\fake{q}`} into the shape of{' '}
        {tex`\real{p}`}, mass times way, if one is clever? That is the Wasserstein distance {tex`W_1`}. On a
        line it is the area between the two cdfs, and it grows with the distance itself.
      </p>
      <Box title="Wasserstein distance on a line">
        {display`W_1(\real{p}, \fake{q}) = \int |F_{\real{p}}(x) - F_{\fake{q}}(x)|\, dx`}
      </Box>
      <Figure
        controls={
          <>
            <Slider label="distance" min={0} max={4} step={0.05} value={distance} onInput={setDistance} />
            <Readings
              rows={[
                { key: 'w1', name: tex`W_1`, value: format(wasserstein(a, b), 4), kind: 'accent' },
                { key: 'jsd', name: 'JSD', value: format(jsd(a, b, FAST), 4), kind: 'quiet' },
              ]}
            />
          </>
        }
        caption="Above the cdfs with W₁ as the area between them; below, W₁ beside JSD, which is at log 2 long before the laws are far apart."
      >
        <Plot x={[-1.5, 5.5]} y={[0, 1.05]} label="Cdfs and the area between them" yLabel="F(x)" height={180}>
          <Curve f={between(a.cdf, b.cdf)} kind="accent" fill={0} />
          <Curve f={a.cdf} kind="real" />
          <Curve f={b.cdf} kind="fake" />
        </Plot>
        <Keys
          of={[
            ['real', 'cdf of the data'],
            ['fake', 'cdf of the samples'],
            ['accent', 'W₁'],
            ['quiet', 'JSD'],
          ]}
        />
        <Plot
          x={[0, 4]}
          y={[0, 4]}
          label="Wasserstein distance and Jensen-Shannon divergence against the distance"
          xLabel="distance"
          height={190}
        >
          <Curve f={curve} kind="quiet" />
          <Curve f={x => x} kind="accent" />
          <Handle x={distance} y={distance} step={0.05} label="Distance" onMove={setDistance} />
        </Plot>
      </Figure>
      <Exercise
        id="two-heaps"
        answer={wasserstein(discrete([0.5, 0.5], [0, 4]), discrete([1], [0]))}
        tolerance={0.005}
        hint="Half of the mass is where it should be. How far must the other half go?"
        why={tex`\tfrac12 \cdot 4 = 2`}
      >
        The data: half at 0, half at 4. The samples: all at 0. What is {tex`W_1`}?
      </Exercise>
    </>
  );
}

/** The height between two cdfs, drawn from the base: its area is W₁. */
const between = (f: (x: number) => number, g: (x: number) => number) => (x: number) => Math.abs(f(x) - g(x));

function Dual() {
  const [slope, setSlope] = useState(0.4);
  const [mean, setMean] = useState(2);
  const q = normal(mean, 0.5);
  const data = normal(0, 0.5);
  const critic = useMemo(() => optimalCritic(data, q), [mean]);
  const best = wasserstein(data, q);
  const own = expectation(data, x => -slope * x, FAST) - expectation(q, x => -slope * x, FAST);
  return (
    <>
      <p>
        A plan of who carries what where is hard to learn from samples, but there is a second way to the same
        number, by scores. Let a critic {tex`s(x)`} give a score to each place, and compare the mean scores:
      </p>
      <Box title="Kantorovich and Rubinstein">
        {display`W_1(\real{p}, \fake{q}) = \sup_{\Vert s' \Vert \le 1} \; \E_{\real{p}}[s(x)] - \E_{\fake{q}}[s(x)]`}
        <p>
          over all critics whose slope is nowhere more than 1. Without that bound the critic would make the
          difference as large as it likes.
        </p>
      </Box>
      <Figure
        controls={
          <>
            <Slider
              label="slope of your critic"
              min={-1.5}
              max={1.5}
              step={0.05}
              value={slope}
              onInput={setSlope}
            />
            <Slider label="distance" min={-4} max={4} step={0.1} value={mean} onInput={setMean} />
            <Readings
              rows={[
                {
                  key: 'own',
                  name: 'difference of mean scores',
                  value: Math.abs(slope) <= 1 ? format(own, 4) : `${format(own, 4)}: too steep`,
                  kind: 'accent',
                },
                { key: 'best', name: tex`W_1`, value: format(best, 4), kind: 'optimum' },
              ]}
            />
          </>
        }
        caption="Your critic is −slope · x. At slope 1 (or −1, on the other side) it reaches W₁ here; steeper ones are not allowed."
      >
        <Keys
          of={[
            ['real', 'data'],
            ['fake', 'samples'],
            ['accent', 'your critic'],
            ['optimum', 'the best critic'],
          ]}
        />
        <Plot x={[-5, 5]} y={[-4, 4]} label="Critics" xLabel="x" yLabel="score s(x)">
          <Curve f={x => 3 * data.density(x)} kind="real" fill={0} />
          <Curve f={x => 3 * q.density(x)} kind="fake" fill={0} />
          <Curve f={critic} kind="optimum" dashed />
          <Curve f={x => -slope * x} kind="accent" />
        </Plot>
      </Figure>
      <p>
        At the samples the best critic has slope 1, however far they are: the gradient does not vanish. This
        is the Wasserstein GAN (arXiv 1701.07875). Distances that are the largest difference of means over a
        set of functions are called integral probability metrics; {tex`W_1`} is the one whose functions have
        slope at most 1. What it takes to keep a network there is the subject of a later page.
      </p>
      <Choice
        id="why-bounded-slope"
        options={[
          'because data are bounded',
          'because doubling a critic would double the difference, without end',
          'because networks are smooth',
        ]}
        answer={1}
        hint="What happens to the difference of means if all scores are multiplied by 2?"
        why="Without a bound the supremum is infinite as soon as the laws differ at all; with it, the difference is a distance."
      >
        Why must the slope of the critic be bounded?
      </Choice>
    </>
  );
}

export const lesson: Lesson = {
  slug: 'divergences',
  title: 'Other divergences, and a distance',
  steps: [
    { title: 'A family: f-divergences', View: Family },
    { title: 'Tangents: how samples are enough', View: Conjugate },
    { title: 'All of them side by side', View: Table },
    { title: 'Carrying earth: W₁', View: Earth },
    { title: 'The critic of W₁', View: Dual },
  ],
};
