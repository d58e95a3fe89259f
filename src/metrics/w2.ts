import { slicedWasserstein } from '../theory/transport/wasserstein.ts';
import type { Batch } from './batch.ts';
import { metric } from './metric.ts';
import { resampled } from './reals.ts';

/** Directions that the plane is projected on. */
const PROJECTIONS = 16;

/** Sliced Wasserstein distance W₂ of the plane, from as many real samples. */
export const w2 = metric({
  figures: { w2: { title: 'Sliced W₂', better: 'less' } },
  needs: { dimensions: [2] },
  prepare: given => resampled(given, given.seed + 1),
  compute(samples, reals: Batch) {
    const [a, b] = [reals, samples].map(({ values }) => ({ values, dimension: 2 }));
    return { w2: slicedWasserstein(a, b, { projections: PROJECTIONS }).value };
  },
  floor: { draws: 8, first: 3 },
});
