import figures from './measured.json' with { type: 'json' };

/** Means over three seeds and the last third of each run, by `bench/lessons.ts`. */
export interface Measured {
  /** To the data: W₁ on the line, the sliced W₂ in the plane; null where the numbers ended. */
  readonly distance: number | null;
  /** Of mixtures: modes found, and the percentage of samples near one. */
  readonly modes?: number;
  readonly quality?: number;
}

/** Of the grid of 25 modes after 3000 steps, as the pages of `docs/cures` have it. */
interface OnGrid {
  readonly modes: number;
  readonly quality: number;
}

/** Before and after, by the cure's name. */
export const measured: Readonly<Record<string, readonly Measured[]>> = figures.pairs;

/** By the flags that were added; '' is the plain game. */
export const onGrid: Readonly<Record<string, OnGrid>> = figures.grid;
