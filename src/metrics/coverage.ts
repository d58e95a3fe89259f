import { sampleLength } from '../data/dataset.ts';
import { metric } from './metric.ts';

/** A batch of real samples with the distance from each to its k-th nearest neighbour among them. */
export interface Neighbourhoods {
  /** `[n, length]` */
  readonly samples: Float32Array;
  /** Numbers in one sample. */
  readonly length: number;
  /** [n] */
  readonly radii: Float64Array;
  /** Mean distance between two of the samples. */
  readonly spread: number;
}

/** How generated samples cover a batch of real ones. */
export type Coverage = {
  /** Share of real samples with a generated one no further away than their k-th real neighbour. */
  readonly coverage: number;
  /** Mean distance between two generated samples, as a share of that between two real ones. */
  readonly spread: number;
};

/**
 * `pixelCoverage` and `spread` of generated samples against as many real ones ({@link coverageOf}). Floors are scored by other real
 * samples; of a finite set some are the same, which raises `pixelCoverage`.
 */
export const neighbours = metric({
  figures: {
    pixelCoverage: { title: 'Coverage of real samples, by their own values', better: 'more' },
    spread: { title: 'Spread, as a share of that of real samples', better: 'more' },
  },
  needs: {},
  prepare: async ({ dataset, samples, seed, reals }) =>
    neighbourhoods((await reals(samples, seed)).values, sampleLength(dataset)),
  compute({ values }, real: Neighbourhoods) {
    const { coverage, spread } = coverageOf(real, values);
    return { pixelCoverage: coverage, spread };
  },
  floor: { draws: 4, first: 1 },
});

/**
 * @param samples `[n, length]`, real
 * @param k default 5, as the paper recommends
 */
export function neighbourhoods(samples: Float32Array, length: number, k = 5): Neighbourhoods {
  const n = samples.length / length;
  const squares = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++)
      squares[i * n + j] = squares[j * n + i] = distance2(samples, i, samples, j, length);
  }
  const radii = Float64Array.from(
    { length: n },
    (_, i) => Math.sqrt(squares.slice(i * n, (i + 1) * n).sort()[Math.min(k, n - 1)]), // place 0 is the sample itself
  );
  return { samples, length, radii, spread: meanDistance(samples, length) };
}

/**
 * Coverage of Naeem et al. on equally many generated samples, 1 − 2⁻ᵏ in expectation where both obey the same law, and
 * the ratio of spreads. Distances are those of the values themselves: for images a coarse measure.
 * @param samples `[m, length]`, generated
 * @see arXiv 2002.09797, section 3.2
 */
export function coverageOf(real: Neighbourhoods, samples: Float32Array): Coverage {
  const { length, radii } = real;
  const m = samples.length / length;
  let covered = 0;
  for (let i = 0; i < radii.length; i++) {
    const limit = radii[i] ** 2;
    for (let j = 0; j < m; j++) {
      if (distance2(real.samples, i, samples, j, length, limit) > limit) continue;
      covered++;
      break;
    }
  }
  return { coverage: covered / radii.length, spread: meanDistance(samples, length) / real.spread };
}

/** Over the pairs of the first 64: two thousand say enough of a mean. */
function meanDistance(samples: Float32Array, length: number): number {
  const n = Math.min(64, samples.length / length);
  let sum = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) sum += Math.sqrt(distance2(samples, i, samples, j, length));
  }
  return sum / ((n * (n - 1)) / 2);
}

/** Squared distance of row i of a and row j of b; any number above `limit` once it is past it. */
function distance2(
  a: Float32Array,
  i: number,
  b: Float32Array,
  j: number,
  length: number,
  limit = Number.POSITIVE_INFINITY,
): number {
  let sum = 0;
  for (let c = 0, p = i * length, q = j * length; c < length && sum <= limit; c++, p++, q++) {
    const difference = a[p] - b[q];
    sum += difference * difference;
  }
  return sum;
}
