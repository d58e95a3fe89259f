/**
 * Sampling a density drawn by hand: X = Q(U), and why that is a GAN's generator in one dimension.
 * Every printed equality is asserted, or the example exits with 1.
 * Run: npx tsx examples/inverse-transform.ts [--out FILE.svg|FILE.png]
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  COLOURS,
  curve,
  distanceInLaw,
  drawn,
  empirical,
  type Figure,
  fromDensity,
  integrate,
  kolmogorovSmirnov,
  monotoneGenerator,
  normal,
  Random,
  renderSvg,
  uniform,
  wasserstein,
} from 'saddle-gan/theory';
import { atMost, equal, step } from './equality.ts';

const { values } = parseArgs({ options: { out: { type: 'string' } } });
const N = 20_000;

// A skyline with two towers and a gap: any heights will do, only their proportions matter.
const xs = [0, 1, 1.5, 2, 3, 3.5, 4, 5, 6];
const heights = [0, 2, 5, 1, 0, 0, 3, 4, 0];
const law = drawn(xs, heights);

step('1. The drawing becomes a law: divide by its area, add up to the cdf.');
const area = xs.slice(1).reduce((sum, x, i) => sum + 0.5 * (heights[i] + heights[i + 1]) * (x - xs[i]), 0);
equal('p(1.5) is its height over the area', law.density(1.5), 5 / area, 1e-12);
equal('F rises to', law.cdf(6), 1, 1e-15);
equal('F(2) is the area so far', law.cdf(2), integrate(law.density, 0, 2, { breaks: xs }), 1e-12);

step('2. The quantile inverts it: Q(F(x)) = x where p > 0, F(Q(u)) = u.');
for (const x of [0.3, 1.2, 1.9, 3.8, 5.5]) equal(`Q(F(${x}))`, law.quantile(law.cdf(x)), x, 1e-9);
for (const u of [0.01, 0.4, 0.75, 0.999]) equal(`F(Q(${u}))`, law.cdf(law.quantile(u)), u, 1e-12);

step(`3. X = Q(U) has the drawn law: ${N} draws.`);
const random = new Random(0, 'inverse-transform');
const samples = Float64Array.from({ length: N }, () => law.sample(random));
// Kolmogorov's law: sup |F_n − F| exceeds 1.95/√n once in a thousand
atMost('Kolmogorov-Smirnov distance', kolmogorovSmirnov(samples, law).value, 1.95 / Math.sqrt(N));
equal('mean of the draws', samples.reduce((a, b) => a + b, 0) / N, law.mean, 4 * Math.sqrt(law.variance / N));

step('4. Conversely F(X) is uniform.');
atMost(
  'distance of F(X) from U(0, 1)',
  kolmogorovSmirnov(
    samples.map(x => law.cdf(x)),
    uniform(),
  ).value,
  1.95 / Math.sqrt(N),
);

step('5. A density known only up to a constant, e^{−x⁴/4 + x²}, goes the same way by a table.');
const weight = (x: number) => Math.exp(-(x ** 4) / 4 + x * x);
const well = fromDensity(weight, { low: -6, high: 6 });
const total = integrate(weight, -6, 6);
for (const x of [-1.4, 0, 0.7, 2]) equal(`F(${x})`, well.cdf(x), integrate(weight, -6, x) / total, 1e-8);

step('6. The GAN: noise z ~ N(0, 1), G = Q∘Φ. No other increasing G has this law.');
const generator = monotoneGenerator(law, normal());
equal('G(0) is the median', generator(0), law.quantile(0.5), 1e-12);
const score = distanceInLaw(generator, normal(), law);
atMost('W₁ between the law of G(Z) and the drawing', score.wasserstein1, 1e-9);
const shifted = distanceInLaw(z => generator(z) + 0.1, normal(), law);
equal('a generator off by 0.1 is off by W₁', shifted.wasserstein1, 0.1, 1e-9);
const mirrored = distanceInLaw(z => generator(-z), normal(), law);
atMost('while G(−z), far from G pointwise, is as good in law', mirrored.wasserstein1, 1e-9);
equal('E|G(Z) − Z| is the least transport cost W₁(p, N(0, 1))', cost(), wasserstein(law, normal()), 1e-3);

function cost(): number {
  let sum = 0;
  for (let i = 0; i < N; i++) {
    const z = normal().quantile((i + 0.5) / N);
    sum += Math.abs(generator(z) - z) / N;
  }
  return sum;
}

if (values.out) {
  const svg = renderSvg(picture());
  if (values.out.endsWith('.png'))
    await (await import('sharp')).default(Buffer.from(svg), { density: 144 }).png().toFile(values.out);
  else writeFileSync(values.out, svg);
  console.log(`\nDrawn to ${values.out}`);
}
console.log(process.exitCode ? '\nSome equality failed.' : '\nEvery equality holds.');

function picture(): Figure {
  const [bins, x] = [60, [0, 6] as const];
  const seen = empirical(samples);
  const bars = Array.from({ length: bins }, (_, k) => {
    const edge = [(6 * k) / bins, (6 * (k + 1)) / bins] as const;
    return { x: edge, y: (seen.cdf(edge[1]) - seen.cdf(edge[0])) * (bins / 6) };
  });
  return {
    title: 'Inverse transform sampling of a drawn density',
    panels: [
      {
        title: 'drawn density, and 20,000 samples X = Q(U)',
        x,
        y: [0, 0.5],
        marks: [
          { kind: 'bars', bars, colour: COLOURS.generator, opacity: 0.35, label: 'samples' },
          { kind: 'line', points: curve(law.density, x, 600), colour: COLOURS.data, label: 'density' },
        ],
      },
      {
        title: 'cdf F: go in at height U, come out at X = Q(U)',
        x,
        y: [0, 1],
        marks: [
          { kind: 'line', points: curve(law.cdf, x, 600), colour: COLOURS.ink },
          ...[0.15, 0.4, 0.8, 0.95].flatMap(u => [
            {
              kind: 'arrow' as const,
              from: [0, u] as const,
              to: [law.quantile(u), u] as const,
              colour: COLOURS.integrand,
            },
            {
              kind: 'arrow' as const,
              from: [law.quantile(u), u] as const,
              to: [law.quantile(u), 0] as const,
              colour: COLOURS.integrand,
            },
          ]),
        ],
      },
      {
        title: 'the same as a generator: G(z) = Q(Φ(z)) of normal noise',
        x: [-3.2, 3.2],
        y: [0, 6],
        xLabel: 'z',
        marks: [{ kind: 'line', points: curve(generator, [-3.2, 3.2], 800), colour: COLOURS.generator }],
      },
    ],
  };
}
