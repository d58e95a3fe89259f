import { type Dataset, sampleLength } from '../data/dataset.ts';
import { UserError } from '../util/error.ts';
import type { Given } from './metric.ts';

/** Part of the line or plane that is shown; equal scales on both axes. */
export interface Bounds {
  readonly x: readonly [low: number, high: number];
  /** Of the plane only. */
  readonly y?: readonly [low: number, high: number];
}

/** Lines and points only: what a picture can show. */
export function dimensionOf(dataset: Dataset): 1 | 2 {
  const length = sampleLength(dataset);
  if (length === 1 || length === 2) return length;
  throw new UserError(
    `data: expected samples of one or two numbers, got ${dataset.name} with ${length}; choose a law of the line or the plane`,
  );
}

/** Holds nearly all real samples, with room around them for what G makes at first. */
export async function boundsOf({
  dataset,
  seed,
  reals,
}: Pick<Given, 'dataset' | 'seed' | 'reals'>): Promise<Bounds> {
  const d = dimensionOf(dataset);
  const { values: samples } = await reals(4000, seed);
  const [x, y] = Array.from({ length: d }, (_, c) => spread(samples, d, c));
  if (!y) return { x: widened(x, 0.3) };
  const half = 0.68 * Math.max(x[1] - x[0], y[1] - y[0], 1e-6);
  const around = ([low, high]: readonly [number, number]) =>
    [(low + high) / 2 - half, (low + high) / 2 + half] as const;
  return { x: around(x), y: around(y) };
}

/** The range of a coordinate without the thousandth at each end; without more where tails are heavy. */
function spread(samples: Float32Array, d: number, c: number): readonly [number, number] {
  const values = samples.filter((_, i) => i % d === c).sort();
  const at = (u: number) => values[Math.min(values.length - 1, Math.floor(u * values.length))];
  const [low, high] = [at(0.001), at(0.999)];
  const middle = at(0.95) - at(0.05);
  if (high - low > 6 * middle && middle > 0) return widened([at(0.05), at(0.95)], 0.5);
  return [low, high];
}

function widened([low, high]: readonly [number, number], share: number): readonly [number, number] {
  const room = share * (high - low || 1);
  return [low - room, high + room];
}
