import { logNormalCdf, logNormalMass, normalQuantileOfLog } from '../special/erf.ts';

/** log(e^a + e^b). */
const logPlus = (a: number, b: number) => Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b)));

/** log P(a < Z < b) for a standard normal Z, with full relative accuracy in either tail. */
export function logMass(a: number, b: number): number {
  if (a >= b) return -Infinity;
  if (a > 0) return logMass(-b, -a);
  if (b <= 0 || b - a < 1) return logNormalMass(a, b);
  return Math.log1p(-Math.exp(logNormalCdf(a)) - Math.exp(logNormalCdf(-b)));
}

/** Of a standard normal Z given a ≤ Z ≤ b: the place with e^{below} of the mass under it and e^{above} over it. */
export function placesWithin(a: number, b: number): (below: number, above: number) => number {
  const logZ = logMass(a, b);
  return (below, above) =>
    a + b > 0
      ? -lowerQuantile(-b, -a, above + logZ, below + logZ)
      : lowerQuantile(a, b, below + logZ, above + logZ);
}

/** The z in [a, b] with mass e^{below} between a and z and e^{above} between z and b. */
function lowerQuantile(a: number, b: number, below: number, above: number): number {
  const fromBelow = logPlus(logNormalCdf(a), below);
  if (fromBelow < Math.log(0.5)) return Math.min(b, Math.max(a, normalQuantileOfLog(fromBelow)));
  return Math.min(b, Math.max(a, -normalQuantileOfLog(logPlus(logNormalCdf(-b), above))));
}
