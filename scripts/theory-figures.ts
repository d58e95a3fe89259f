/**
 * Draws the figures of docs/theory: `npx tsx scripts/theory-figures.ts [NAME ...] [--png FOLDER]`.
 * With --png the same pictures are also rasterised, to look at.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Distribution, mixture, normal } from '../src/theory/distributions/index.ts';
import {
  countLabels,
  criteria,
  criterion,
  type DynamicsName,
  drawn,
  dynamicalSystem,
  fDivergenceFromCounts,
  fDivergences,
  gaussianKernel,
  jsd,
  kl,
  leastSquares,
  logitGradients,
  mmd,
  monotoneGenerator,
  optimalDiscriminator,
  PEARSON_CODES,
  type StepOptions,
  smoothedDiscriminator,
  softplus,
  totalVariation,
  trajectory,
  wasserstein,
} from '../src/theory/index.ts';
import {
  COLOURS,
  curve,
  type Figure,
  type Interval,
  type Mark,
  type Pair,
  type Panel,
  renderSvg,
  sampleField,
} from '../src/theory/plot/chart.ts';
import { lawsFigure } from '../src/theory/plot/laws.ts';
import { gaussLegendre } from '../src/theory/quadrature.ts';
import { Random } from '../src/util/random.ts';

const LOG4 = Math.log(4);
const [p, q] = [normal(0, 1), normal(0.7, 1.4)];
const line = (points: readonly Pair[], colour: string, label?: string, dash?: string): Mark => ({
  kind: 'line',
  points,
  colour,
  label,
  dash,
});
const figure = (title: string, ...panels: Figure['panels']): Figure => ({ title, panels });

function entropyFigure(): Figure {
  const h = (x: number) => (x <= 0 || x >= 1 ? 0 : -(x * Math.log2(x) + (1 - x) * Math.log2(1 - x)));
  return figure('Entropy of a biased coin', {
    title: 'entropy of a coin that shows heads with probability p',
    x: [0, 1],
    y: [0, 1.05],
    xLabel: 'p',
    yLabel: 'bits',
    height: 220,
    marks: [
      line(curve(h, [0, 1]), COLOURS.data, 'entropy H(p)'),
      line(
        curve(x => (x > 0 ? -Math.log2(x) : 9), [0, 1]),
        COLOURS.generator,
        'self-information of heads, −log₂ p',
        '6 4',
      ),
      { kind: 'dots', points: [[0.5, 1]], colour: COLOURS.ink, radius: 4, opacity: 1 },
      { kind: 'text', at: [0.47, 0.75], text: 'fair coin: 1 bit', colour: COLOURS.ink, anchor: 'end' },
    ],
  });
}

/** The normal law nearest to a target in some divergence, by coordinate search. */
function nearestNormal(distance: (candidate: Distribution) => number, start: Pair): Distribution {
  let [mean, sigma] = start;
  let best = distance(normal(mean, sigma));
  for (let size = 0.4; size > 1e-4; size /= 2) {
    for (let moved = true; moved; ) {
      moved = false;
      for (const [dm, ds] of [
        [size, 0],
        [-size, 0],
        [0, size],
        [0, -size],
      ]) {
        if (sigma + ds <= 0.05) continue;
        const value = distance(normal(mean + dm, sigma + ds));
        if (value < best) [best, mean, sigma, moved] = [value, mean + dm, sigma + ds, true];
      }
    }
  }
  return normal(mean, sigma);
}

function klFigure(): Figure {
  const target = mixture([0.6, 0.4], [normal(-2, 0.7), normal(2, 0.7)]);
  const cover = nearestNormal(c => kl(target, c, { tolerance: 1e-6 }), [0, 2]);
  const seek = nearestNormal(c => kl(c, target, { tolerance: 1e-6 }), [-2, 0.8]);
  const x: Interval = [-6, 6];
  return figure('The normal laws nearest to a mixture in KL and in reverse KL', {
    title: 'one normal law for two modes: which direction of KL decides',
    x,
    y: [0, 0.62],
    yLabel: 'density',
    height: 220,
    marks: [
      { kind: 'area', points: curve(target.density, x), colour: COLOURS.data, opacity: 0.15 },
      line(curve(target.density, x), COLOURS.data, 'p: two modes'),
      line(curve(cover.density, x), COLOURS.discriminator, 'least KL(p‖q): covers both'),
      line(curve(seek.density, x), COLOURS.generator, 'least KL(q‖p): seeks one'),
    ],
  });
}

