import { useMemo, useState } from 'preact/hooks';
import {
  distanceInLaw,
  mixture,
  monotoneGenerator,
  multivariateNormal,
  normal,
  rearrangement,
} from '../../../theory/index.ts';
import { Random } from '../../../util/random.ts';
import { Button, Segmented, Slider } from '../shell/controls.tsx';
import { blend, disc, field, mixing } from './field.ts';
import type { Lesson } from './step.ts';
import { Choice, Exercise } from './widgets/exercise.tsx';
import { Box, Figure, Keys, Readings } from './widgets/figures.tsx';
import { format, scientific } from './widgets/format.ts';
import { display, tex } from './widgets/formula.tsx';
import { Picture } from './widgets/picture.tsx';
import { Arrow, Curve, Dots, Handle, Plot } from './widgets/plot.tsx';

const noise = normal(0, 1);
/** Brightness of one pixel in the data: dark or bright. */
const pixel = mixture([0.5, 0.5], [normal(0.25, 0.06), normal(0.7, 0.09)]);
const exact = monotoneGenerator(pixel, noise);

/** One hidden unit: c + a z + b tanh(k z). */
interface Weights {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly k: number;
}

function OnePixel() {
  const [w, setW] = useState<Weights>({ a: 0.2, b: 0, c: 0.5, k: 4 });
  const map = (z: number) => w.c + w.a * z + w.b * Math.tanh(w.k * z);
  const slope = (z: number) => w.a + (w.b * w.k) / Math.cosh(w.k * z) ** 2;
  const law = Array.from({ length: 321 }, (_, i) => -4 + i / 40).map(
    z => [map(z), noise.density(z) / slope(z)] as const,
  );
  const { wasserstein1 } = distanceInLaw(map, noise, pixel, { n: 500 });
  const slider = (name: keyof Weights, label: string, min: number, max: number) => (
    <Slider label={label} min={min} max={max} value={w[name]} onInput={v => setW({ ...w, [name]: v })} />
  );
  return (
    <>
      <p>
        A picture of one pixel is one number, its brightness. The data have dark pixels and bright ones. The
        last page gives the perfect map from normal noise {tex`z`} to them:{' '}
        {tex`G = Q_{\text{data}} \circ F_z`}, first the cdf of the noise, then the quantile function of the
        data. A network is another way to write down a map, with weights instead of a formula. Here is one
        with a single hidden unit:
      </p>
      {display`G(z) = c + a z + b \tanh(k z)`}
      <p>
        ({tex`\tanh`} is a soft step from −1 to 1; a large {tex`k`} makes it steep. Real networks add up many
        such steps, layer upon layer.)
      </p>
      <Figure
        controls={
          <>
            {slider('c', 'c: where the middle goes', 0, 1)}
            {slider('a', 'a: overall slope', 0.02, 0.4)}
            {slider('b', 'b: size of the step', 0, 0.5)}
            {slider('k', 'k: steepness of the step', 0.5, 20)}
            <Readings
              rows={[
                {
                  key: 'w1',
                  name: tex`W_1 \text{ to the data}`,
                  value: format(wasserstein1, 4),
                  kind: 'accent',
                },
              ]}
            />
            <div class="row">
              <Button onClick={() => setW({ a: 0.07, b: 0.21, c: 0.48, k: 12 })}>A good one</Button>
              <Button onClick={() => setW({ a: 0.2, b: 0, c: 0.5, k: 4 })}>No step</Button>
            </div>
          </>
        }
        caption="Left to right: noise. Where the map is flat, samples crowd; where it is steep, they are rare."
      >
        <Keys
          of={[
            ['fake', 'your G and the law of G(z)'],
            ['real', 'Q∘F and the law of the data'],
          ]}
        />
        <Plot
          x={[-3.5, 3.5]}
          y={[0, 1]}
          label="The map from noise to brightness"
          xLabel="noise z"
          yLabel="brightness"
        >
          <Curve f={exact} kind="real" dashed />
          <Curve f={map} kind="fake" />
        </Plot>
        <Plot
          x={[0, 1]}
          y={[0, 5]}
          label="Densities of brightness"
          xLabel="brightness"
          yLabel="density"
          height={180}
        >
          <Curve f={pixel.density} kind="real" fill={0} />
          <Curve f={law} kind="fake" fill={0} />
        </Plot>
      </Figure>
      <Box title="Change of variables">
        {display`\fake{p_g}(G(z)) = \frac{p_z(z)}{|G'(z)|}`}
        <p>
          For a map that never turns back. The mass of a stretch of noise stays the same; the map makes the
          stretch longer or shorter by {tex`|G'|`}.
        </p>
      </Box>
      <Choice
        id="crossing"
        options={[
          'it must cross the gap, so a little mass lands between the modes',
          'it can jump, if it has enough units',
          'it must leave out one mode',
        ]}
        answer={0}
        hint="tanh, and every layer of a network, is continuous. What values does a continuous map take between two values?"
        why="A continuous map takes every value in between. A large k makes the crossing quick, so little mass is lost, but never none: bridges between modes belong to every continuous generator whose noise is in one piece."
      >
        How does a network get from the dark mode to the bright one?
      </Choice>
    </>
  );
}

