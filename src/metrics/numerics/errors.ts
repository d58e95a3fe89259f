/** Parts of samples that are left out in turn. */
export const PARTS = 10;

/**
 * Standard error of a statistic of N samples by leaving out each of some disjoint parts in turn:
 * √((g − 1)/g Σ (θᵢ − θ̄)²).
 * @param without the statistic of the samples without a part each
 * @see Efron & Stein 1981, "The jackknife estimate of variance"
 */
export function jackknife(without: readonly number[]): number {
  const g = without.length;
  const mean = without.reduce((sum, value) => sum + value, 0) / g;
  const squares = without.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(((g - 1) / g) * squares);
}

/** Mean of values and its standard error, from their deviation. */
export function meanAndError(values: ArrayLike<number>): { value: number; error: number } {
  const n = values.length;
  let [sum, squares] = [0, 0];
  for (let i = 0; i < n; i++) sum += values[i];
  for (let i = 0; i < n; i++) squares += (values[i] - sum / n) ** 2;
  return { value: sum / n, error: Math.sqrt(squares / (n - 1) / n) };
}

/** Share of n samples, with the standard error of a binomial law. */
export function shareOf(count: number, n: number): { value: number; error: number } {
  const value = count / n;
  return { value, error: Math.sqrt((value * (1 - value)) / n) };
}