function jensenShannonFigure(): Figure {
  const x: Interval = [0, 6];
  const at = (d: number) => normal(d, 1);
  return figure('Divergences of two unit normals as they move apart', {
    title: 'N(0, 1) against N(δ, 1): JSD levels off, KL and W₁ do not',
    x,
    y: [0, 3],
    xLabel: 'δ',
    yLabel: 'nats (W₁: units of x)',
    height: 220,
    marks: [
      { kind: 'rule', y: Math.LN2, colour: COLOURS.muted },
      { kind: 'text', at: [0.08, 0.76], text: 'log 2', colour: COLOURS.muted },
      line(
        curve(d => jsd(normal(), at(d)), x, 120),
        COLOURS.integrand,
        'JSD',
      ),
      line(
        curve(d => (d * d) / 2, x),
        COLOURS.data,
        'KL = δ²/2',
      ),
      line(
        curve(d => d, x),
        COLOURS.generator,
        'W₁ = δ',
        '6 4',
      ),
    ],
  });
}

function fFigure(): Figure {
  const x: Interval = [0.02, 3];
  const styles = [
    ['kl', COLOURS.data, undefined],
    ['reverse-kl', COLOURS.generator, undefined],
    ['pearson', COLOURS.discriminator, undefined],
    ['squared-hellinger', COLOURS.integrand, undefined],
    ['jensen-shannon', COLOURS.ink, undefined],
    ['total-variation', COLOURS.muted, '6 4'],
  ] as const;
  // f and f + c(u − 1) give one divergence; this choice touches 0 at u = 1
  const centred = (name: (typeof styles)[number][0]) => (u: number) =>
    fDivergences[name].f(u) - fDivergences[name].slope(1) * (u - 1);
  return figure('Generators of f-divergences', {
    title: 'generators f(u), u = p/q, tilted to touch 0 at u = 1',
    x,
    y: [0, 2.2],
    xLabel: 'u = p/q',
    height: 220,
    marks: styles.map(([name, colour, dash]) => line(curve(centred(name), x), colour, name, dash)),
  });
}

function wassersteinFigure(): Figure {
  const x: Interval = [-4, 6];
  const between = [...curve(p.cdf, x), ...curve(q.cdf, x).reverse()];
  const shift: Interval = [0, 4];
  return figure(
    'Wasserstein distance',
    {
      title: 'W₁ is the area between the two cdfs',
      x,
      y: [0, 1],
      marks: [
        { kind: 'area', points: between, colour: COLOURS.integrand, opacity: 0.3, label: 'W₁' },
        line(curve(p.cdf, x), COLOURS.data, 'F of p = N(0, 1)'),
        line(curve(q.cdf, x), COLOURS.generator, 'F of q = N(0.7, 1.4²)'),
      ],
    },
    {
      title: 'two narrow laws δ apart: what each measure sees',
      x: shift,
      y: [0, 4],
      xLabel: 'δ, for N(0, 0.1²) and N(δ, 0.1²)',
      marks: [
        line(
          curve(d => d, shift),
          COLOURS.generator,
          'W₁',
        ),
        line(
          curve(d => 2 * jsd(normal(0, 0.1), normal(d, 0.1)), shift, 160),
          COLOURS.integrand,
          '2·JSD',
        ),
        line(
          curve(d => mmd(normal(0, 0.1), normal(d, 0.1), gaussianKernel(1)), shift, 60),
          COLOURS.discriminator,
          'MMD², bandwidth 1',
        ),
      ],
    },
  );
}

function inverseFigure(): Figure {
  const law = drawn([0, 1, 1.5, 2, 3, 3.5, 4, 5, 6], [0, 2, 5, 1, 0, 0, 3, 4, 0]);
  const x: Interval = [0, 6];
  const random = new Random(0, 'inverse-transform');
  const bins = new Float64Array(60);
  for (let i = 0; i < 20000; i++) bins[Math.floor(law.sample(random) * 10)] += 10 / 20000;
  const arrows = [0.15, 0.4, 0.8, 0.95].flatMap((u): Mark[] => [
    { kind: 'arrow', from: [0, u], to: [law.quantile(u), u], colour: COLOURS.integrand },
    { kind: 'arrow', from: [law.quantile(u), u], to: [law.quantile(u), 0], colour: COLOURS.integrand },
  ]);
  return figure(
    'Inverse transform sampling of a drawn density',
    {
      title: 'a density drawn by hand, and 20,000 samples X = Q(U)',
      x,
      y: [0, 0.5],
      marks: [
        {
          kind: 'bars',
          bars: [...bins].map((y, k) => ({ x: [k / 10, (k + 1) / 10], y })),
          colour: COLOURS.generator,
          label: 'samples',
        },
        line(curve(law.density, x, 600), COLOURS.data, 'density'),
      ],
    },
    {
      title: 'its cdf: go in at height U, come out at X = Q(U)',
      x,
      y: [0, 1],
      xLabel: 'x',
      marks: [line(curve(law.cdf, x, 600), COLOURS.ink), ...arrows],
    },
  );
}

