import { useMemo, useState } from 'preact/hooks';
import {
  criterion,
  gameValue,
  jsd,
  kl,
  mixture,
  normal,
  optimalDiscriminator,
  uniform,
} from '../../../theory/index.ts';
import { Slider } from '../shell/controls.tsx';
import type { Lesson } from './step.ts';
import { Choice, Exercise } from './widgets/exercise.tsx';
import { Box, Figure, Keys, Readings } from './widgets/figures.tsx';
import { format } from './widgets/format.ts';
import { display, tex } from './widgets/formula.tsx';
import { Curve, Handle, Mark, Plot } from './widgets/plot.tsx';

const p = normal(0, 1);
const FAST = { tolerance: 1e-8 } as const;
const LOG4 = Math.log(4);

function FourRoads() {
  const [mean, setMean] = useState(0.7);
  const [sd, setSd] = useState(1.4);
  const q = normal(mean, sd);
  const m = mixture([0.5, 0.5], [p, q]);
  const value = gameValue(optimalDiscriminator(p, q), p, q, FAST);
  const [left, right] = [kl(p, m, FAST), kl(q, m, FAST)];
  const divergence = jsd(p, q, FAST);
  return (
    <>
      <p>
        Put {tex`\judge{D^*}`} into the game. What is left for {tex`\fake{G}`} is to make
      </p>
      {display`C(\fake{G}) = \max_D V(D, \fake{G}) = \E_{\real{p}}\Big[\log \frac{\real{p}}{\real{p} + \fake{q}}\Big] + \E_{\fake{q}}\Big[\log \frac{\fake{q}}{\real{p} + \fake{q}}\Big]`}
      <p>as small as possible.</p>
      <Box title="Theorem 1">
        {display`C(\fake{G}) = -\log 4 + 2\, \JSD(\real{p}, \fake{q})`}
        <p>
          So its least value is {tex`-\log 4 = -1.3863`}, reached if and only if{' '}
          {tex`\fake{p_g} = \real{p_{\text{data}}}`}.
        </p>
      </Box>
      <p>
        <em>Proof.</em> Halve each denominator: with {tex`m = (p + q)/2`},{' '}
        {tex`\log \frac{p}{p + q} = -\log 2 + \log \frac{p}{m}`}. The two constants give {tex`-\log 4`}, and
        the rest is {tex`\KL(p \Vert m) + \KL(q \Vert m) = 2\,\JSD(p, q)`}, which is 0 only for equal laws.
        Follow it in numbers:
      </p>
      <Figure
        controls={
          <>
            <Slider label="deviation of q" min={0.3} max={3} step={0.05} value={sd} onInput={setSd} />
            <Readings
              rows={[
                { key: 'value', name: tex`V(D^*, G)`, value: format(value, 5), kind: 'accent' },
                { key: 'left', name: tex`\KL(p \Vert m)`, value: format(left, 5), kind: 'real' },
                { key: 'right', name: tex`\KL(q \Vert m)`, value: format(right, 5), kind: 'fake' },
                { key: 'sum', name: tex`-\log 4 + \text{both}`, value: format(-LOG4 + left + right, 5) },
                { key: 'jsd', name: tex`-\log 4 + 2\,\JSD`, value: format(-LOG4 + 2 * divergence, 5) },
                { key: 'least', name: tex`-\log 4`, value: format(-LOG4, 5), kind: 'quiet' },
              ]}
            />
          </>
        }
        caption="Three roads to one number, whatever q is. Drag q onto p to reach the least."
      >
        <Keys
          of={[
            ['real', 'p'],
            ['fake', 'q'],
            ['mix', 'm'],
            ['optimum', 'D*'],
          ]}
        />
        <Plot x={[-5, 5]} y={[0, 1]} label="Data, generator, their average and D*" xLabel="x">
          <Curve f={p.density} kind="real" fill={0} />
          <Curve f={q.density} kind="fake" fill={0} />
          <Curve f={m.density} kind="mix" dashed />
          <Curve f={optimalDiscriminator(p, q)} kind="optimum" />
          <Handle
            x={mean}
            y={Math.min(1, q.density(mean))}
            step={0.1}
            kind="fake"
            label="Mean of the generator"
            onMove={setMean}
          />
        </Plot>
      </Figure>
      <Exercise
        id="apart"
        answer={criterion(uniform(0, 1), uniform(2, 3))}
        tolerance={0.001}
        unit="nats"
        hint="JSD is log 2 when the laws share no mass."
        why={tex`-\log 4 + 2 \log 2 = 0`}
      >
        What is {tex`C(G)`} when data and generated samples share no place at all?
      </Exercise>
    </>
  );
}

const widths = [0.6, 1, 1.8] as const;

/** C against the mean, for each width: the quadratures are done once. */
const landscape = () =>
  widths.map(sd =>
    Array.from({ length: 33 }, (_, i) => -4 + i / 4).map(
      mean => [mean, criterion(p, normal(mean, sd), { tolerance: 1e-6 })] as [number, number],
    ),
  );

