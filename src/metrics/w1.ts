import type { Distribution } from '../theory/distributions/types.ts';
import { wassersteinFromSamples } from '../theory/transport/wasserstein.ts';
import { lawOfLine } from './cells.ts';
import { metric } from './metric.ts';
import { resampled } from './reals.ts';

/** The quantiles of a law, or as many real samples. */
type Line = { readonly quantiles: Float64Array } | { readonly reals: Float32Array };

/** Wasserstein distance W₁ of the line: from the exact quantiles of the law where it has them, else from as many real samples. */
export const w1 = metric({
  figures: { w1: { title: 'W₁', better: 'less' } },
  needs: { dimensions: [1] },
  async prepare(given): Promise<Line> {
    const law = lawOfLine(given.dataset);
    return law
      ? { quantiles: quantilesOf(law, given.samples) }
      : { reals: (await resampled(given, given.seed + 1)).values };
  },
  compute: ({ values }, line) => ({
    w1:
      'quantiles' in line
        ? distance(values, line.quantiles)
        : wassersteinFromSamples(line.reals, values).value,
  }),
  floor: { draws: 8, first: 3 },
});

/** At the middles of N equal shares. */
function quantilesOf(law: Distribution, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => law.quantile((i + 0.5) / count));
}

/** W₁ of a sample from a law = ∫ |Q_N − Q| du, by one node of Q for each sample. */
function distance(samples: Float32Array, quantiles: Float64Array): number {
  const sorted = samples.slice().sort();
  return sorted.reduce((sum, x, i) => sum + Math.abs(x - quantiles[i]), 0) / sorted.length;
}