function generatorFigure(): Figure {
  const target = mixture([0.4, 0.6], [normal(-1.5, 0.4), normal(1.5, 0.6)]);
  const g = monotoneGenerator(target, normal());
  const z: Interval = [-3, 3];
  const ticks = Array.from({ length: 40 }, (_, i) => normal().quantile((i + 0.5) / 40));
  return figure(
    'The increasing generator of a bimodal law',
    {
      title: 'G = Q∘Φ from N(0, 1) to two modes: flat where data are dense, steep across the gap',
      x: z,
      y: [-3, 3.5],
      xLabel: 'z',
      yLabel: 'G(z)',
      height: 240,
      marks: [
        line(curve(g, z, 600), COLOURS.generator, 'G increasing'),
        line(
          curve(t => g(-t), z, 600),
          COLOURS.muted,
          'G(−z): as good in law',
          '6 4',
        ),
        {
          kind: 'dots',
          points: ticks.map(t => [t, g(t)]),
          colour: COLOURS.data,
          radius: 3,
          opacity: 0.9,
          label: '40 equally likely z',
        },
      ],
    },
    {
      title: 'the law of G(Z)',
      x: [-3, 3.5],
      y: [0, 0.45],
      xLabel: 'x',
      height: 120,
      marks: [
        { kind: 'area', points: curve(target.density, [-3, 3.5]), colour: COLOURS.data, opacity: 0.15 },
        line(curve(target.density, [-3, 3.5]), COLOURS.data),
        {
          kind: 'dots',
          points: ticks.map(t => [g(t), 0.012]),
          colour: COLOURS.data,
          radius: 3,
          opacity: 0.9,
        },
      ],
    },
  );
}

const rule = gaussLegendre(48);
/** E h(Z + shift), Z ~ N(0, 1). */
function mean(h: (x: number) => number, shift: number): number {
  let sum = 0;
  rule.nodes.forEach((t, i) => {
    const z = 8 * t;
    sum += (8 * rule.weights[i] * Math.exp(-0.5 * z * z) * h(z + shift)) / Math.sqrt(2 * Math.PI);
  });
  return sum;
}

function gameFigure(): Figure {
  const [x, y]: Interval[] = [
    [-2, 2],
    [-2, 2],
  ];
  // logit of D is ψx: data N(0, 1), generator N(θ, 1)
  const value = (at: Float64Array) =>
    mean(t => -softplus(-at[1] * t), 0) + mean(t => -softplus(at[1] * t), at[0]);
  const field = sampleField(value, x, y, 90, 90);
  const levels = Array.from({ length: 14 }, (_, k) => -LOG4 - 1.8 + k * 0.2);
  const panel: Panel = {
    title: 'V(θ, ψ): data N(0, 1), generator N(θ, 1), D(x) = σ(ψx)',
    x,
    y,
    width: 330,
    height: 330,
    xLabel: 'θ: G descends V',
    yLabel: 'ψ: D ascends V',
    marks: [
      { kind: 'contour', field, levels, colour: COLOURS.data, label: 'levels of V, 0.2 apart' },
      { kind: 'contour', field, levels: [-LOG4], colour: COLOURS.ink, label: 'V = −log 4' },
      {
        kind: 'dots',
        points: [[0, 0]],
        colour: COLOURS.generator,
        radius: 5,
        opacity: 1,
        label: 'saddle point',
      },
    ],
  };
  return { title: 'The value of a small game over its two parameters', panels: [panel], width: 470 };
}

function optimalFigure(): Figure {
  const places = [
    [-1, COLOURS.data],
    [0.7, COLOURS.discriminator],
    [2.5, COLOURS.generator],
  ] as const;
  const value = (x: number) => (y: number) => p.density(x) * Math.log(y) + q.density(x) * Math.log(1 - y);
  const d = optimalDiscriminator(p, q);
  const top: Panel = {
    title: 'a log y + b log(1 − y) at three places: the peak is at D*(x) = a/(a + b)',
    x: [0.001, 0.999],
    y: [-1.2, 0],
    xLabel: 'y = D(x)',
    marks: [
      ...places.map(([x, colour]) =>
        line(curve(value(x), [0.001, 0.999]), colour, `x = ${x}`.replace('-', '−')),
      ),
      ...places.map(
        ([x, colour]): Mark => ({
          kind: 'dots',
          points: [[d(x), value(x)(d(x))]],
          colour,
          radius: 5,
          opacity: 1,
        }),
      ),
    ],
  };
  return {
    title: 'The optimal discriminator',
    panels: [top, ...lawsFigure('data N(0, 1) and generator N(0.7, 1.4²)', p, q).panels],
  };
}

