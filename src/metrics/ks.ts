import type { Distribution } from '../theory/distributions/types.ts';
import { kolmogorovSmirnov } from '../theory/transport/wasserstein.ts';
import { metric } from './metric.ts';

/** Kolmogorov-Smirnov distance sup |F_N − F| of samples of the line from their law; about 0.87/√N for a perfect generator. */
export const ks = metric({
  figures: { ks: { title: 'Kolmogorov-Smirnov distance', better: 'less' } },
  needs: { dimensions: [1], cdf: true },
  prepare: ({ dataset }) => dataset.law as Distribution,
  compute: ({ values }, law) => ({ ks: kolmogorovSmirnov(values, law).value }),
  floor: { draws: 4, first: 1 },
});
