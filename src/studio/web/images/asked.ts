import { drawNoise } from '../../../gan/feeds.ts';
import type { Latent } from '../../../train/latents.ts';

/** What G is asked for: noise [n, dim] and, of a conditional G, the class of each sample. */
export interface Asked {
  readonly noise: Float32Array;
  readonly classes?: Int32Array;
}

/** Images in a row of a grid. */
export const COLUMNS = 8;
/** Rows of a grid, and the most of a grid with a row for each class. */
const [ROWS, MOST_ROWS] = [8, 16];

/**
 * The samples of the grid: fixed noise. A conditional G shows its classes, at most 16 of them, one in each row, all by the
 * same noise.
 * @param classes how many a conditional G has
 */
export function gridOf({ distribution, dim }: Latent, seed: number, classes?: number): Asked {
  const draw = (count: number) => drawNoise(distribution, seed, 'samples', 0, new Float32Array(count * dim));
  if (classes === undefined) return { noise: draw(ROWS * COLUMNS) };
  const rows = Math.min(classes, MOST_ROWS);
  const row = draw(COLUMNS);
  const noise = new Float32Array(rows * row.length);
  for (let i = 0; i < rows; i++) noise.set(row, i * row.length);
  return { noise, classes: Int32Array.from({ length: rows * COLUMNS }, (_, i) => Math.floor(i / COLUMNS)) };
}

/** Noise [n, dim], all of one class where G has classes. */
export function allOf(noise: Float32Array, dim: number, label: number | undefined): Asked {
  if (label === undefined) return { noise };
  return { noise, classes: new Int32Array(noise.length / dim).fill(label) };
}