function TwoPixels() {
  const [rho, setRho] = useState(0.9);
  const [u, setU] = useState<readonly [number, number]>([0.3, 0.8]);
  const law = useMemo(() => multivariateNormal([0.5, 0.5], [0.03, 0.03 * rho, 0.03 * rho, 0.03]), [rho]);
  const map = rearrangement(law);
  const image = map(u);
  const lines = useMemo(() => {
    const level = Array.from({ length: 9 }, (_, i) => (i + 1) / 10);
    const along = Array.from({ length: 41 }, (_, i) => 0.02 + (0.96 * i) / 40);
    const point = (a: number, b: number) => [...map([a, b])] as [number, number];
    return [...level.map(a => along.map(b => point(a, b))), ...level.map(b => along.map(a => point(a, b)))];
  }, [law]);
  const cloud = useMemo(() => {
    const random = new Random(2, 'course');
    return Array.from(
      { length: 600 },
      () => [...map([random.uniform(), random.uniform()])] as [number, number],
    );
  }, [law]);
  const between = law.conditional!([image[0]]);
  return (
    <>
      <p>
        A picture of two pixels is a point in the plane. Neighbouring pixels are alike, so the points gather
        along the diagonal. One quantile function per pixel would miss that: it knows how bright each pixel
        is, and nothing of the pair. Do it one after the other:
      </p>
      {display`x_1 = Q_1(u_1), \qquad x_2 = Q_2(u_2 \mid x_1)`}
      <p>
        The bar is read "given": the second quantile function is that of the pictures whose first pixel is{' '}
        {tex`x_1`}.
      </p>
      <Figure
        controls={
          <>
            <Slider
              label="correlation of the pixels"
              min={0}
              max={0.98}
              step={0.02}
              value={rho}
              onInput={setRho}
            />
            <div class="gallery">
              <Picture values={[image[0], image[1]]} width={2} label="The picture of two pixels" />
            </div>
            <Readings
              rows={[
                { key: 'x1', name: tex`x_1 = Q_1(${format(u[0], 2)})`, value: format(image[0], 3) },
                { key: 'x2', name: tex`x_2 = Q_2(${format(u[1], 2)} \mid x_1)`, value: format(image[1], 3) },
                {
                  key: 'conditional',
                  name: tex`x_2 \text{ given } x_1`,
                  value: `${format(between.mean, 2)} ± ${format(Math.sqrt(between.variance), 2)}`,
                },
              ]}
            />
          </>
        }
        caption="Move the point in the square of noise: the picture follows. The map bends the square into the law of the data."
      >
        <div class="pair">
          <div>
            <h3>Noise: two uniform numbers</h3>
            <Plot x={[0, 1]} y={[0, 1]} label="The square of noise" square>
              <Handle
                x={u[0]}
                y={u[1]}
                axis="both"
                step={0.02}
                label="Noise"
                onMove={(a, b) =>
                  setU([Math.min(0.98, Math.max(0.02, a)), Math.min(0.98, Math.max(0.02, b))])
                }
              />
            </Plot>
          </div>
          <div>
            <h3>Data: two pixels</h3>
            <Plot x={[0, 1]} y={[0, 1]} label="Pictures of two pixels" square>
              <Dots points={cloud} kind="real" size={2.5} />
              {lines.map((line, i) => (
                <Curve key={i} f={line} kind="quiet" />
              ))}
              <Dots points={[[image[0], image[1]]]} kind="accent" size={12} />
            </Plot>
          </div>
        </div>
      </Figure>
      <p>
        A network with two inputs and two outputs does the same in one go. It need not be this very map: any
        map that turns the noise into the law of the data is as good, and there are infinitely many.
      </p>
      <Exercise
        id="middle"
        answer={0.5}
        tolerance={0.01}
        hint="By symmetry: at u = ½ each quantile is the middle of its law, and both laws have their middle at 0.5 when x₁ is there."
        why="Q₁(½) = 0.5, and given x₁ = 0.5 the second pixel has mean 0.5 too."
      >
        {tex`u_1 = u_2 = \tfrac12`}: how bright is the second pixel?
      </Exercise>
    </>
  );
}

