import { UserError } from '../../util/error.ts';
import { positive, type Range, type Ranges, wholeFrom } from '../../util/range.ts';
import { unknownName } from '../../util/text.ts';
import { beta } from './beta.ts';
import { cauchy } from './cauchy.ts';
import { checkerboard } from './checkerboard.ts';
import { line, moons, spiral } from './curves.ts';
import { discrete, empirical } from './discrete.ts';
import { exponential } from './exponential.ts';
import { gamma } from './gamma.ts';
import { logistic } from './logistic.ts';
import { mixture } from './mixture.ts';
import { grid, ring } from './modes.ts';
import { multivariateNormal } from './multivariate-normal.ts';
import { normal } from './normal.ts';
import { scatter } from './scatter.ts';
import { studentT } from './student-t.ts';
import { truncatedNormal } from './truncated-normal.ts';
import type { Distribution, MultivariateDistribution } from './types.ts';
import { uniform } from './uniform.ts';

/** A family of laws: its options in positional order with their defaults, and how to build one. */
export interface Family<Options, Law> {
  readonly summary: string;
  readonly defaults: Options;
  /** What the options may be, where their types do not say it. */
  readonly ranges: Ranges;
  create(options: Options): Law;
}

/** A law as plain data: its family and options, such as `{ name: 'normal', mean: 0, sigma: 2 }`. */
export interface DistributionSpec {
  name: string;
  [option: string]: unknown;
}

function family<Options, Law>(
  summary: string,
  defaults: Options,
  create: (o: Options) => Law,
  ranges: { readonly [K in keyof Options]?: Range } = {},
): Family<Options, Law> {
  return { summary, defaults, create, ranges: ranges as Ranges };
}

const weight: Range = { minimum: 0 };

/** Every family on the real line. */
export const distributions = {
  normal: family('normal law N(mean, sigma²)', { mean: 0, sigma: 1 }, o => normal(o.mean, o.sigma), {
    sigma: positive,
  }),
  uniform: family('uniform on [low, high]', { low: 0, high: 1 }, o => uniform(o.low, o.high)),
  exponential: family('exponential with a rate', { rate: 1 }, o => exponential(o.rate), { rate: positive }),
  logistic: family('logistic', { mean: 0, scale: 1 }, o => logistic(o.mean, o.scale), { scale: positive }),
  cauchy: family('Cauchy, without moments', { location: 0, scale: 1 }, o => cauchy(o.location, o.scale), {
    scale: positive,
  }),
  'student-t': family(
    "Student's t",
    { df: 5, location: 0, scale: 1 },
    o => studentT(o.df, o.location, o.scale),
    { df: positive, scale: positive },
  ),
  beta: family('beta on (0, 1)', { a: 2, b: 2 }, o => beta(o.a, o.b), { a: positive, b: positive }),
  gamma: family('gamma with shape and rate', { shape: 2, rate: 1 }, o => gamma(o.shape, o.rate), {
    shape: positive,
    rate: positive,
  }),
  'truncated-normal': family(
    'normal kept inside [low, high]',
    { mean: 0, sigma: 1, low: -1, high: 1 },
    o => truncatedNormal(o.mean, o.sigma, o.low, o.high),
    { sigma: positive },
  ),
  mixture: family(
    'weighted mixture of laws',
    {
      weights: [0.5, 0.5] as number[],
      components: [
        { name: 'normal', mean: -1.5, sigma: 0.5 },
        { name: 'normal', mean: 1.5, sigma: 0.5 },
      ] as DistributionSpec[],
    },
    o => mixture(o.weights, o.components.map(buildDistribution)),
    { weights: weight },
  ),
  discrete: family(
    'finitely many values',
    { probabilities: [0.5, 0.5] as number[], values: undefined as number[] | undefined },
    o => discrete(o.probabilities, o.values),
    { probabilities: weight },
  ),
  empirical: family('the law of a sample', { samples: [0] as number[] }, o => empirical(o.samples)),
} satisfies Record<string, Family<object, Distribution>>;

