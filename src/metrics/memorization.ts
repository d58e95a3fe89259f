import { type FiniteDataset, sampleLength } from '../data/dataset.ts';
import type { Engine } from '../engine/engine.ts';
import { UserError } from '../util/error.ts';
import { Batch } from './batch.ts';
import { type Estimate, type Given, metric } from './metric.ts';
import { nearest, type Points, pointsOf } from './numerics/near.ts';
import { Products } from './numerics/products.ts';
import { readRows } from './reals.ts';

/** Samples, and held-out ones, that are looked at: each is compared with all training samples. */
const LOOKED_AT = 2000;

/** Training samples, and how far held-out ones are from them. */
export interface Training {
  readonly points: Points;
  /** Squared distance of each held-out sample to its nearest training sample, ascending. */
  readonly heldOut: Float64Array;
  readonly products: Products;
}

/** Samples as points: themselves, or their features. */
type Look = (batch: Batch) => Promise<Points> | Points;

const inPixels: Look = ({ values, count }) => pointsOf(values, values.length / count);
const inFeatures: Look = async batch => {
  const { values, size } = await batch.features();
  return pointsOf(values, size);
};

/**
 * Probability that a generated sample is nearer to a training sample than a held-out one is, by their own values; of the first 2,000 of
 * each. 0.5 where G has learned the law, towards 1 where it copies, towards 0 where its samples are unlike the data.
 * @see arXiv 2004.05675, of which this is the statistic without cells
 */
export const pixelMemorization = metric({
  figures: { pixelMemorization: { title: 'P(nearer to training than held-out), pixels', better: 'less' } },
  needs: { images: true, heldOut: 20, samples: 20 },
  prepare: given => trainingOf(given, inPixels),
  compute: async (samples, training: Training) => ({
    pixelMemorization: await nearerThanHeldOut(samples, training, inPixels),
  }),
  floor: given => ({ pixelMemorization: nullOf(given) }),
});

/** The same in features, where a copy that was moved or brightened is still near. */
export const memorization = metric({
  figures: { memorization: { title: 'P(nearer to training than held-out), features', better: 'less' } },
  needs: { network: true, heldOut: 20, samples: 20 },
  costly: true,
  prepare: given => trainingOf(given, inFeatures),
  compute: async (samples, training: Training) => ({
    memorization: await nearerThanHeldOut(samples, training, inFeatures),
  }),
  floor: given => ({ memorization: nullOf(given) }),
});

async function trainingOf(given: Given, look: Look): Promise<Training> {
  const { heldOut, network } = given;
  const training = trainedOn(given);
  const products = new Products(given.engine);
  const points = await look(await rowsOf(training, training.size, network));
  const others = await look(await rowsOf(heldOut!, Math.min(LOOKED_AT, heldOut!.size), network));
  const { squares } = await nearest(products, others, points, 1);
  return { points, heldOut: squares.sort(), products };
}

function trainedOn({ training, dataset }: Given): FiniteDataset {
  if (training) return training;
  if (dataset.kind === 'finite') return dataset;
  throw new UserError(`memorization: expected a finite set of training samples, got ${dataset.name}`);
}

async function rowsOf(dataset: FiniteDataset, count: number, network: Given['network']): Promise<Batch> {
  return new Batch(await readRows(dataset, 0, count), count, network);
}

async function nearerThanHeldOut(samples: Batch, { points, heldOut, products }: Training, look: Look) {
  const count = Math.min(LOOKED_AT, samples.count);
  const first = samples.at(Uint32Array.from({ length: count }, (_, i) => i));
  const { squares } = await nearest(products, await look(first), points, 1);
  return probabilityBelow(squares.sort(), heldOut);
}

/**
 * P(X < Y) + P(X = Y)/2 of two ascending samples, the Mann-Whitney statistic, with its standard error for any laws.
 * @see DeLong, DeLong & Clarke-Pearson 1988
 */
export function probabilityBelow(x: Float64Array, y: Float64Array): Estimate {
  const above = x.map(v => 1 - shareBelow(y, v)); // P(v < Y) + P(v = Y)/2
  const below = y.map(v => shareBelow(x, v));
  const mean = (values: Float64Array) => values.reduce((sum, v) => sum + v, 0) / values.length;
  const value = mean(above);
  const variance = (values: Float64Array) =>
    values.reduce((sum, v) => sum + (v - value) ** 2, 0) / (values.length - 1) / values.length;
  return { value, error: Math.sqrt(variance(above) + variance(below)) };
}

/** Share of ascending values below v, with half of those that equal it. */
function shareBelow(values: Float64Array, v: number): number {
  const place = (before: (x: number) => boolean) => {
    let [low, high] = [0, values.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (before(values[middle])) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return (place(x => x < v) + place(x => x <= v)) / (2 * values.length);
}

/** Of equal laws: the variance of the Mann-Whitney statistic without ties. */
function nullOf({ samples, heldOut }: Given) {
  const [n, m] = [samples, heldOut!.size].map(count => Math.min(LOOKED_AT, count));
  return { mean: 0.5, deviation: Math.sqrt((n + m + 1) / (12 * n * m)) };
}

/**
 * The nearest training samples of each sample, for pictures of them side by side.
 * @param samples `[n, ...shape]`
 * @returns places in the data, [n, k], and distances, ascending
 */
export async function nearestTraining(
  samples: Float32Array,
  training: FiniteDataset,
  k: number,
  engine?: Engine,
): Promise<{ readonly indices: Uint32Array; readonly distances: Float64Array }> {
  const length = sampleLength(training);
  const points = pointsOf(await readRows(training, 0, training.size), length);
  const { indices, squares } = await nearest(new Products(engine), pointsOf(samples, length), points, k);
  return { indices, distances: squares.map(Math.sqrt) };
}