function optimumFigure(): Figure {
  const [mu, t]: Interval[] = [
    [-4, 4],
    [0, 1],
  ];
  const rule4: Mark = { kind: 'rule', y: -LOG4, colour: COLOURS.muted };
  return figure(
    'The global optimum',
    {
      title: 'C(G) for data N(0, 1) and a generator N(μ, σ²)',
      x: mu,
      y: [-1.5, 0.05],
      xLabel: 'μ',
      marks: [
        rule4,
        ...(
          [
            [1, COLOURS.data],
            [0.5, COLOURS.discriminator],
            [2, COLOURS.generator],
          ] as const
        ).map(([s, colour]) =>
          line(
            curve(m => criterion(p, normal(m, s), { tolerance: 1e-8 }), mu, 100),
            colour,
            `σ = ${s}`,
          ),
        ),
        {
          kind: 'dots',
          points: [[0, -LOG4]],
          colour: COLOURS.ink,
          radius: 4,
          opacity: 1,
          label: '−log 4, only at p_g = p_data',
        },
      ],
    },
    {
      title: 'C along q_t = (1 − t) q + t p: convex, so it lies under its chord',
      x: t,
      y: [-1.4, -1.25],
      xLabel: 't',
      marks: [
        rule4,
        line(
          curve(s => criterion(p, mixture([1 - s, s], [q, p])), t, 60),
          COLOURS.data,
          'C(q_t)',
        ),
        line(
          [
            [0, criterion(p, q)],
            [1, -LOG4],
          ],
          COLOURS.muted,
          'chord',
          '6 4',
        ),
      ],
    },
  );
}

function gradientsFigure(): Figure {
  const s: Interval = [-8, 8];
  return figure(
    'Losses of the generator against the logit',
    {
      title: 'loss of G on one fake',
      x: s,
      y: [-8, 8],
      marks: [
        line(
          curve(v => -softplus(v), s),
          COLOURS.data,
          'saturating: log(1 − σ(s))',
        ),
        line(
          curve(v => softplus(-v), s),
          COLOURS.generator,
          'non-saturating: −log σ(s)',
        ),
      ],
    },
    {
      title: 'its derivative in s: rejected fakes are on the left',
      x: s,
      y: [-1.05, 0.05],
      xLabel: 'logit s of D(G(z))',
      marks: [
        line(
          curve(v => logitGradients(v).saturating, s),
          COLOURS.data,
          '−σ(s): vanishes when D is sure',
        ),
        line(
          curve(v => logitGradients(v).nonSaturating, s),
          COLOURS.generator,
          '−(1 − σ(s)): tends to −1',
        ),
      ],
    },
  );
}

function objectivesFigure(): Figure {
  const x: Interval = [0, 5];
  const at = (f: (g: Distribution) => number) => curve(d => f(normal(d, 1)), x, 80);
  return figure(
    'Virtual criteria of the objectives',
    {
      title: 'what G minimises at the optimal D: data N(0, 1), generator N(δ, 1), 0 at δ = 0',
      x,
      y: [0, 4],
      xLabel: 'δ',
      height: 230,
      marks: [
        line(
          at(g => criteria.minimax.criterion(p, g) + LOG4),
          COLOURS.data,
          'minimax: 2·JSD',
        ),
        line(
          at(g => criteria['non-saturating'].criterion(p, g)),
          COLOURS.generator,
          'non-saturating: KL(q‖p) − 2·JSD',
        ),
        line(
          at(g => leastSquares(p, g, PEARSON_CODES).criterion),
          COLOURS.discriminator,
          'LSGAN (−1, 1, 0)',
        ),
        line(
          at(g => 2 * totalVariation(p, g)),
          COLOURS.integrand,
          'hinge: 2·TV',
          '6 4',
        ),
        line(
          at(g => wasserstein(p, g)),
          COLOURS.ink,
          'WGAN: W₁',
          '2 3',
        ),
      ],
    },
    {
      title: 'D* under label smoothing, data N(0, 1), generator N(0.7, 1.4²)',
      x: [-4, 5],
      y: [0, 1],
      xLabel: 'x',
      height: 140,
      marks: [
        line(curve(smoothedDiscriminator(p, q), [-4, 5]), COLOURS.data, 'no smoothing'),
        line(
          curve(smoothedDiscriminator(p, q, { alpha: 0.9 }), [-4, 5]),
          COLOURS.generator,
          'one-sided, α = 0.9',
        ),
        line(
          curve(smoothedDiscriminator(p, q, { alpha: 0.9, beta: 0.1 }), [-4, 5]),
          COLOURS.integrand,
          'two-sided, β = 0.1',
          '6 4',
        ),
      ],
    },
  );
}

