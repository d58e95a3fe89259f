import type { Dataset } from '../data/dataset.ts';
import { measureFit } from '../metrics/fit.ts';
import type { Metrics } from './loop.ts';
import { realSamples } from './pictures.ts';
import { boundsOf } from './quality/bounds.ts';
import { Comparison } from './quality/quality.ts';

/** A line of `metrics.jsonl`: generated samples after so many steps, and what a perfect G would score. */
export interface Measured {
  readonly step: number;
  /** Samples that were measured. */
  readonly samples: number;
  readonly values: Metrics;
  /** The same measures of as many real samples, means over some draws. */
  readonly perfect: Metrics;
}

const DRAWS = 4;

/**
 * Measures samples of one number, each time against the same real ones: what `measureFit` finds, and on the line and in
 * the plane the divergences `js`, `kl` (p‖p_g), `reverseKl` and the distance `w1` or the sliced `w2`.
 */
export class Calibration {
  private readonly count: number;
  /** What real samples score by `measureFit`. */
  private readonly fit: Metrics;
  private readonly comparison: Comparison | undefined;
  private readonly transport: 'w1' | 'w2';

  constructor(dataset: Dataset, count: number, seed: number) {
    this.count = count;
    this.fit = means(
      Array.from({ length: DRAWS }, (_, i) => measureFit(dataset, realSamples(dataset, count, seed + 1 + i))),
    );
    this.comparison = isPlane(dataset)
      ? new Comparison(dataset, boundsOf(dataset, seed), seed, count)
      : undefined;
    this.transport = dataset.shape[0] === 1 ? 'w1' : 'w2';
  }

  /**
   * Undefined for data whose law is not known.
   * @param samples `[count, ...shape]`
   * @param fit what `measureFit` says of them
   */
  measure(step: number, samples: Float32Array, fit: Metrics): Measured | undefined {
    const quality = this.comparison?.measure(samples);
    if (!quality) return Object.keys(fit).length > 0 ? this.row(step, fit, this.fit) : undefined;
    const { js, kl, reverseKl, transport } = quality;
    const estimates = Object.entries({ js, kl, reverseKl, [this.transport]: transport });
    const of = (part: 'value' | 'floor') => Object.fromEntries(estimates.map(([name, e]) => [name, e[part]]));
    return this.row(step, { ...fit, ...of('value') }, { ...this.fit, ...of('floor') });
  }

  private row(step: number, values: Metrics, perfect: Metrics): Measured {
    return { step, samples: this.count, values, perfect };
  }
}

/** Beyond the plane a distance between so few samples says little. */
const isPlane = ({ shape }: Dataset) => shape.length === 1 && shape[0] <= 2;

function means(rows: readonly Metrics[]): Metrics {
  const mean = (name: string) => rows.reduce((sum, row) => sum + row[name], 0) / rows.length;
  return Object.fromEntries(Object.keys(rows[0]).map(name => [name, mean(name)]));
}
