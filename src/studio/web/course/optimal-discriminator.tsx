import { useMemo, useState } from 'preact/hooks';
import {
  gameValueFromLogits,
  normal,
  optimalDiscriminator,
  optimalLogit,
  sigmoid,
} from '../../../theory/index.ts';
import { Button, Slider } from '../shell/controls.tsx';
import type { Lesson } from './step.ts';
import { Choice, Exercise } from './widgets/exercise.tsx';
import { Box, Figure, Keys, Readings } from './widgets/figures.tsx';
import { format } from './widgets/format.ts';
import { display, tex } from './widgets/formula.tsx';
import { Curve, Handle, Mark, Plot } from './widgets/plot.tsx';

const p = normal(0, 1);

function PlaceByPlace() {
  const [x, setX] = useState(1);
  const [y, setY] = useState(0.2);
  const q = normal(0.7, 1.4);
  const [a, b] = [p.density(x), q.density(x)];
  const earn = (d: number) => (d > 0 && d < 1 ? a * Math.log(d) + b * Math.log(1 - d) : Number.NaN);
  const best = a / (a + b);
  return (
    <>
      <p>
        Fix {tex`\fake{G}`}, and so its law {tex`\fake{q} = p_g`}. Written as one integral, the value is
      </p>
      {display`V = \int \Big[\real{p(x)} \log \judge{D(x)} + \fake{q(x)} \log(1 - \judge{D(x)})\Big] dx .`}
      <p>
        {tex`\judge{D}`} may answer what it likes at each {tex`x`}, whatever it answers elsewhere. So make the
        integrand as large as possible, one place at a time.
      </p>
      <Figure
        controls={
          <>
            <Readings
              rows={[
                { key: 'a', name: tex`a = p(x)`, value: format(a), kind: 'real' },
                { key: 'b', name: tex`b = q(x)`, value: format(b), kind: 'fake' },
                { key: 'y', name: tex`y`, value: format(y, 3), kind: 'accent' },
                { key: 'earn', name: tex`a \log y + b \log(1 - y)`, value: format(earn(y)), kind: 'accent' },
                { key: 'slope', name: tex`a/y - b/(1 - y)`, value: format(a / y - b / (1 - y), 3) },
                { key: 'best', name: tex`a / (a + b)`, value: format(best), kind: 'optimum' },
              ]}
            />
            <Button onClick={() => setY(best)}>Go to the best y</Button>
          </>
        }
        caption="Choose a place x in the upper picture and an answer y in the lower one."
      >
        <Plot x={[-4, 5]} y={[0, 0.45]} label="The two densities" xLabel="x" height={150}>
          <Curve f={p.density} kind="real" fill={0} />
          <Curve f={q.density} kind="fake" fill={0} />
          <Mark x={x} kind="quiet" />
          <Handle x={x} y={0} step={0.1} label="Place x" onMove={setX} />
        </Plot>
        <Plot
          x={[0, 1]}
          y={[-1.2, 0]}
          label="What D earns at this place against its answer"
          xLabel="answer y"
          yLabel="integrand"
        >
          <Curve f={earn} kind="accent" />
          <Mark x={best} kind="optimum" text="a/(a + b)" />
          <Handle
            x={y}
            y={Math.max(-1.2, earn(y))}
            step={0.01}
            label="Answer y"
            onMove={v => setY(Math.min(0.99, Math.max(0.01, v)))}
          />
        </Plot>
      </Figure>
      <Box title="Proposition 1">
        {display`\judge{D^*(x)} = \frac{\real{p(x)}}{\real{p(x)} + \fake{q(x)}}`}
        <p>
          The slope {tex`a/y - b/(1-y)`} is 0 at {tex`y = a/(a + b)`} only, and the curve is concave, so that
          is its top.
        </p>
      </Box>
      <Exercise
        id="three-to-one"
        answer={0.75}
        tolerance={0.005}
        hint="a/(a + b) with a three times as large as b."
        why={tex`\frac{3}{3 + 1} = 0.75`}
      >
        At some place the data are three times as dense as the generated samples. What is {tex`D^*`} there?
      </Exercise>
    </>
  );
}

