import { useMemo, useState } from 'preact/hooks';
import { type Distribution, drawn, exponential } from '../../../theory/index.ts';
import { Random } from '../../../util/random.ts';
import { Button, Slider } from '../shell/controls.tsx';
import type { Lesson } from './step.ts';
import { DragDensity } from './widgets/drag-density.tsx';
import { Exercise } from './widgets/exercise.tsx';
import { Box, Figure, Keys, Readings } from './widgets/figures.tsx';
import { format } from './widgets/format.ts';
import { display, tex } from './widgets/formula.tsx';
import { Arrow, Curve, Dots, Handle, Plot } from './widgets/plot.tsx';
import { histogram } from './widgets/samples.ts';

function Distribute() {
  const [x, setX] = useState(1);
  const law = exponential(1);
  return (
    <>
      <Box title="Cumulative distribution function">
        {display`F(x) = P(X \le x) = \int_{-\infty}^{x} p(t)\, dt`}
        <p>
          The share of the mass at or left of {tex`x`}: the probability {tex`P`} that a sample {tex`X`} is at
          most {tex`x`}, cdf for short. It climbs from 0 to 1, steeply where the density {tex`p`} is high,
          since {tex`F' = p`}.
        </p>
      </Box>
      <Figure
        controls={
          <Readings
            rows={[
              { key: 'x', name: tex`x`, value: format(x, 2) },
              { key: 'density', name: tex`p(x)`, value: format(law.density(x), 4), kind: 'real' },
              { key: 'cdf', name: tex`F(x)`, value: format(law.cdf(x), 4), kind: 'accent' },
            ]}
          />
        }
        caption="The shaded area above is the height below."
      >
        <Plot x={[0, 5]} y={[0, 1.05]} label="Density of the exponential law" yLabel="p(x)" height={150}>
          <Curve f={law.density} kind="real" />
          <Curve f={law.density} kind="accent" fill={0} over={[0, Math.max(0.01, x)]} />
        </Plot>
        <Plot
          x={[0, 5]}
          y={[0, 1.05]}
          label="Its cumulative distribution function"
          yLabel="F(x)"
          height={180}
        >
          <Curve f={law.cdf} kind="accent" />
          <Handle x={x} y={law.cdf(x)} step={0.05} label="x" onMove={setX} />
        </Plot>
      </Figure>
      <Exercise
        id="cdf"
        answer={exponential(1).cdf(Math.LN2)}
        tolerance={0.002}
        hint="F(x) = 1 − e^(−x) for this law."
        why={tex`F(\log 2) = 1 - e^{-\log 2} = \tfrac12`}
      >
        For {tex`p(x) = e^{-x}`} on {tex`x \ge 0`}: what is {tex`F(\log 2)`}?
      </Exercise>
    </>
  );
}

function Invert() {
  const [u, setU] = useState(0.5);
  const law = exponential(1);
  const x = law.quantile(u);
  return (
    <>
      <p>
        Now go the other way: in at a height {tex`u`}, out at the place {tex`x`} where {tex`F`} reaches it.
        That is the quantile function {tex`Q = F^{-1}`}. Let the height be drawn by chance, uniform on (0, 1):
        every stretch is as likely as any other of its length. All computers can do that.
      </p>
      <Box title="Inverse transform sampling">
        {display`U \text{ uniform on } (0, 1) \quad\Longrightarrow\quad X = Q(U) \text{ has the law } F`}
        <p>
          The whole proof: {tex`P(Q(U) \le x) = P(U \le F(x)) = F(x)`}. The first step is that{' '}
          {tex`Q(u) \le x`} exactly when {tex`u \le F(x)`}; the second that {tex`U`} is uniform.
        </p>
      </Box>
      <Figure
        controls={
          <>
            <Readings
              rows={[
                { key: 'u', name: tex`u`, value: format(u, 3), kind: 'accent' },
                { key: 'x', name: tex`Q(u)`, value: format(x, 4), kind: 'fake' },
              ]}
            />
            {display`Q(u) = -\log(1 - ${format(u, 3)}) = ${format(x, 3)}`}
          </>
        }
      >
        <Plot x={[0, 5]} y={[0, 1]} label="From a height u over the cdf to a place x" xLabel="x" yLabel="u">
          <Curve f={law.cdf} kind="accent" />
          <Arrow from={[0, u]} to={[Math.min(5, x), u]} kind="quiet" />
          <Arrow from={[Math.min(5, x), u]} to={[Math.min(5, x), 0]} kind="fake" />
          <Handle
            x={0}
            y={u}
            axis="y"
            step={0.01}
            label="Height u"
            onMove={(_, y) => setU(Math.min(0.99, Math.max(0.01, y)))}
          />
        </Plot>
      </Figure>
      <Exercise
        id="quantile"
        answer={exponential(1).quantile(0.75)}
        tolerance={0.005}
        hint="Solve 1 − e^(−x) = 0.75."
        why={tex`x = -\log(1 - 0.75) = \log 4 = 1.3863`}
      >
        The computer draws {tex`u = 0.75`}. Which sample of {tex`p(x) = e^{-x}`} is that?
      </Exercise>
    </>
  );
}

