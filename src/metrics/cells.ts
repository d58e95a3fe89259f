import type { Dataset } from '../data/dataset.ts';
import { upperBound } from '../theory/distributions/discrete.ts';
import type { Distribution } from '../theory/distributions/types.ts';
import type { Bounds } from './bounds.ts';
import type { Given } from './metric.ts';

/** A partition of the line or the plane, and what share of the data is in each part. */
export interface Cells {
  /** Probabilities of the data, all above 0. */
  readonly law: Float64Array;
  /** How many samples [n, d] are in each part. */
  count(samples: Float32Array): Float64Array;
}

/** Real samples from which the probabilities of cells are counted. */
export const DRAWN = 40_000;
/** Cells of equal probability on the line; and along each axis of a grid: coarse, so that counts are well above 5. */
export const [EQUAL_CELLS, GRID_CELLS] = [40, 14];

/** The law of a line without atoms: what is compared with it is compared with the law itself, not with samples of it. */
export function lawOfLine({ law }: Pick<Dataset, 'law'>): Distribution | undefined {
  return law && 'cdf' in law && !law.discrete ? law : undefined;
}

/**
 * On a line whose law has a distribution function, cells of equal probability; else a grid and what is beyond it, with
 * probabilities counted from {@link DRAWN} real samples.
 */
export async function cellsOf({ dataset, seed, reals }: Given, bounds: Bounds): Promise<Cells> {
  const law = lawOfLine(dataset);
  if (law) return equalCells(u => law.quantile(u));
  const count = (samples: Float32Array) => gridCounts(samples, bounds);
  return { law: shares(count((await reals(DRAWN, seed + 2)).values)), count };
}

function equalCells(quantile: (u: number) => number): Cells {
  const edges = Float64Array.from({ length: EQUAL_CELLS - 1 }, (_, i) => quantile((i + 1) / EQUAL_CELLS));
  return {
    law: new Float64Array(EQUAL_CELLS).fill(1 / EQUAL_CELLS),
    count(samples) {
      const counts = new Float64Array(EQUAL_CELLS);
      for (const x of samples) counts[upperBound(edges, x)]++;
      return counts;
    },
  };
}

/** Counts of a grid's cells; the last is of all beyond it. */
function gridCounts(samples: Float32Array, { x, y }: Bounds): Float64Array {
  const d = y ? 2 : 1;
  const n = y ? GRID_CELLS : EQUAL_CELLS;
  const counts = new Float64Array(n ** d + 1);
  const cell = ([low, high]: readonly [number, number], v: number) =>
    Math.floor(((v - low) / (high - low)) * n);
  const within = (i: number) => i >= 0 && i < n;
  for (let i = 0; i < samples.length; i += d) {
    const column = cell(x, samples[i]);
    const row = y ? cell(y, samples[i + 1]) : 0;
    counts[within(column) && within(row) ? row * n + column : n ** d]++;
  }
  return counts;
}

/** Shares of counts with half a sample more in each cell, so that none is 0 and Kullback-Leibler divergences are finite. */
export function shares(counts: Float64Array): Float64Array {
  const total = counts.reduce((sum, count) => sum + count, 0.5 * counts.length);
  return counts.map(count => (count + 0.5) / total);
}
