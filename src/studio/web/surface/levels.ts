/** Round numbers strictly between two, at most about `count` of them, one or two or five apart. */
export function nice([low, high]: readonly [number, number], count: number): number[] {
  if (!(high > low)) return [];
  const raw = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * ([1, 2, 5, 10].find(k => k * power >= raw) ?? 10);
  const first = Math.ceil(low / step);
  const many = Math.floor(high / step) - first + 1;
  return Array.from({ length: many }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}
