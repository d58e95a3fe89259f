import { interpolate } from '../../../train/interpolate.ts';
import type { Latent } from '../../../train/latents.ts';
import type { Asked } from './asked.ts';
import { arithmetic } from './latent.ts';

/** A z, and the class that a conditional G is asked for with it. */
export interface Point {
  readonly z: Float32Array;
  readonly label?: number;
}

/** Images on the way from A to B, both ends included. */
export const PATH = 9;

/** The way from a to b. Classes do not mix: the first half is of a's, the second of b's. */
export function pathOf(a: Point, b: Point, { distribution, dim }: Latent): Point[] {
  const { noise } = askedOf([a, b], dim);
  const path = interpolate(distribution, noise, dim, PATH - 1);
  return Array.from({ length: PATH }, (_, i) => ({
    z: path.subarray(i * dim, (i + 1) * dim),
    label: (2 * i < PATH ? a : b).label,
  }));
}

/** a − b + c in the space of z, of a's class. */
export function sumOf(a: Point, b: Point, c: Point, { distribution }: Latent): Point {
  return { z: arithmetic(a.z, b.z, c.z, distribution), label: a.label };
}

/** What G is asked for, for some points: all of a conditional G, or none. */
export function askedOf(points: readonly Point[], dim: number): Asked {
  const noise = new Float32Array(points.length * dim);
  for (const [i, { z }] of points.entries()) noise.set(z, i * dim);
  const labels = points.flatMap(({ label }) => label ?? []);
  return { noise, ...(labels.length > 0 && { classes: Int32Array.from(labels) }) };
}
