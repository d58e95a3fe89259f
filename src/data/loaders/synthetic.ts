import {
  type Distribution,
  type MultivariateDistribution,
  multivariateNormal,
} from '../../theory/distributions/index.ts';
import { type Condition, type ConditionValues, conditionValues } from '../../util/condition.ts';
import { UserError } from '../../util/error.ts';
import { Random } from '../../util/random.ts';
import { type Dataset, lawFingerprint, pointDataset, type SamplerDataset, sampleLength } from '../dataset.ts';

/** What is common to a law's dataset: how it is called and which parameters, all of them, define it. */
interface Identity {
  readonly name: string;
  readonly parameters: unknown;
  /** What a component of the law is called, such as `mode`: given, each sample's class is the component it came from. */
  readonly classes?: string;
}

type Finished = Pick<SamplerDataset, 'shape' | 'draw' | 'law' | 'moments' | 'display' | 'condition'>;

function sampler({ name, parameters: given, classes }: Identity, parts: Finished): SamplerDataset {
  const parameters = classes === undefined ? given : { ...(given as object), labelled: true };
  const source = `${name} ${JSON.stringify(parameters)}`;
  const fingerprint = lawFingerprint(name, parameters);
  return { kind: 'sampler', name, size: Number.POSITIVE_INFINITY, fingerprint, source, ...parts };
}

/** Classes `mode 1`, `mode 2`, … @throws UserError when the law has no components */
export function componentClasses({ name, classes }: Identity, count: number | undefined): Condition {
  if (count === undefined) {
    throw new UserError(
      `${name}: expected a law with components as classes, got one without; set labelled false`,
    );
  }
  return { kind: 'class', names: Array.from({ length: count }, (_, k) => `${classes} ${k + 1}`) };
}

/** Endless samples of a law on the line, shape [1]. */
export function lineDataset(identity: Identity, law: Distribution): SamplerDataset {
  const moments = { mean: Float64Array.of(law.mean), variance: Float64Array.of(law.variance) };
  return sampler(identity, {
    shape: [1],
    law,
    moments,
    ...(identity.classes && { condition: componentClasses(identity, law.parts?.length) }),
    draw(random, out, y) {
      const points = y && new Float64Array(out.length);
      for (let i = 0; i < out.length; i++) {
        const x = law.sample(random);
        out[i] = x;
        if (points) points[i] = x;
      }
      if (y && points) drawParts(law, random, points, y);
    },
  });
}

/** The component of each point, given where it is: k with probability wₖ pₖ(x) / Σ wⱼ pⱼ(x), after all points are drawn. */
function drawParts(
  { parts = [], weights = [] }: Distribution,
  random: Random,
  points: Float64Array,
  y: ConditionValues,
): void {
  for (const [i, x] of points.entries()) {
    const logs = parts.map((part, k) => Math.log(weights[k]) + part.logDensity(x));
    const most = Math.max(...logs);
    const shares = logs.map(log => (log === most ? 1 : Math.exp(log - most))); // also where all are −∞
    let left = random.uniform() * shares.reduce((sum, share) => sum + share, 0);
    const k = shares.findIndex(share => (left -= share) < 0);
    y[i] = k < 0 ? shares.length - 1 : k;
  }
}

/** Endless samples of a law on ℝᵈ, shape [d]. */
export function spaceDataset(identity: Identity, law: MultivariateDistribution): SamplerDataset {
  const d = law.dimension;
  const variance = Float64Array.from({ length: d }, (_, i) => law.covariance[i * d + i]);
  const { components } = law;
  return sampler(identity, {
    shape: [d],
    law,
    moments: { mean: law.mean, variance },
    ...(identity.classes && { condition: componentClasses(identity, components?.count) }),
    draw(random, out, y) {
      const point = new Float64Array(d);
      for (let i = 0; i < out.length; i += d) {
        if (y && components) y[i / d] = components.draw(random, point);
        else law.draw(random, point);
        out.set(point, i);
      }
    },
  });
}