const WIDTHS = [2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];

/** Weights and biases of a dense network 100-256-256-n. */
const parameters = (n: number) => 101 * 256 + 257 * 256 + 257 * n;

function ManyPixels() {
  const [size, setSize] = useState(3);
  const [reach, setReach] = useState(2);
  const [seed, setSeed] = useState(0);
  const n = WIDTHS[size];
  const cells = n; // powers of ten
  const rows = useMemo(() => {
    const l = mixing(16, reach);
    return Array.from({ length: 6 }, (_, i) => {
      const x = blend(l, new Random(seed, 'rows', i).normals(new Float64Array(16)));
      return x.map(v => 0.5 + 0.22 * v);
    });
  }, [reach, seed]);
  return (
    <>
      <p>
        With {tex`n`} pixels the recipe needs {tex`Q_k(u_k \mid x_1, \dots, x_{k-1})`}: a quantile function
        for every possible beginning of the picture. Even with ten levels of grey, a table of the law has{' '}
        {tex`10^n`} entries.
      </p>
      <Figure
        controls={
          <>
            <Slider
              label="pixels"
              min={0}
              max={WIDTHS.length - 1}
              step={1}
              value={size}
              format={v => String(WIDTHS[Math.round(v)])}
              onInput={v => setSize(Math.min(WIDTHS.length - 1, Math.max(0, Math.round(v))))}
            />
            <Readings
              rows={[
                {
                  key: 'table',
                  name: 'entries of the table',
                  value: cells < 300 ? scientific(10 ** cells).replace('1.0·', '') : tenTo(cells),
                },
                {
                  key: 'network',
                  name: 'weights of a network',
                  value: parameters(n).toLocaleString('en-US'),
                  kind: 'fake',
                },
              ]}
            />
          </>
        }
        caption="The network has 100 noise inputs and two hidden layers of 256: its size grows in proportion to n, the table's exponentially."
      >
        <Plot
          x={[0, 10]}
          y={[0, 40]}
          label="Powers of ten of both sizes against the number of pixels"
          xLabel="log₂ of the number of pixels"
          yLabel="power of ten"
        >
          <Curve f={x => 2 ** x} kind="real" />
          <Curve f={x => Math.log10(parameters(2 ** x))} kind="fake" />
        </Plot>
        <Keys
          of={[
            ['real', 'table of the law'],
            ['fake', 'network'],
          ]}
        />
      </Figure>
      <p>
        And the pixels of a picture hang together. Below are pictures of 16 pixels in a row, every pixel from
        the same law; only how far the likeness of neighbours reaches is changed.
      </p>
      <Figure
        controls={
          <>
            <Slider label="reach in pixels" min={0} max={8} step={0.5} value={reach} onInput={setReach} />
            <Button onClick={() => setSeed(seed + 1)}>New noise</Button>
          </>
        }
      >
        {rows.map((row, i) => (
          <Picture key={i} values={row} width={16} label={`Row of 16 pixels, number ${i + 1}`} />
        ))}
      </Figure>
      <Exercise
        id="tiny-pictures"
        answer={10 ** 4}
        tolerance={0.5}
        hint="Ten choices for each pixel, independently."
        why={tex`10 \cdot 10 \cdot 10 \cdot 10 = 10^4`}
      >
        How many different pictures of 2×2 pixels are there with ten levels of grey?
      </Exercise>
    </>
  );
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const tenTo = (n: number) => `10${[...String(Math.round(n))].map(c => SUPERSCRIPTS[Number(c)]).join('')}`;

const SIDE = 32;
const MODELS = [
  { value: 'independent', label: 'independent' },
  { value: 'correlated', label: 'alike' },
  { value: 'disc', label: '3 numbers' },
] as const;
type Model = (typeof MODELS)[number]['value'];

/** One picture of 32×32 by a model. */
function paint(model: Model, seed: number, i: number, l: Float64Array): Float64Array {
  const random = new Random(seed, 'picture', i);
  if (model === 'disc') return disc(SIDE, random.uniform(), random.uniform(), random.uniform());
  if (model === 'correlated') return field(l, SIDE, random).map(v => 0.5 + 0.22 * v);
  return random.normals(new Float64Array(SIDE * SIDE)).map(v => 0.5 + 0.22 * v);
}

function Picture32() {
  const [model, setModel] = useState<Model>('independent');
  const [seed, setSeed] = useState(0);
  const [z, setZ] = useState<readonly [number, number]>([0.5, 0.5]);
  const [size, setSize] = useState(0.5);
  const gallery = useMemo(() => {
    const l = mixing(SIDE, 4);
    return Array.from({ length: 8 }, (_, i) => paint(model, seed, i, l));
  }, [model, seed]);
  const own = useMemo(() => disc(SIDE, z[0], z[1], size), [z, size]);
  return (
    <>
      <p>
        32×32 pixels are a point in 1024 dimensions. Almost all points there look like the first gallery.
        Pictures of things are a thin sheet in that space.
      </p>
      <Figure
        controls={
          <>
            <Segmented label="Law of the pictures" value={model} options={MODELS} onChange={setModel} />
            <Button onClick={() => setSeed(seed + 1)}>New noise</Button>
          </>
        }
        caption="Independent pixels of the right brightness; a normal law with alike neighbours; a picture computed from three numbers."
      >
        <div class="gallery">
          {gallery.map((values, i) => (
            <Picture key={i} values={values} width={SIDE} label={`Picture ${i + 1}`} />
          ))}
        </div>
      </Figure>
      <p>
        The third gallery has a generator: a map from 3 numbers of noise to 1024 pixels. Its pictures form a
        sheet of 3 dimensions. A generator network is such a map with, say, 100 numbers in, and weights that
        must be found so that its sheet lies where the data are.
      </p>
      <Figure
        controls={
          <>
            <Picture values={own} width={SIDE} label="The picture of the chosen noise" />
            <Slider label="third number" min={0} max={1} step={0.02} value={size} onInput={setSize} />
          </>
        }
        caption="Move the first two numbers of the noise in the plane, the third with the slider."
      >
        <Plot x={[0, 1]} y={[0, 1]} label="First two numbers of the noise" square maxWidth={360}>
          <Arrow from={[0.5, 0.5]} to={z} kind="quiet" />
          <Handle x={z[0]} y={z[1]} axis="both" step={0.02} label="Noise" onMove={(a, b) => setZ([a, b])} />
        </Plot>
      </Figure>
      <p>
        How can weights be found when there is neither a cdf nor a density to compare with, only pictures? Let
        a second network say which pictures are real. That is the next page.
      </p>
      <Choice
        id="sheet"
        options={['1024', '3', '100']}
        answer={1}
        hint="How many numbers can you change?"
        why="Each picture of the third gallery is fixed by 3 numbers, however many pixels show it. Laws on thin sheets have no density, which matters when training fails."
      >
        How many dimensions has the set of pictures in the third gallery?
      </Choice>
    </>
  );
}

export const lesson: Lesson = {
  slug: 'network',
  title: 'A network as a transform of noise',
  steps: [
    { title: 'One pixel', View: OnePixel },
    { title: 'Two pixels', View: TwoPixels },
    { title: 'n pixels', View: ManyPixels },
    { title: '32×32 pixels', View: Picture32 },
  ],
};
