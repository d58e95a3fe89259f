/**
 * A number that changes with the step count n = 0, 1, …: constant, or from `from` to `to` over `steps`
 * steps and then `to`; `exponential` is from·factorⁿ, never below `to`.
 */
export type Schedule =
  | number
  | { readonly kind: 'linear' | 'cosine'; readonly from: number; readonly to: number; readonly steps: number }
  | { readonly kind: 'exponential'; readonly from: number; readonly to: number; readonly factor: number };

/** The value of a schedule at step n. */
export function at(schedule: Schedule, n: number): number {
  if (typeof schedule === 'number') return schedule;
  const { kind, from, to } = schedule;
  if (kind === 'exponential') return Math.max(to, from * schedule.factor ** n);
  const progress = n < schedule.steps ? n / schedule.steps : 1;
  const share = kind === 'linear' ? progress : (1 - Math.cos(Math.PI * progress)) / 2;
  return from + (to - from) * share;
}
