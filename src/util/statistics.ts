/** What is said of one measure over seeds. */
export interface Summary {
  readonly n: number;
  readonly mean: number;
  /** Of the mean: s/√n with s² the unbiased variance; NaN for one value. */
  readonly standardError: number;
  readonly min: number;
  readonly max: number;
}

/** Mean, its standard error and extremes. */
export function summarize(values: readonly number[]): Summary {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    n,
    mean,
    standardError: n > 1 ? Math.sqrt(squares / (n - 1) / n) : Number.NaN,
    min: Math.min(...values),
    max: Math.max(...values),
  };
}
