import { coverable, landmarks } from './charts.ts';
import type { Distribution } from './distributions/types.ts';

/** How far rounding drives apart the log-densities of one law written in two ways. */
const ROUNDING = 1e-13;

/** Whether two densities on the line are one law up to rounding: gamma:1,1 and exponential:1. */
export function alike(p: Distribution, q: Distribution): boolean {
  if (p.discrete || q.discrete || ![p, q].every(coverable)) return false;
  if (p.support[0] !== q.support[0] || p.support[1] !== q.support[1]) return false;
  return landmarks([p, q]).every(x => {
    const [a, b] = [p.logDensity(x), q.logDensity(x)];
    return a === b || Math.abs(a - b) <= ROUNDING * Math.max(1, Math.abs(a));
  });
}