function Landscape() {
  const [curves] = useState(landscape);
  const [mean, setMean] = useState(2);
  const value = criterion(p, normal(mean, 1), FAST);
  return (
    <>
      <p>
        {tex`C`} for normal generators of three widths against their mean. Only the right width reaches{' '}
        {tex`-\log 4`}, and only at the right mean. Far away every curve flattens towards 0: JSD saturates.
      </p>
      <Figure
        controls={
          <Readings
            rows={[
              { key: 'mean', name: 'mean', value: format(mean, 2) },
              { key: 'value', name: tex`C(G)`, value: format(value), kind: 'fake' },
              { key: 'above', name: tex`\text{above } -\log 4`, value: format(value + LOG4) },
            ]}
          />
        }
      >
        <Keys
          of={[
            ['accent', 'deviation 0.6'],
            ['fake', 'deviation 1, as the data'],
            ['quiet', 'deviation 1.8'],
          ]}
        />
        <Plot
          x={[-4, 4]}
          y={[-1.45, 0.05]}
          label="The criterion against the generator's mean"
          xLabel="mean of G"
          yLabel="C(G)"
        >
          <Curve f={curves[0]} kind="accent" />
          <Curve f={curves[2]} kind="quiet" />
          <Curve f={curves[1]} kind="fake" />
          <Mark y={-LOG4} kind="quiet" text="−log 4" />
          <Handle x={mean} y={value} step={0.1} kind="fake" label="Mean of the generator" onMove={setMean} />
        </Plot>
      </Figure>
    </>
  );
}

function Convex() {
  const [t, setT] = useState(0.5);
  const q = useMemo(() => normal(2.5, 0.7), []);
  const at = (u: number) =>
    u <= 0
      ? criterion(p, q, FAST)
      : u >= 1
        ? criterion(p, p, FAST)
        : criterion(p, mixture([1 - u, u], [q, p]), { tolerance: 1e-6 });
  const curve = useMemo(
    () => Array.from({ length: 21 }, (_, i) => [i / 20, at(i / 20)] as [number, number]),
    [],
  );
  const blend = t <= 0 ? q : t >= 1 ? p : mixture([1 - t, t], [q, p]);
  const [start, end] = [curve[0][1], curve[20][1]];
  const value = at(t);
  return (
    <>
      <Box title="Proposition 2">
        <p>
          If {tex`\judge{D}`} reaches its optimum at each step and {tex`\fake{p_g}`} is improved a little,
          then {tex`\fake{p_g} \to \real{p_{\text{data}}}`}.
        </p>
      </Box>
      <p>
        The reason is convexity. For a fixed {tex`D`}, {tex`V`} is linear in the law {tex`q`}; {tex`C`} is the
        largest of many linear functions, and such a function is convex. So there is no other minimum to be
        caught in. Go straight from {tex`q`} to {tex`p`}, {tex`q_t = (1 - t) q + t p`}:
      </p>
      <Figure
        controls={
          <>
            <Slider label="t" min={0} max={1} step={0.02} value={t} onInput={setT} />
            <Readings
              rows={[
                { key: 'value', name: tex`C(q_t)`, value: format(value), kind: 'accent' },
                { key: 'chord', name: 'the chord', value: format((1 - t) * start + t * end), kind: 'quiet' },
              ]}
            />
          </>
        }
        caption="The curve stays below its chord: convex, and always downhill."
      >
        <Plot x={[-4, 6]} y={[0, 0.6]} label="The law on the way" height={150}>
          <Curve f={p.density} kind="real" />
          <Curve f={blend.density} kind="fake" fill={0} />
        </Plot>
        <Plot x={[0, 1]} y={[-1.45, 0]} label="The criterion on the way" xLabel="t" yLabel="C" height={190}>
          <Curve
            f={[
              [0, start],
              [1, end],
            ]}
            kind="quiet"
            dashed
          />
          <Curve f={curve} kind="accent" />
          <Handle x={t} y={value} step={0.02} label="Way from q to p" onMove={setT} />
        </Plot>
      </Figure>
      <p>
        <strong>What this does not say.</strong> The argument moves the law itself. A network moves weights,
        and in the weights nothing is convex; {tex`D`} is seldom optimal; expectations are minibatches. Read
        it as: the game has the right solution. Whether steps find it is the subject of the next pages.
      </p>
      <Choice
        id="what-is-proved"
        options={[
          'training a GAN always ends at the data, if one waits',
          'if both players were perfect, the law of the data would be the only solution',
          'the loss of G falls while training goes well',
        ]}
        answer={1}
        hint="Which of them speaks of laws, and not of weights and steps?"
        why="The theorem is about the best D and about laws. It promises nothing of gradient steps on weights, and the loss of G depends on the D of the moment."
      >
        What has been proved?
      </Choice>
    </>
  );
}

export const lesson: Lesson = {
  slug: 'global-optimum',
  title: 'The global optimum',
  steps: [
    { title: 'The theorem, with numbers that you can move', View: FourRoads },
    { title: 'The landscape of C', View: Landscape },
    { title: 'No false minima, in the space of laws', View: Convex },
  ],
};
