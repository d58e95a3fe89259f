import type { Dataset } from '../../../data/dataset.ts';
import { type CriterionName, criteria, type VirtualCriterion } from '../../../theory/game/criteria.ts';
import type { Config } from '../../../train/config.ts';
import { textOf } from '../../../train/shorthand.ts';
import type { Grid } from './scene.ts';

/** Standard deviation of the smoothing, in cells of the grid. */
const SMOOTHING = 1;

/**
 * Density of samples on a grid: counts of its cells, smoothed by a normal law of {@link SMOOTHING} cells.
 * Samples beyond the grid count in the total only.
 * @param samples [n, d]
 * @returns one value for each cell, its integral the share of samples inside
 */
export function densityOf(samples: ArrayLike<number>, { bounds: { x, y }, cells }: Grid): Float64Array {
  const d = y ? 2 : 1;
  const counts = new Float64Array(cells ** d);
  const cell = ([low, high]: readonly [number, number], value: number) =>
    Math.floor(((value - low) / (high - low)) * cells);
  for (let i = 0; i < samples.length; i += d) {
    const column = cell(x, samples[i]);
    const row = y ? cell(y, samples[i + 1]) : 0;
    if (column >= 0 && column < cells && row >= 0 && row < cells) counts[row * cells + column]++;
  }
  const area = ((x[1] - x[0]) / cells) * (y ? (y[1] - y[0]) / cells : 1);
  const scale = d / (samples.length * area);
  const smooth = blurred(counts, cells, d);
  for (let i = 0; i < smooth.length; i++) smooth[i] *= scale;
  return smooth;
}

/** The true density under the same smoothing, where a law of the line has one; else undefined. */
export function lineDensity({ law }: Dataset, { bounds: { x }, cells }: Grid): Float64Array | undefined {
  if (!law || !('cdf' in law) || law.discrete) return undefined;
  const width = (x[1] - x[0]) / cells;
  const masses = Float64Array.from(
    { length: cells },
    (_, i) => (law.cdf(x[0] + (i + 1) * width) - law.cdf(x[0] + i * width)) / width,
  );
  return blurred(masses, cells, 1);
}

/** Separable convolution with a normal kernel of unit sum; what would leave the grid is lost. */
function blurred(values: Float64Array, cells: number, d: number): Float64Array {
  const along = (from: Float64Array, stride: number) => {
    const out = new Float64Array(from.length);
    for (let i = 0; i < from.length; i++) {
      const place = Math.floor(i / stride) % cells;
      for (let k = -REACH; k <= REACH; k++) {
        if (place + k >= 0 && place + k < cells) out[i] += KERNEL[k + REACH] * from[i + k * stride];
      }
    }
    return out;
  };
  const once = along(values, 1);
  return d === 2 ? along(once, cells) : once;
}

const REACH = Math.ceil(3 * SMOOTHING);
const KERNEL = normalized(
  Float64Array.from({ length: 2 * REACH + 1 }, (_, i) => Math.exp(-0.5 * ((i - REACH) / SMOOTHING) ** 2)),
);

function normalized(kernel: Float64Array): Float64Array {
  const sum = kernel.reduce((a, b) => a + b, 0);
  return kernel.map(k => k / sum);
}

/** D* as a function of two densities, for an objective that has one. */
export type Optimum = (p: number, q: number) => number;

/**
 * The best answer of D where p and q are the densities of real and generated samples, in the unit that D's field is shown
 * in. Undefined for objectives whose D* is not a function of the two densities at the place: pairings and W₁.
 */
export function optimumOf(
  config: Pick<Config, 'objective' | 'labelSmoothing' | 'realWeight' | 'noisyLabels'>,
): Optimum | undefined {
  const { objective } = config;
  const name = objective.kind;
  if (objective.kind === 'lsgan' && textOf(objective, 'objective') !== 'lsgan') return undefined; // of other codes than 0, 1, 1
  const { optimum } = (criteria as Readonly<Record<string, VirtualCriterion>>)[name as CriterionName] ?? {};
  if (!optimum) return undefined;
  const { labelSmoothing: alpha, realWeight: w, noisyLabels: e } = config;
  const probability = PROBABILITIES.includes(name);
  if (!probability) return alpha === 1 && w === 1 && e === 0 ? optimum : undefined;
  // E_p w[α log D + (1 − α) log(1 − D)] + E_q log(1 − D), with a share e of all labels swapped
  return (p, q) => {
    const [real, fake] = [(1 - e) * w * p + e * q, e * w * p + (1 - e) * q];
    return (alpha * real) / (real + fake);
  };
}

/** Objectives whose D is a probability, with D* = p/(p + q). */
const PROBABILITIES: readonly string[] = ['minimax', 'non-saturating', 'bce', 'linear'];

/**
 * D* on a grid; NaN where there is hardly a sample of either kind.
 * @param p density of real samples
 * @param q of generated ones
 */
export function optimumField(optimum: Optimum, p: ArrayLike<number>, q: ArrayLike<number>): Float32Array {
  let top = 0;
  for (let i = 0; i < p.length; i++) top = Math.max(top, p[i], q[i]);
  return Float32Array.from(p, (density, i) =>
    density + q[i] > 1e-3 * top ? optimum(density, q[i]) : Number.NaN,
  );
}
