import { readFileSync } from 'node:fs';

/** What TensorFlow.js computed of two images: the mean over positions, and the values at the middle one. */
export interface Golden {
  readonly shape: readonly number[];
  readonly pooled: readonly (readonly number[])[];
  readonly middle: readonly (readonly number[])[];
}

export const goldens = JSON.parse(
  readFileSync(new URL('../fixtures/tfjs/features.json', import.meta.url), 'utf8'),
) as Readonly<Record<'mobilenet' | 'inception', Golden>>;

/** The images of `fixtures/tfjs/features.mjs`: waves, and noise, [2, size, size, 3] in [−1, 1]. */
export function goldenImages(size: number): Float32Array {
  const length = size * size * 3;
  const out = Float32Array.from({ length: 2 * length }, (_, i) =>
    i < length ? Math.sin(i / 7) * Math.cos(i / (3 * size)) : 0,
  );
  let state = 1;
  for (let i = length; i < 2 * length; i++) {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    out[i] = state / 2 ** 31 - 1;
  }
  return out;
}

/** The largest difference, as a share of the largest value. */
export function farthest(got: ArrayLike<number>, expected: readonly number[]): number {
  const largest = Math.max(...expected.map(Math.abs));
  return Math.max(...expected.map((v, i) => Math.abs(got[i] - v))) / largest;
}
