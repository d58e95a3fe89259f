/** The strongest cycle of a series. */
export interface Cycle {
  /** In points of the series. */
  readonly period: number;
  /** Share of the variance around the trend that the cycle makes up, 0 to 1. */
  readonly share: number;
  /** Half the distance from trough to crest of the cycle, in units of the series. */
  readonly amplitude: number;
}

/** A cycle must come round so often within the series: fewer rounds are a trend. */
const LEAST_ROUNDS = 3;

/**
 * The strongest cycle of a series: peak of the periodogram |Σ w_t x_t e^(−2πikt/n)|² after a linear trend is taken
 * out, under a Hann window w, whose peaks are three bins wide. Undefined for a short series, a constant, and where a trend
 * is stronger than any cycle.
 * @see Welch 1967 on windows and averages of periodograms
 */
export function strongestCycle(series: readonly number[]): Cycle | undefined {
  const n = series.length;
  if (n < 4 * LEAST_ROUNDS) return undefined;
  const power = periodogram(detrended(series));
  const total = power.reduce((a, b) => a + b, 0);
  if (!(total > 0)) return undefined;
  let peak = 1;
  for (let k = 1; k < power.length; k++) if (power[k] > power[peak]) peak = k;
  if (peak < LEAST_ROUNDS) return undefined;
  const bins = [peak - 1, peak, peak + 1].filter(k => k < power.length);
  const sum = bins.reduce((s, k) => s + power[k], 0);
  const centre = bins.reduce((s, k) => s + (k * power[k]) / sum, 0);
  const share = sum / total;
  return { period: n / centre, share, amplitude: Math.sqrt(2 * share * variance(detrended(series))) };
}

/** The series less its line of least squares. */
function detrended(series: readonly number[]): number[] {
  const n = series.length;
  const middle = (n - 1) / 2;
  const mean = series.reduce((a, b) => a + b, 0) / n;
  let [products, squares] = [0, 0];
  for (let t = 0; t < n; t++) {
    products += (t - middle) * (series[t] - mean);
    squares += (t - middle) ** 2;
  }
  return series.map((x, t) => x - mean - (products / squares) * (t - middle));
}

/** Power of the cycles k = 0 … n/2 under a Hann window. */
function periodogram(series: readonly number[]): number[] {
  const n = series.length;
  const windowed = series.map((x, t) => x * Math.sin((Math.PI * (t + 0.5)) / n) ** 2);
  const cosines = Float64Array.from({ length: n }, (_, t) => Math.cos((2 * Math.PI * t) / n));
  const sines = Float64Array.from({ length: n }, (_, t) => Math.sin((2 * Math.PI * t) / n));
  return Array.from({ length: Math.floor(n / 2) + 1 }, (_, k) => {
    let [re, im] = [0, 0];
    for (let t = 0, phase = 0; t < n; t++, phase = (phase + k) % n) {
      re += windowed[t] * cosines[phase];
      im += windowed[t] * sines[phase];
    }
    return re * re + im * im;
  });
}

function variance(series: readonly number[]): number {
  return series.reduce((sum, x) => sum + (x * x) / series.length, 0);
}
