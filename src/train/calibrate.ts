import type { Dataset, FiniteDataset } from '../data/dataset.ts';
import { splitDataset } from '../data/split.ts';
import { floorsOf } from '../metrics/floor.ts';
import type { Draws, Floor, Floors, Given, Metric } from '../metrics/metric.ts';
import { UserError } from '../util/error.ts';

/** Real samples in two parts that have none in common. */
export interface Pools {
  /** What samples are compared with. */
  readonly reference: Dataset;
  /** What stands for the samples of a perfect generator. */
  readonly fresh: Dataset;
}

/** Of a finite pool: batches of N of more than half of it have too much in common to tell how scores vary. */
const SHARE = 2;

/** Where half of the data are held back to calibrate. */
const freshHalf = ({ size }: Dataset) => Math.floor(size / 2);

/** The largest N at which real data can be scored against other real data. */
export function mostSamples(dataset: Dataset, unseen?: FiniteDataset): number {
  return Math.floor(Math.max(freshHalf(dataset), unseen?.size ?? 0) / SHARE);
}

/**
 * Parts of the data to compare with and to calibrate with: samples that were not trained on calibrate where they are enough, else half of
 * the data do.
 * @throws UserError when N is too large for both
 */
export function poolsOf(
  dataset: Dataset,
  unseen: FiniteDataset | undefined,
  samples: number,
  seed: number,
): Pools {
  if (dataset.kind === 'sampler') return { reference: dataset, fresh: dataset };
  if (unseen && unseen.size >= SHARE * samples) return { reference: dataset, fresh: unseen };
  if (samples > mostSamples(dataset, unseen)) throw tooMany('samples', samples, dataset, unseen);
  const { training, heldOut: fresh } = splitDataset(dataset, freshHalf(dataset), seed);
  return { reference: training, fresh: fresh! };
}

/** @param option that asked for so many samples */
export function tooMany(
  option: string,
  samples: number,
  dataset: Dataset,
  unseen: FiniteDataset | undefined,
): UserError {
  const most = mostSamples(dataset, unseen);
  const parts = unseen ? `${dataset.size} and ${unseen.size} that were not trained on` : String(dataset.size);
  return new UserError(
    `${option}: expected at most ${most}, so that real data can be scored against real data at the same N, got ${samples}; ${dataset.name} has ${parts}`,
  );
}

/**
 * What real data score by a metric whose floor is drawn from a finite pool. Batches of N of more than half of the pool have too much in
 * common to tell how scores vary, and all of it is one batch: there the deviation is that of halves, scaled by √(half / N) as a mean's.
 */
export async function poolFloors(metric: Metric, reference: unknown, given: Given): Promise<Floors> {
  const { samples, dataset: pool } = given;
  const half = Math.floor(pool.size / SHARE);
  if (samples <= half || samples > pool.size)
    return independent(await floorsOf(metric, reference, given), samples, pool);
  const { first } = metric.floor as Draws;
  const whole = await floorsOf({ ...metric, floor: { draws: 1, first } }, reference, given);
  const halves = independent(await floorsOf(metric, reference, { ...given, samples: half }), half, pool);
  const scale = Math.sqrt(half / samples);
  return Object.fromEntries(
    Object.entries(whole).map(([name, { mean }]) => [
      name,
      { mean, deviation: scale * halves[name].deviation },
    ]),
  );
}

/**
 * Floors of batches that were drawn without repetition from a finite pool, which vary less than independent ones: by the
 * factor √(1 − N/M) of a sample of N of M. Batches of the whole pool do not vary at all.
 */
export function independent(floors: Floors, samples: number, pool: Dataset): Floors {
  const factor = samples < pool.size ? Math.sqrt(1 - samples / pool.size) : 1;
  const widened = ({ mean, deviation }: Floor) => ({ mean, deviation: deviation / factor });
  return Object.fromEntries(Object.entries(floors).map(([name, floor]) => [name, widened(floor)]));
}