const CELLS = 48;
const START = Array.from({ length: CELLS }, (_, i) => {
  const x = i / (CELLS - 1);
  return 0.8 * Math.exp(-(((x - 0.28) / 0.1) ** 2)) + 0.5 * Math.exp(-(((x - 0.75) / 0.08) ** 2));
});
const places = START.map((_, i) => (10 * i) / (CELLS - 1));

/** The law of a drawing; undefined while nothing is drawn. */
const lawOf = (heights: readonly number[]): Distribution | undefined =>
  heights.some(h => h > 0.01) ? drawn(places, heights) : undefined;

function DrawYourOwn() {
  const [heights, setHeights] = useState<readonly number[]>(START);
  const [count, setCount] = useState(200);
  const law = useMemo(() => lawOf(heights), [heights]);
  const samples = useMemo(() => {
    const random = new Random(1, 'course');
    return law
      ? Array.from({ length: count }, () => [random.uniform()]).map(([u]) => [u, law.quantile(u)])
      : [];
  }, [law, count]);
  const top = 1.4 * Math.max(0.05, ...places.map(x => law?.density(x) ?? 0));
  const bins = histogram(
    samples.map(([, x]) => x),
    0,
    10,
    40,
  );
  return (
    <>
      <p>
        Draw a density, as high and as odd as you like; its size does not matter. The page scales it to area
        1, adds it up to {tex`F`}, and sends uniform heights through {tex`Q`}.
      </p>
      <Figure
        controls={
          <>
            <Slider
              label="samples"
              min={10}
              max={20000}
              log
              value={count}
              format={v => String(Math.round(v))}
              onInput={v => setCount(Math.round(v))}
            />
            <div class="row">
              <Button onClick={() => setHeights(START)}>Two hills</Button>
              <Button onClick={() => setHeights(places.map(() => 0))}>Clear</Button>
            </div>
            {law ? (
              <Readings
                rows={[
                  { key: 'median', name: 'median', value: format(law.quantile(0.5), 3) },
                  { key: 'mean', name: 'mean', value: format(law.mean, 3) },
                  {
                    key: 'sample-mean',
                    name: 'mean of the samples',
                    value: format(samples.reduce((sum, [, x]) => sum + x, 0) / samples.length, 3),
                    kind: 'fake',
                  },
                ]}
              />
            ) : (
              <p>Nothing is drawn: a density needs some mass.</p>
            )}
          </>
        }
        caption="Draw in the first picture with mouse, pen or finger. With the keyboard: left and right choose a place, up and down change its height."
      >
        <DragDensity heights={heights} onChange={setHeights} label="Your density" />
        <Keys
          of={[
            ['accent', 'F, and 12 heights sent through it'],
            ['fake', 'the samples'],
            ['real', 'your density'],
          ]}
        />
        <Plot x={[0, 10]} y={[0, 1]} label="The cdf of the drawing" yLabel="u" height={180}>
          {law && <Curve f={law.cdf} kind="accent" />}
          {samples
            .slice(0, 12)
            .flatMap(([u, x]) => [
              <Arrow key={`in${u}`} from={[0, u]} to={[x, u]} kind="quiet" />,
              <Arrow key={`out${u}`} from={[x, u]} to={[x, 0]} kind="fake" />,
            ])}
        </Plot>
        <Plot
          x={[0, 10]}
          y={[0, top]}
          label="Histogram of the samples over the density"
          xLabel="x"
          height={180}
        >
          <Curve f={bins} kind="fake" fill={0} />
          {law && <Curve f={law.density} kind="real" />}
          <Dots points={samples.slice(0, 400).map(([, x]) => [x, top * 0.03])} kind="fake" />
        </Plot>
      </Figure>
      <p>
        Noise in, data out: {tex`Q`} is a generator, and a perfect one. It needs the cdf and its inverse. For
        pictures nobody has them, and a GAN learns the map instead. The next page makes the bridge.
      </p>
    </>
  );
}

export const lesson: Lesson = {
  slug: 'inverse-transform',
  title: 'Inverse transform sampling: every law from one',
  steps: [
    { title: 'Adding up a density', View: Distribute },
    { title: 'Read the cdf backwards', View: Invert },
    { title: 'Draw a density and sample it', View: DrawYourOwn },
  ],
};
