import { entropy, mixture, normal, sigmoid } from '../../../theory/index.ts';
import { Random } from '../../../util/random.ts';

/** Three groups of data. */
export const CENTRES = [-2.4, 0, 2.4] as const;
export const data = mixture(
  [1 / 3, 1 / 3, 1 / 3],
  CENTRES.map(c => normal(c, 0.6)),
);
const BANDWIDTH = 0.5;

/** A law made of equal normal bumps on points: what D takes the generator for. */
function bumps(points: readonly number[], x: number): { density: number; slope: number } {
  let [density, slope] = [1e-12, 0];
  for (const c of points) {
    const t = (x - c) / BANDWIDTH;
    const bump = Math.exp(-0.5 * t * t) / (points.length * BANDWIDTH * Math.sqrt(2 * Math.PI));
    density += bump;
    slope -= (t / BANDWIDTH) * bump;
  }
  return { density, slope };
}

/** D* between the data and the generator as it was when D last replied. */
export function judge(seen: readonly number[], x: number): number {
  return sigmoid(data.logDensity(x) - Math.log(bumps(seen, x).density));
}

/** d/dx of log D at x: where a sample goes to please D. */
export function pull(seen: readonly number[], x: number): number {
  const h = 1e-4;
  const toData = (data.logDensity(x + h) - data.logDensity(x - h)) / (2 * h);
  const { density, slope } = bumps(seen, x);
  return (1 - judge(seen, x)) * (toData - slope / density);
}

/** Samples of the generator, free to move, and those that D has seen. */
export interface Swarm {
  readonly points: readonly number[];
  readonly seen: readonly number[];
}

/** A generator that starts in the middle. */
export function scatter(seed: number, count = 60): Swarm {
  const random = new Random(seed, 'swarm');
  const points = Array.from({ length: count }, () => 0.5 * random.normal());
  return { points, seen: points };
}

/** G takes steps on a fixed D: every sample climbs log D; no sample moves more than 0.3 at once. */
export function descend({ points, seen }: Swarm, steps: number, rate = 0.1): Swarm {
  let moved = points;
  const clip = (v: number) => Math.max(-0.3, Math.min(0.3, v));
  for (let k = 0; k < steps; k++) moved = moved.map(x => x + clip(rate * pull(seen, x)));
  return { points: moved, seen };
}

/** D becomes optimal for the samples as they are. */
export const reply = ({ points }: Swarm): Swarm => ({ points, seen: points });

/** Share of the samples in each group; those between groups belong to the nearest. */
export function shares(points: readonly number[]): number[] {
  const counts = CENTRES.map(() => 0);
  for (const x of points) {
    const near = CENTRES.map(c => Math.abs(x - c));
    counts[near.indexOf(Math.min(...near))]++;
  }
  return counts.map(c => c / points.length);
}

/** Variety in bits: log₂ 3 = 1.585 at best. */
export const variety = (points: readonly number[]) => entropy(shares(points), { bits: true });
