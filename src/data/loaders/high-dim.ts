import { UserError } from '../../util/error.ts';
import { Random } from '../../util/random.ts';
import { lawFingerprint, type SamplerDataset } from '../dataset.ts';
import { componentClasses } from './synthetic.ts';

export interface HighDimensionalOptions {
  /** Normals in the mixture; 10 in VEEGAN. */
  readonly modes: number;
  /** Dimension of each normal; 700 in VEEGAN. */
  readonly intrinsic: number;
  /** Dimension of the space; 1200 in VEEGAN. */
  readonly dimension: number;
  /** Standard deviation of each of the intrinsic coordinates. */
  readonly sigma: number;
}

/** Rounds of plane rotations: after 11 each coordinate has met all 1200, as in a butterfly. */
const ROUNDS = 12;

/**
 * VEEGAN's third benchmark, a mixture of ten 700-dimensional normals embedded in 1200 dimensions. The paper gives neither
 * means nor variances nor the embedding; ours: means with N(0, 1) coordinates, covariance σ²I on the intrinsic space, and an
 * isometry, rounds of random plane rotations, all from a fixed seed.
 *
 * Samples of a mode lie at √700·σ = 26.5σ from its mean, so with σ by coordinate nothing is within the paper's 10
 * standard deviations. Here one standard deviation is the root mean square distance s = √intrinsic·σ; balls of 10 s about
 * the means do not meet.
 * @param classes what a normal is called: given, each sample's class is the one it came from
 * @see arXiv 1705.07761, section 4.1
 */
export function highDimensional(options: HighDimensionalOptions, classes?: string): SamplerDataset {
  check(options);
  const { modes: count, intrinsic, dimension, sigma } = options;
  const rotate = isometry(dimension);
  const means = Array.from({ length: count }, (_, k) => {
    const mean = new Float64Array(dimension);
    new Random(0, 'high-dim/mean', k).normals(mean.subarray(0, intrinsic));
    return mean;
  });
  const name = 'high-dim';
  const parameters = classes === undefined ? options : { ...options, labelled: true };
  return {
    kind: 'sampler',
    name,
    shape: [dimension],
    size: Number.POSITIVE_INFINITY,
    fingerprint: lawFingerprint(name, parameters),
    source: `${name} ${JSON.stringify(parameters)}`,
    modes: { dimension, modes: means.map(rotate), reach: 10 * Math.sqrt(intrinsic) * sigma },
    ...(classes && { condition: componentClasses({ name, parameters: options, classes }, count) }),
    draw(random, out, y) {
      const point = new Float64Array(dimension);
      for (let start = 0; start < out.length; start += dimension) {
        const k = random.integer(count);
        const mean = means[k];
        if (y) y[start / dimension] = k;
        point.fill(0);
        for (let i = 0; i < intrinsic; i++) point[i] = mean[i] + sigma * random.normal();
        out.set(rotate(point), start);
      }
    },
  };
}

function check({ intrinsic, dimension }: HighDimensionalOptions): void {
  if (intrinsic <= dimension) return;
  throw new UserError(`high-dim: expected intrinsic ≤ dimension, got ${intrinsic} and ${dimension}`);
}

/** A fixed rotation of the space, as a function that returns a new array. */
function isometry(dimension: number): (x: Float64Array) => Float64Array {
  const rounds = Array.from({ length: ROUNDS }, (_, i) => {
    const random = new Random(0, 'high-dim/rotation', i);
    const order = random.permutation(dimension);
    const angles = Float64Array.from(
      { length: Math.floor(dimension / 2) },
      () => 2 * Math.PI * random.uniform(),
    );
    return { order, cosines: angles.map(Math.cos), sines: angles.map(Math.sin) };
  });
  return x => {
    const y = x.slice();
    for (const { order, cosines, sines } of rounds) {
      for (let p = 0; p < cosines.length; p++) {
        const [i, j] = [order[2 * p], order[2 * p + 1]];
        const [a, b] = [y[i], y[j]];
        y[i] = cosines[p] * a - sines[p] * b;
        y[j] = sines[p] * a + cosines[p] * b;
      }
    }
    return y;
  };
}
