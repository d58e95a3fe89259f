import type { End } from './end.ts';
import figures from './measured.json' with { type: 'json' };

/** One side of a pair over five seeds, by `bench/lessons.ts`: means over the last third of each run, one a seed. */
export interface Measured {
  /** To the data: W₁ on the line, the sliced W₂ in the plane; null where the numbers ended. */
  readonly distance: readonly (number | null)[];
  /** Of mixtures: modes found, and the percentage of samples near one. */
  readonly modes?: readonly number[];
  readonly quality?: readonly number[];
  /** Name of the picture in {@link ends} where the first seed ended; none where its numbers did. */
  readonly end?: string;
}

/** Before and after. */
export type Pair = readonly [before: Measured, after: Measured];

/** Before and after, by the cure's name. */
export const measured = figures.pairs as unknown as Readonly<Record<string, Pair>>;

/** Where runs of the first seed ended, by name. */
export const ends = figures.ends as unknown as Readonly<Record<string, End>>;

/** By which of its figures a pair is told apart: the groups that it finds, else how many samples are near one, else the distance. */
export function figureOf([before, after]: Pair): 'modes' | 'quality' | 'distance' {
  if (!before.modes || !after.modes) return 'distance';
  return before.modes.every(found => found > 7) ? 'quality' : 'modes';
}

/** What one sees: two more groups, five per cent more of the samples near one, or two thirds of the distance. */
const better = {
  modes: (before: number, after: number) => after >= before + 2,
  quality: (before: number, after: number) => after >= before + 5,
  distance: (before: number | null, after: number | null) =>
    after !== null && (before === null || after <= (2 / 3) * before),
};

/** In which seeds the difference of a pair is seen. */
export function seenIn(pair: Pair): boolean[] {
  const figure = figureOf(pair);
  const [before, after] = pair.map(side => side[figure]!);
  return before.map((value, i) => better[figure](value as number, after[i] as number));
}

/** In which seeds both sides of a pair come to the same, up to half as much again. */
export function sameIn([before, after]: Pair): boolean[] {
  return before.distance.map((a, i) => {
    const b = after.distance[i];
    return a !== null && b !== null && Math.max(a, b) <= 1.5 * Math.min(a, b);
  });
}
