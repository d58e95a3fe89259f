import type { Figure, Figures } from '../metrics/metric.ts';

export { bytesText } from '../util/text.ts';

/** 1,234,567 */
export const count = (n: number) => n.toLocaleString('en-US');

/** 17,154 or 1.53 M */
export function sizeText(n: number): string {
  return n < 1e6 ? count(n) : `${(n / 1e6).toFixed(2)} M`;
}

/** A number with a true minus sign. */
export function decimal(value: number | undefined, digits: number): string {
  if (value === undefined) return '-';
  return value.toFixed(digits).replace('-', '−');
}

/** Seconds as 42 s, 3:07 or 2:03:15. */
export function clock(seconds: number): string {
  const s = Math.round(seconds);
  if (!Number.isFinite(s)) return '-';
  if (s < 60) return `${s} s`;
  const two = (n: number) => String(n).padStart(2, '0');
  const [h, m] = [Math.floor(s / 3600), Math.floor(s / 60) % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s % 60)}` : `${m}:${two(s % 60)}`;
}

/** The first figures of a run in words, with what a perfect G scores. */
export function fitText({ ks, modesFound, highQuality, meanError, varianceError, js }: Figures): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const text = (figure: Figure, say: (v: number) => string) =>
    `${say(figure.value)} (perfect: ${say(figure.floor.mean)})`;
  if (ks) return `Kolmogorov-Smirnov distance ${text(ks, v => v.toFixed(3))}`;
  if (modesFound) {
    const found = `${modesFound.value} of ${modesFound.of} modes`;
    return `${found}, ${percent(highQuality.value)} of the samples within 3σ (perfect: ${percent(highQuality.floor.mean)})`;
  }
  if (!meanError) return `Jensen-Shannon divergence ${text(js, v => v.toFixed(3))} nats`;
  return `means off by ${text(meanError, percent)} of σ, variances by ${text(varianceError, percent)}`;
}

/** Columns that line up, without borders. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, i) => Math.max(...rows.map(row => (row[i] ?? '').length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => cell.padEnd(widths[i]))
      .join('  ')
      .trimEnd();
  return rows.map(line).join('\n');
}
