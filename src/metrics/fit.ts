import { type Dataset, sampleLength } from '../data/dataset.ts';
import { kolmogorovSmirnov } from '../theory/transport/wasserstein.ts';
import { modeCoverage, modesOf } from './modes.ts';

/**
 * How near samples come to a law that is known:
 * on the line `ks`, the Kolmogorov-Smirnov distance; for mixtures `modesFound` of `modes`, and
 * `highQuality`, the share within 3σ of one; else, over the features, the mean distances from the true
 * moments: `meanError` in standard deviations, `varianceError` as a share of the variance. Nothing for
 * data whose law is not known.
 * @param samples `[n, ...shape]`
 */
export function measureFit(dataset: Dataset, samples: Float32Array): Record<string, number> {
  const { law, moments, shape } = dataset;
  if (law && 'cdf' in law && shape[0] === 1) return { ks: kolmogorovSmirnov(samples, law).value };
  const modes = modesOf(dataset);
  if (modes) {
    const { found, total, highQuality } = modeCoverage(modes, samples);
    return { modesFound: found, modes: total, highQuality };
  }
  return moments ? momentErrors(moments, samples, sampleLength(dataset)) : {};
}

function momentErrors(
  { mean, variance }: NonNullable<Dataset['moments']>,
  samples: Float32Array,
  features: number,
): Record<string, number> {
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
