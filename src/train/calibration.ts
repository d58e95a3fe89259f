import type { Dataset } from '../data/dataset.ts';
import { measureFit } from '../metrics/fit.ts';
import { slicedWasserstein, wassersteinFromSamples } from '../theory/transport/wasserstein.ts';
import type { Metrics } from './loop.ts';
import { realSamples } from './pictures.ts';

/** A line of `metrics.jsonl`: generated samples after so many steps, and what a perfect G would score. */
export interface Measured {
  readonly step: number;
  /** Samples that were measured. */
  readonly samples: number;
  readonly values: Metrics;
  /** The same measures of as many real samples, means of {@link DRAWS} independent draws. */
  readonly perfect: Metrics;
}

const DRAWS = 4;
const PROJECTIONS = 16;

/**
 * Measures samples of one number, each time against the same real ones: what `measureFit` finds and the distance to
 * real samples, `w1` on the line and the sliced `w2` in the plane.
 */
export class Calibration {
  private readonly dataset: Dataset;
  private readonly count: number;
  private readonly reals: Float32Array;
  private readonly perfect: Metrics;

  constructor(dataset: Dataset, count: number, seed: number) {
    this.dataset = dataset;
    this.count = count;
    this.reals = hasDistance(dataset) ? realSamples(dataset, count, seed + 1) : new Float32Array();
    const draws = Array.from({ length: DRAWS }, (_, i) => {
      const samples = realSamples(dataset, count, seed + 2 + i);
      return this.values(samples, measureFit(dataset, samples));
    });
    this.perfect = means(draws);
  }

  /**
   * Undefined for data whose law is not known.
   * @param samples `[count, ...shape]`
   * @param fit what `measureFit` says of them
   */
  measure(step: number, samples: Float32Array, fit: Metrics): Measured | undefined {
    const values = this.values(samples, fit);
    if (Object.keys(values).length === 0) return undefined;
    return { step, samples: this.count, values, perfect: this.perfect };
  }

  private values(samples: Float32Array, fit: Metrics): Metrics {
    return hasDistance(this.dataset) ? { ...fit, ...distance(this.dataset, this.reals, samples) } : fit;
  }
}

/** Beyond the plane a distance between so few samples says little. */
const hasDistance = ({ shape }: Dataset) => shape.length === 1 && shape[0] <= 2;

function distance({ shape }: Dataset, reals: Float32Array, samples: Float32Array): Metrics {
  if (shape[0] === 1) return { w1: wassersteinFromSamples(reals, samples).value };
  const [a, b] = [reals, samples].map(values => ({ values, dimension: 2 }));
  return { w2: slicedWasserstein(a, b, { projections: PROJECTIONS }).value };
}

function means(rows: readonly Metrics[]): Metrics {
  const mean = (name: string) => rows.reduce((sum, row) => sum + row[name], 0) / rows.length;
  return Object.fromEntries(Object.keys(rows[0]).map(name => [name, mean(name)]));
}
