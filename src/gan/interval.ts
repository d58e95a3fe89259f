import { at, type Schedule } from '../nn/schedule.ts';

/** Something that is due once in so many steps. */
export interface Interval {
  /** Whether it is due in step n = 0, 1, … */
  isDue(n: number): boolean;
  /** How often it was due before step n. */
  before(n: number): number;
}

/** Due in step 0, and when `period` steps (rounded, at least 1) have passed since the last time; a function of n only. */
export function interval(period: Schedule): Interval {
  const { counts, every } = beginning(period);
  const start = counts.length - 1;
  const before = (n: number) => (n <= start ? counts[n] : counts[start] + Math.ceil((n - start) / every)); // evenly from there on
  return { before, isDue: n => before(n + 1) > before(n) };
}

/**
 * How often it was due before each step, up to the first time at which the period changes no more: a run of any length
 * needs no more memory than its schedule is long.
 */
function beginning(period: Schedule): { readonly counts: readonly number[]; readonly every: number } {
  const counts = [0];
  for (let step = 0, last = -Infinity; ; step++) {
    const every = Math.max(1, Math.round(at(period, step)));
    const isDue = step - last >= every;
    if (isDue && isSettled(period, step)) return { counts, every };
    if (isDue) last = step;
    counts.push(counts[step] + Number(isDue));
  }
}

function isSettled(period: Schedule, step: number): boolean {
  if (typeof period === 'number') return true;
  return period.kind === 'exponential' ? at(period, step) === at(period, step + 1) : step >= period.steps;
}
