import { type Dataset, sampleLength } from '../data/dataset.ts';
import { metric } from './metric.ts';

export interface Moments extends NonNullable<Dataset['moments']> {
  readonly features: number;
}

/**
 * Mean distances from the true moments over the numbers of a sample: `meanError` in standard deviations, `varianceError` as
 * a share of the variance.
 */
export const moments = metric({
  figures: {
    meanError: { title: 'Error of the mean, in standard deviations', better: 'less' },
    varianceError: { title: 'Error of the variance, as a share of it', better: 'less' },
  },
  needs: { moments: true },
  prepare: ({ dataset }): Moments => ({ ...dataset.moments!, features: sampleLength(dataset) }),
  compute: ({ values }, truth) => momentErrors(values, truth),
  floor: { draws: 4, first: 1 },
});

function momentErrors(samples: Float32Array, { mean, variance, features }: Moments) {
  const n = samples.length / features;
  let [meanError, varianceError] = [0, 0];
  for (let j = 0; j < features; j++) {
    let [sum, squares] = [0, 0];
    for (let i = 0; i < n; i++) sum += samples[i * features + j];
    for (let i = 0; i < n; i++) squares += (samples[i * features + j] - sum / n) ** 2;
    meanError += Math.abs(sum / n - mean[j]) / Math.sqrt(variance[j]) / features;
    varianceError += Math.abs(squares / (n - 1) / variance[j] - 1) / features;
  }
  return { meanError, varianceError };
}