function dynamicsFigure(): Figure {
  const orbit = (title: string, name: DynamicsName, steps: number, options: StepOptions): Panel => ({
    title,
    x: [-2, 2],
    y: [-2, 2],
    height: 180,
    width: 180,
    marks: [
      line(trajectory(dynamicalSystem(name), [1, 1], steps, options), COLOURS.data),
      { kind: 'dots', points: [[1, 1]], colour: COLOURS.ink, radius: 4, opacity: 1 },
      { kind: 'dots', points: [[0, 0]], colour: COLOURS.generator, radius: 4, opacity: 1 },
    ],
  });
  const rate = 0.2;
  return {
    title: 'Dirac-GAN trajectories from (1, 1)',
    panels: [
      [
        orbit('GAN, simultaneous', 'gan', 300, { rate }),
        orbit('GAN, alternating', 'gan', 300, { rate, order: 'alternating' }),
        orbit('non-saturating', 'non-saturating', 600, { rate }),
      ],
      [
        orbit('R1, γ = 0.3', 'zero-centred', 300, { rate }),
        orbit('consensus', 'consensus', 600, { rate }),
        orbit('WGAN-GP', 'wgan-gp', 300, { rate: 0.1 }),
      ],
    ],
    width: 780,
  };
}

function estimationFigure(): Figure {
  const sizes = [2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048];
  const n = 500;
  const random = new Random(5, 'estimation');
  const u = () => Float64Array.from({ length: n }, () => random.uniform());
  const [a, b] = [u(), u()];
  const estimates = sizes.map(k => {
    const count = (x: Float64Array) =>
      countLabels(
        x.map(v => Math.floor(v * k)),
        k,
      );
    const { value, floor } = fDivergenceFromCounts('jensen-shannon', count(a), count(b));
    return { value: value / 2, floor: floor / 2 };
  });
  const points = (key: 'value' | 'floor') => estimates.map((e, i) => [i, e[key]] as const);
  return figure('A Jensen-Shannon estimate on ever finer histograms', {
    title: 'two samples of 500 from ONE law: the plug-in JSD by number of bins',
    x: [-0.2, sizes.length - 0.8],
    y: [0, 0.75],
    xTicks: sizes.map((k, at) => ({ at, text: String(k) })),
    xLabel: 'bins',
    yLabel: 'nats',
    height: 220,
    marks: [
      { kind: 'rule', y: Math.LN2, colour: COLOURS.muted },
      line(points('value'), COLOURS.integrand, 'plug-in JSD (truth: 0)'),
      { kind: 'dots', points: points('value'), colour: COLOURS.integrand, radius: 4, opacity: 1 },
      line(points('floor'), COLOURS.generator, 'floor (k − 1)(1/n + 1/m)/8', '6 4'),
      { kind: 'text', at: [0, 0.63], text: 'log 2: "no overlap at all"', colour: COLOURS.muted },
    ],
  });
}

const figures: Record<string, () => Figure> = {
  entropy: entropyFigure,
  kl: klFigure,
  'jensen-shannon': jensenShannonFigure,
  'f-divergences': fFigure,
  wasserstein: wassersteinFigure,
  'inverse-transform': inverseFigure,
  generator: generatorFigure,
  game: gameFigure,
  'optimal-discriminator': optimalFigure,
  'global-optimum': optimumFigure,
  gradients: gradientsFigure,
  'other-objectives': objectivesFigure,
  dynamics: dynamicsFigure,
  estimation: estimationFigure,
};

const { values, positionals } = parseArgs({ allowPositionals: true, options: { png: { type: 'string' } } });
for (const name of positionals.length > 0 ? positionals : Object.keys(figures)) {
  const svg = renderSvg(figures[name]());
  writeFileSync(new URL(`../docs/theory/figures/${name}.svg`, import.meta.url), svg);
  if (values.png) {
    mkdirSync(values.png, { recursive: true });
    const { default: sharp } = await import('sharp');
    await sharp(Buffer.from(svg)).png().toFile(`${values.png}/${name}.png`);
  }
  console.log(`${name}.svg ${Math.round(svg.length / 1024)} kB`);
}
