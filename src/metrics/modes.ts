import type { Dataset, Modes } from '../data/dataset.ts';
import type { ModeDistribution } from '../theory/distributions/index.ts';
import { metric } from './metric.ts';

/** How generated points cover the modes of a mixture. */
export interface ModeCoverage {
  /** Modes that are the nearest one of at least one high-quality point. */
  readonly found: number;
  readonly total: number;
  /** Share of points within reach of a mode, 3σ where it is not said; 1 − e^−4.5 = 0.9889 for perfect samples of the plane. */
  readonly highQuality: number;
  /** KL(histogram of high-quality points over the modes ‖ uniform) in nats; ∞ when there is none. */
  readonly reverseKl: number;
  /** High-quality points of each mode. */
  readonly counts: readonly number[];
}

/** How many of the known modes samples find, and how many samples are of high quality: see {@link modeCoverage}. */
export const modes = metric({
  figures: {
    modesFound: { title: 'Modes found', better: 'more' },
    highQuality: { title: 'Share of samples of high quality', better: 'more' },
  },
  needs: { modes: true },
  prepare: ({ dataset }) => modesOf(dataset)!,
  compute({ values }, known) {
    const { found, highQuality } = modeCoverage(known, values);
    return { modesFound: found, highQuality };
  },
  floor: { draws: 4, first: 1 },
  most: known => ({ modesFound: known.modes.length }),
});

/**
 * Mode coverage as VEEGAN and PacGAN measure it, there on 2500 points.
 * @param points `[n, dimension]`
 * @see arXiv 1705.07761, section 4.1; arXiv 1712.04086, section 4.1
 */
export function modeCoverage(law: ModeDistribution | Modes, points: Float32Array): ModeCoverage {
  const d = law.dimension;
  const reach = 'reach' in law ? law.reach : 3 * law.sigma;
  const counts = new Array<number>(law.modes.length).fill(0);
  for (let start = 0; start + d <= points.length; start += d) {
    const [mode, distance] = nearestMode(law, points, start);
    if (distance < reach) counts[mode]++;
  }
  const good = counts.reduce((sum, count) => sum + count, 0);
  const found = counts.filter(count => count > 0).length;
  const reverseKl = good === 0 ? Number.POSITIVE_INFINITY : klToUniform(counts, good);
  return { found, total: counts.length, highQuality: good / (points.length / d), reverseKl, counts };
}

function nearestMode(
  law: Pick<Modes, 'dimension' | 'modes'>,
  points: Float32Array,
  start: number,
): [number, number] {
  let [best, least] = [0, Number.POSITIVE_INFINITY];
  for (const [k, mode] of law.modes.entries()) {
    let square = 0;
    for (let i = 0; i < law.dimension; i++) square += (points[start + i] - mode[i]) ** 2;
    if (square < least) [best, least] = [k, square];
  }
  return [best, Math.sqrt(least)];
}

/** KL(histogram ‖ uniform) in nats. */
export function klToUniform(counts: readonly number[], total: number): number {
  return counts.reduce(
    (sum, count) => (count === 0 ? sum : sum + (count / total) * Math.log((count * counts.length) / total)),
    0,
  );
}

/** Whether a law consists of modes that can be counted. */
export function hasModes(law: object | undefined): law is ModeDistribution {
  return law !== undefined && 'modes' in law;
}

/** The modes of a dataset, where they are known. */
export function modesOf({
  law,
  modes,
}: Pick<Dataset, 'law' | 'modes'>): ModeDistribution | Modes | undefined {
  return hasModes(law) ? law : modes;
}