function Whole() {
  const [mean, setMean] = useState(0.7);
  const [sd, setSd] = useState(1.4);
  const q = normal(mean, sd);
  const at = 1;
  const logit = optimalLogit(p, q);
  return (
    <>
      <p>
        Here is {tex`\judge{D^*}`} everywhere. It is ½ where the densities cross, and it is a function of
        their ratio only:
      </p>
      {display`\log \frac{D^*(x)}{1 - D^*(x)} = \log \real{p(x)} - \log \fake{q(x)}`}
      <p>
        So a trained discriminator is an estimate of a ratio of densities, got without knowing either. For two
        normal laws its logit is a parabola, or a straight line if their deviations are equal.
      </p>
      <Figure
        controls={
          <>
            <Slider label="deviation of q" min={0.3} max={3} step={0.05} value={sd} onInput={setSd} />
            <Readings
              rows={[
                { key: 'p', name: tex`p(1)`, value: format(p.density(at), 6), kind: 'real' },
                { key: 'q', name: tex`q(1)`, value: format(q.density(at), 6), kind: 'fake' },
                {
                  key: 'd',
                  name: tex`D^*(1)`,
                  value: format(optimalDiscriminator(p, q)(at), 6),
                  kind: 'optimum',
                },
                { key: 'logit', name: 'its logit', value: format(logit(at), 6), kind: 'optimum' },
              ]}
            />
            <Button
              onClick={() => {
                setMean(0);
                setSd(1);
              }}
            >
              Make q equal p
            </Button>
          </>
        }
        caption="Drag the generator. When both laws agree, D* is ½ everywhere: nothing is left to tell."
      >
        <Keys
          of={[
            ['real', 'p, the data'],
            ['fake', 'q, the generator'],
            ['optimum', 'D*'],
          ]}
        />
        <Plot x={[-5, 5]} y={[0, 1]} label="Densities and the optimal discriminator" xLabel="x">
          <Curve f={p.density} kind="real" fill={0} />
          <Curve f={q.density} kind="fake" fill={0} />
          <Curve f={optimalDiscriminator(p, q)} kind="optimum" />
          <Mark y={0.5} kind="quiet" />
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
      <Choice
        id="equal-densities"
        options={['0', '½', '1', 'it depends on how often both make that sample']}
        answer={1}
        hint="Put p(x) = q(x) into the formula."
        why="p/(p + p) = ½ for every p > 0: rare or common, the sample tells nothing."
      >
        What is {tex`D^*(x)`} where both laws have the same density?
      </Choice>
    </>
  );
}

function Wiggle() {
  const [size, setSize] = useState(0.8);
  const [place, setPlace] = useState(1);
  const q = normal(0.7, 1.4);
  const logit = optimalLogit(p, q);
  const bent = (epsilon: number) => (x: number) => logit(x) + epsilon * Math.exp(-2 * (x - place) ** 2);
  const best = useMemo(() => gameValueFromLogits(logit, p, q), []);
  const curve = useMemo(
    () =>
      Array.from({ length: 25 }, (_, i) => -3 + i / 4).map(
        e => [e, gameValueFromLogits(bent(e), p, q, { tolerance: 1e-7 })] as const,
      ),
    [place],
  );
  const value = gameValueFromLogits(bent(size), p, q, { tolerance: 1e-9 });
  return (
    <>
      <p>
        See that nothing beats it. Add a bump of any size at any place to the logit of {tex`\judge{D^*}`}, and
        compute {tex`V`} again.
      </p>
      <Figure
        controls={
          <>
            <Slider label="size of the bump" min={-3} max={3} step={0.05} value={size} onInput={setSize} />
            <Slider label="place of the bump" min={-3} max={4} step={0.1} value={place} onInput={setPlace} />
            <Readings
              rows={[
                { key: 'bent', name: 'V of the bent D', value: format(value, 6), kind: 'accent' },
                { key: 'best', name: 'V of D*', value: format(best, 6), kind: 'optimum' },
                { key: 'loss', name: 'lost', value: format(best - value, 6) },
              ]}
            />
          </>
        }
      >
        <Plot x={[-4, 5]} y={[0, 1]} label="The optimal and the bent discriminator" xLabel="x" height={180}>
          <Curve f={x => sigmoid(logit(x))} kind="optimum" />
          <Curve f={x => sigmoid(bent(size)(x))} kind="accent" />
        </Plot>
        <Plot
          x={[-3, 3]}
          y={[-1.55, -1.25]}
          label="Value against the size of the bump"
          xLabel="size of the bump"
          yLabel="V"
          height={170}
        >
          <Curve f={curve} kind="accent" />
          <Mark y={best} kind="optimum" text="V of D*" />
          <Handle x={size} y={Math.max(-1.55, value)} step={0.05} label="Size of the bump" onMove={setSize} />
        </Plot>
      </Figure>
      <Exercise
        id="flat-top"
        answer={0}
        tolerance={0.0005}
        hint="The curve has its top where the bump has size 0. What is the slope of a smooth curve at its top?"
        why="At the optimum V does not change to first order: small errors of D cost only their square."
      >
        What is the slope of {tex`V`} in the size of the bump at {tex`\judge{D^*}`}?
      </Exercise>
    </>
  );
}

export const lesson: Lesson = {
  slug: 'optimal-discriminator',
  title: 'The optimal discriminator',
  steps: [
    { title: 'One place at a time', View: PlaceByPlace },
    { title: 'The whole of it', View: Whole },
    { title: 'Try to beat it', View: Wiggle },
  ],
};
