import { at, type Schedule } from '../nn/schedule.ts';

/** In which steps something happens that happens once in so many steps. */
export interface Rhythm {
  /** Whether it happens in step n = 0, 1, … */
  happens(n: number): boolean;
  /** How often it happened before step n. */
  before(n: number): number;
}

/** Happens in step 0, and when `period` steps (rounded, at least 1) have passed since the last time; a function of n only. */
export function rhythm(period: Schedule): Rhythm {
  const counts = [0]; // counts[n]: how often it happened before step n
  let last = -Infinity;
  const extend = (n: number) => {
    for (let step = counts.length - 1; step < n; step++) {
      const happens = step - last >= Math.max(1, Math.round(at(period, step)));
      if (happens) last = step;
      counts.push(counts[step] + Number(happens));
    }
  };
  const before = (n: number) => {
    extend(n);
    return counts[n];
  };
  return { before, happens: n => before(n + 1) > before(n) };
}
