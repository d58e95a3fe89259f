/** Share of the heights that a slice may lose below, where V falls without end. */
const LOST = 0.1;

/**
 * Heights to be drawn: far away V may fall by hundreds, and nothing else would be seen. What lies below the lowest tenth is
 * drawn at its edge, but never more than the half nearest to the level is lost.
 */
export function kept(values: ArrayLike<number>, level: number): Float32Array {
  const all = Float32Array.from(values);
  const sorted = all.filter(Number.isFinite).sort();
  const least = Math.min(sorted[Math.floor(LOST * sorted.length)] ?? level, level);
  return all.map(v => (v >= least ? v : least));
}
