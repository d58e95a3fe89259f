import type { NoiseLaw } from '../../../gan/feeds.ts';
import { reach } from './directions.ts';

/** The share of a direction in z: ⟨z, axis⟩. */
export function along(z: Float32Array, axis: Float32Array): number {
  return z.reduce((sum, x, i) => sum + x * axis[i], 0);
}

/** z with another share of a direction of length 1, within the law's bounds. */
export function moved(z: Float32Array, axis: Float32Array, share: number, law: NoiseLaw): Float32Array {
  const way = share - along(z, axis);
  return bounded(
    z.map((x, i) => x + way * axis[i]),
    law,
  );
}

/**
 * a − b + c, brought back to where noise is: for normal noise to the length that it has in this dimension, √d; else into
 * the cube.
 */
export function arithmetic(a: Float32Array, b: Float32Array, c: Float32Array, law: NoiseLaw): Float32Array {
  const sum = a.map((x, i) => x - b[i] + c[i]);
  if (law !== 'normal') return bounded(sum, law);
  const length = Math.hypot(...sum);
  return length === 0 ? sum : sum.map(x => (x * Math.sqrt(sum.length)) / length);
}

function bounded(z: Float32Array, law: NoiseLaw): Float32Array {
  if (law === 'normal') return z;
  const [low, high] = reach[law];
  return z.map(x => Math.max(low, Math.min(high, x)));
}

/** The direction of one coordinate. */
export function coordinate(dimension: number, index: number): Float32Array {
  return Float32Array.from({ length: dimension }, (_, i) => Number(i === index));
}
