import { type Dataset, sampleLength } from '../data/dataset.ts';
import { Batch } from '../metrics/batch.ts';
import { Gauge } from '../metrics/gauge.ts';
import type { MetricName } from '../metrics/index.ts';
import type { FeatureNetwork, Figures, Given } from '../metrics/metric.ts';
import { conditionValues } from '../util/condition.ts';
import { realSamples } from './pictures.ts';

/** A line of `metrics.jsonl`: generated samples after so many steps. */
export interface Measured {
  readonly step: number;
  readonly figures: Figures;
}

/** Samples that are measured where nothing else is said. */
export const COMPARED = 2000;

export interface MeasureOptions {
  /** Of the real samples that are compared with; default 0. */
  readonly seed?: number;
  /** What metrics that look through a network use. */
  readonly network?: FeatureNetwork;
  /** Default all that say how near samples are to a law that is known. */
  readonly metrics?: readonly MetricName[];
}

/** A dataset as metrics are given it. */
export function givenOf(
  dataset: Dataset,
  samples: number,
  { seed = 0, network }: MeasureOptions = {},
): Given {
  const { condition, size } = dataset;
  const reals = async (count: number, from: number) => {
    const number = Math.min(count, size);
    const conditions = condition && conditionValues(condition, number);
    const values = await realSamples(dataset, number, from, conditions);
    return new Batch(values, number, network, conditions);
  };
  return { dataset, samples, seed, network, reals };
}

/** A gauge of batches of N samples; real samples are drawn and scored once. */
export function gaugeOf(dataset: Dataset, samples = COMPARED, options: MeasureOptions = {}): Promise<Gauge> {
  return Gauge.create(givenOf(dataset, samples, options), options.metrics);
}

/**
 * How near samples come to the law of a dataset: figures, each with what a perfect generator scores on as many samples.
 * Empty where the law is not known. Who measures often keeps a {@link gaugeOf}.
 * @param samples `[N, ...shape]`
 * @throws UserError when the data lack what one of the metrics needs
 * @example
 *   const { modesFound } = await measure(dataset, samples, { metrics: ['modes'] });
 *   console.log(`${modesFound.value} of ${modesFound.of} modes`);
 */
export async function measure(
  dataset: Dataset,
  samples: Float32Array,
  options: MeasureOptions = {},
): Promise<Figures> {
  const gauge = await gaugeOf(dataset, samples.length / sampleLength(dataset), options);
  return gauge.measure(samples);
}
