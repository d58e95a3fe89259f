import { type Dataset, sampleLength } from '../../data/dataset.ts';
import { modeCoverage, modesOf } from '../../metrics/modes.ts';
import type { Distribution } from '../../theory/distributions/types.ts';
import { jsd, kl } from '../../theory/divergences/divergences.ts';
import type { Estimate } from '../../theory/divergences/estimate.ts';
import { slicedWasserstein, wassersteinFromSamples } from '../../theory/transport/wasserstein.ts';
import { Random } from '../../util/random.ts';
import { realSamples } from '../pictures.ts';
import { type Bounds, dimensionOf } from './bounds.ts';
import { type Cells, cellsOf, shares } from './cells.ts';

/** How near generated samples are to the law. Distances with what samples of the law itself give on average. */
export interface Quality {
  /** Jensen-Shannon divergence in nats, between 0 and log 2. */
  readonly js: Estimate;
  /** KL(p‖p_g) in nats: large where G leaves out what the data have. */
  readonly kl: Estimate;
  /** KL(p_g‖p) in nats: large where G makes what the data have not. */
  readonly reverseKl: Estimate;
  /** W₁ on the line; the sliced W₂ in the plane. */
  readonly transport: Estimate;
  /** For mixtures. */
  readonly modes?: { readonly found: number; readonly total: number; readonly highQuality: number };
  /** Whether the data's side of the divergences, and of W₁, comes from the law and not from samples. */
  readonly exact: boolean;
}

/** Samples that are compared where nothing else is said. */
export const COMPARED = 2000;
/** Batches of real samples from which floors are the mean. */
const BATCHES = 8;

const measures = ['js', 'kl', 'reverseKl'] as const;
type Divergences = Readonly<Record<(typeof measures)[number], number>>;

/** Compares batches of generated samples with the data. */
export class Comparison {
  private readonly dataset: Dataset;
  private readonly cells: Cells;
  private readonly reals: Float32Array;
  /** At the middles of as many equal shares as there are samples, of a law of the line. */
  private readonly quantiles: Float64Array | undefined;
  /** What the law itself scores. */
  private readonly floors: Divergences & { readonly transport: number };

  /** @param count samples of each batch that is compared */
  constructor(dataset: Dataset, bounds: Bounds, seed: number, count = COMPARED) {
    this.dataset = dataset;
    this.cells = cellsOf(dataset, bounds, seed + 2);
    this.reals = resampled(dataset, count, seed + 1);
    const { law } = dataset;
    this.quantiles = law && 'cdf' in law && !law.discrete ? quantilesOf(law, count) : undefined;
    const batches = Array.from({ length: BATCHES }, (_, i) => resampled(dataset, count, seed + 3 + i));
    const mean = (of: (batch: Float32Array) => number) =>
      batches.reduce((sum, batch) => sum + of(batch) / BATCHES, 0);
    const scored = batches.map(batch => divergences(this.cells, batch));
    const floor = (name: keyof Divergences) => scored.reduce((sum, d) => sum + d[name] / BATCHES, 0);
    const { quantiles } = this;
    this.floors = {
      js: floor('js'),
      kl: floor('kl'),
      reverseKl: floor('reverseKl'),
      transport: quantiles ? mean(batch => distance(batch, quantiles)) : 0,
    };
  }

  /** @param samples [count, d] */
  measure(samples: Float32Array): Quality {
    const value = divergences(this.cells, samples);
    const { js, kl, reverseKl } = this.floors;
    const known = dimensionOf(this.dataset) === 2 ? modesOf(this.dataset) : undefined;
    return {
      js: { value: value.js, floor: js },
      kl: { value: value.kl, floor: kl },
      reverseKl: { value: value.reverseKl, floor: reverseKl },
      transport: this.transport(samples),
      ...(known && { modes: modeCoverage(known, samples) }),
      exact: this.cells.exact,
    };
  }

  private transport(samples: Float32Array): Estimate {
    const { quantiles, floors, reals } = this;
    if (quantiles) return { value: distance(samples, quantiles), floor: floors.transport };
    if (dimensionOf(this.dataset) === 1) return wassersteinFromSamples(reals, samples);
    const [a, b] = [reals, samples].map(values => ({ values, dimension: 2 }));
    return slicedWasserstein(a, b, { projections: 16 });
  }
}

/** @param samples [n, d] */
function divergences({ law, count }: Cells, samples: Float32Array): Divergences {
  const made = shares(count(samples));
  return { js: jsd(law, made), kl: kl(law, made), reverseKl: kl(made, law) };
}

function quantilesOf(law: Distribution, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => law.quantile((i + 0.5) / count));
}

/** W₁ of a sample from a law = ∫ |Q_n − Q| du, by one node of Q for each sample. */
function distance(samples: Float32Array, quantiles: Float64Array): number {
  const sorted = samples.slice().sort();
  return sorted.reduce((sum, x, i) => sum + Math.abs(x - quantiles[i]), 0) / sorted.length;
}

/** So many real samples; of a finite set, which may have fewer, by drawing with repetition. */
function resampled(dataset: Dataset, count: number, seed: number): Float32Array {
  const drawn = realSamples(dataset, count, seed);
  const d = sampleLength(dataset);
  const n = drawn.length / d;
  if (n === count) return drawn;
  const random = new Random(seed, 'resampled');
  const rows = Array.from({ length: count }, () => random.integer(n));
  return Float32Array.from({ length: count * d }, (_, i) => drawn[rows[Math.floor(i / d)] * d + (i % d)]);
}
