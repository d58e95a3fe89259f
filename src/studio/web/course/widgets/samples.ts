/** A histogram as the outline of its bars, of area 1 if all values lie in [low, high]. */
export function histogram(
  values: readonly number[],
  low: number,
  high: number,
  bins: number,
): [x: number, density: number][] {
  const width = (high - low) / bins;
  const counts = new Array<number>(bins).fill(0);
  for (const x of values) {
    const bin = Math.min(bins - 1, Math.floor((x - low) / width));
    if (bin >= 0 && x <= high) counts[bin]++;
  }
  return counts.flatMap((count, i) => {
    const height = values.length > 0 ? count / values.length / width : 0;
    return [
      [low + i * width, height],
      [low + (i + 1) * width, height],
    ] as [number, number][];
  });
}