/** Every family in the plane: what the synthetic datasets sample. */
export const planar = {
  correlated: family(
    'normal with correlation rho',
    { rho: 0.8, sigmaX: 1, sigmaY: 1 },
    o => correlated(o.rho, o.sigmaX, o.sigmaY),
    { rho: { exclusiveMinimum: -1, exclusiveMaximum: 1 }, sigmaX: positive, sigmaY: positive },
  ),
  ring: family(
    'normals on a circle (VEEGAN, PacGAN)',
    { modes: 8, radius: 1, sigma: 0.01 },
    o => ring(o.modes, o.radius, o.sigma),
    { modes: wholeFrom(1), radius: positive, sigma: positive },
  ),
  grid: family(
    'normals on a square grid (VEEGAN, PacGAN)',
    { side: 5, spacing: 2, sigma: 0.05 },
    o => grid(o.side, o.spacing, o.sigma),
    { side: wholeFrom(1), spacing: positive, sigma: positive },
  ),
  line: family(
    'noisy segment',
    { x0: -1, y0: -1, x1: 1, y1: 1, sigma: 0.05 },
    o => line(o.x0, o.y0, o.x1, o.y1, o.sigma),
    { sigma: positive },
  ),
  moons: family('two interleaved half circles', { radius: 1, sigma: 0.05 }, o => moons(o.radius, o.sigma), {
    radius: positive,
    sigma: positive,
  }),
  spiral: family(
    'Archimedean spiral',
    { turns: 1.5, arms: 1, radius: 1, sigma: 0.02 },
    o => spiral(o.turns, o.arms, o.radius, o.sigma),
    { turns: positive, arms: wholeFrom(1), radius: positive, sigma: positive },
  ),
  checkerboard: family(
    'dark squares of a board',
    { cells: 4, extent: 2 },
    o => checkerboard(o.cells, o.extent),
    { cells: wholeFrom(1), extent: positive },
  ),
  points: family(
    'given points, x and y in turn, each blurred',
    { values: [0, 0] as number[], sigma: 0.03 },
    o => scatter(o.values, o.sigma),
    { sigma: positive },
  ),
} satisfies Record<string, Family<object, MultivariateDistribution>>;

export type DistributionName = keyof typeof distributions;
export type PlanarName = keyof typeof planar;

/** Normal law in the plane with deviations sigmaX, sigmaY and correlation rho in (−1, 1). */
export function correlated(rho = 0.8, sigmaX = 1, sigmaY = 1): MultivariateDistribution {
  if (!(Math.abs(rho) < 1)) throw new UserError(`correlated: expected −1 < rho < 1, got ${rho}; lower it`);
  const cross = rho * sigmaX * sigmaY;
  return { ...multivariateNormal([0, 0], [sigmaX ** 2, cross, cross, sigmaY ** 2]), name: 'correlated' };
}

function build<Law>(
  kind: string,
  families: Record<string, Family<object, Law>>,
  spec: DistributionSpec,
): Law {
  const { name, ...options } = spec;
  if (!Object.hasOwn(families, name))
    throw new UserError(unknownName(kind, String(name), Object.keys(families)));
  const { defaults, create } = families[name];
  for (const key of Object.keys(options)) {
    if (!Object.hasOwn(defaults, key)) {
      throw new UserError(unknownName(`option of ${name}`, key, Object.keys(defaults)));
    }
  }
  return create({ ...defaults, ...options });
}

/** Builds a law on the line from plain data; options left out take the family's defaults. */
export function buildDistribution(spec: DistributionSpec): Distribution {
  return build('distribution', distributions, spec);
}

/** Builds a law in the plane from plain data; options left out take the family's defaults. */
export function buildPlanar(spec: DistributionSpec): MultivariateDistribution {
  return build('planar distribution', planar, spec);
}
