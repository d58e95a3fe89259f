/** What the quantile solver needs to know about a law in the variable y. */
export interface Tails {
  lower(y: number): number;
  upper(y: number): number;
  /** d lower / dy, for Newton steps. */
  slope?(y: number): number;
}

/**
 * The y in [low, high] where lower(y) = u, by Newton steps on the logarithm of the smaller tail,
 * kept inside a shrinking bracket by bisection. Finite ends required; monotone tails assumed.
 * Where the cdf jumps over u it returns the upper end of the jump, as inf {y : F(y) ≥ u} asks.
 */
export function solveQuantile(tails: Tails, u: number, low: number, high: number, start?: number): number {
  return u > 0.5
    ? solveTail(tails, true, 1 - u, low, high, start)
    : solveTail(tails, false, u, low, high, start);
}

/** The same for a tail probability of its own: upper(y) = target, or lower(y) = target. */
export function solveTail(
  tails: Tails,
  upperTail: boolean,
  target: number,
  low: number,
  high: number,
  start?: number,
): number {
  let [a, b] = [low, high];
  let y = start !== undefined && start > a && start < b ? start : 0.5 * (a + b);
  for (let i = 0; i < 200; i++) {
    const tail = upperTail ? tails.upper(y) : tails.lower(y);
    if (tail === target) return y;
    if (tail > target === upperTail) a = y;
    else b = y;
    const next = newton(tails, tail, target, y, upperTail);
    const inside = next > a && next < b;
    const stalled = i % 4 === 3 && tails.slope === undefined;
    const following = inside && !stalled ? next : 0.5 * (a + b);
    if (following <= a || following >= b) return b;
    if (inside && Math.abs(following - y) <= 2e-16 * Math.abs(y)) return following;
    y = following;
  }
  return y;
}

function newton(tails: Tails, tail: number, target: number, y: number, upperTail: boolean): number {
  if (!tails.slope || tail === 0) return NaN;
  const step = (tail * Math.log(tail / target)) / tails.slope(y); // log is nearly linear in a tail
  return upperTail ? y + step : y - step;
}

/** Doubles outwards from `start` until lower(low) < u ≤ lower(high), inside the given limits. */
export function bracket(tails: Tails, u: number, start: number, scale: number): [low: number, high: number] {
  return u > 0.5 ? bracketTail(tails, true, 1 - u, start, scale) : bracketTail(tails, false, u, start, scale);
}

/** The same for a tail probability of its own. */
export function bracketTail(
  tails: Tails,
  upperTail: boolean,
  target: number,
  start: number,
  scale: number,
): [low: number, high: number] {
  const below = (y: number) => (upperTail ? tails.upper(y) > target : tails.lower(y) < target);
  let width = scale;
  let low = start - width;
  let high = start + width;
  while (!below(low) && low > -Number.MAX_VALUE) low = start - (width *= 2);
  width = scale;
  while (below(high) && high < Number.MAX_VALUE) high = start + (width *= 2);
  return [Math.max(low, -Number.MAX_VALUE), Math.min(high, Number.MAX_VALUE)];
}