/**
 * `count` points drawn once from the seed: the fixed training set of the PacGAN protocol
 * (100,000 points). The law stays known.
 */
export function fixedDraw(source: Dataset, count: number, seed: number): Dataset {
  if (source.kind === 'finite' || count === 0) return source;
  const { name, shape, law, modes, moments, display, condition } = source;
  const values = new Float32Array(count * sampleLength(source));
  const conditions = condition && conditionValues(condition, count);
  source.draw(new Random(seed, 'dataset'), values, conditions);
  const from = `${count} of ${source.source}, seed ${seed}`;
  const points = pointDataset({ name, shape, values, condition, conditions, source: from });
  return { ...points, law, modes, moments, display };
}

export interface FieldOptions {
  /** Correlation length ℓ in pixels; default 3. */
  readonly length: number;
  /** Standard deviation σ of every pixel; default 0.5. */
  readonly sigma: number;
}

const SIDE = 32;

/** Added to the diagonal of K: the smallest eigenvalues of a smooth covariance round to below zero. */
const RIDGE = 1e-7;

/**
 * Images of 32 × 32 pixels that obey a 1024-dimensional normal law: mean
 * 1 + ½ cos(2π(y − 8)/32) cos(2π(x − 8)/32), covariance σ² exp(−(Δy² + Δx²)/2ℓ²). The covariance is
 * the Kronecker product of two 32 × 32 ones, K ⊗ K with K = L Lᵀ, so a sample is M + σ L Z Lᵀ.
 */
export function pixels1024(identity: Identity, { length, sigma }: FieldOptions): SamplerDataset {
  const kernel = Float64Array.from({ length: SIDE * SIDE }, (_, k) => {
    const distance = Math.floor(k / SIDE) - (k % SIDE);
    return distance === 0 ? 1 + RIDGE : Math.exp((-distance * distance) / (2 * length * length));
  });
  const { factor } = multivariateNormal(new Float64Array(SIDE), kernel);
  const wave = (t: number) => Math.cos((2 * Math.PI * (t - 8)) / SIDE);
  const mean = Float64Array.from(
    { length: SIDE * SIDE },
    (_, k) => 1 + 0.5 * wave(Math.floor(k / SIDE)) * wave(k % SIDE),
  );
  const variance = new Float64Array(SIDE * SIDE).fill(sigma * sigma);
  return sampler(identity, {
    shape: [SIDE, SIDE, 1],
    moments: { mean, variance },
    display: [0.5 - 2 * sigma, 1.5 + 2 * sigma],
    draw: (random, out) => drawFields(random, out, factor, mean, sigma),
  });
}

function drawFields(
  random: Random,
  out: Float32Array,
  factor: Float64Array,
  mean: Float64Array,
  sigma: number,
): void {
  const noise = new Float64Array(SIDE * SIDE);
  const rows = new Float64Array(SIDE * SIDE);
  for (let start = 0; start < out.length; start += SIDE * SIDE) {
    random.normals(noise);
    lowerTimes(factor, noise, rows); // (L Z)ᵀ
    lowerTimes(factor, rows, noise); // (L (L Z)ᵀ)ᵀ = L Z Lᵀ
    for (let k = 0; k < SIDE * SIDE; k++) out[start + k] = mean[k] + sigma * noise[k];
  }
}

/** out = (L A)ᵀ for a lower triangular L, all of 32 × 32. */
function lowerTimes(l: Float64Array, a: Float64Array, out: Float64Array): void {
  const row = new Float64Array(SIDE);
  for (let i = 0; i < SIDE; i++) {
    row.fill(0);
    for (let k = 0; k <= i; k++) {
      const x = l[i * SIDE + k];
      for (let j = 0; j < SIDE; j++) row[j] += x * a[k * SIDE + j];
    }
    for (let j = 0; j < SIDE; j++) out[j * SIDE + i] = row[j];
  }
}
