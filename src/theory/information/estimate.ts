import { UserError } from '../../util/error.ts';
import { checkInteger, checkSamples } from '../check.ts';
import { digamma } from '../special/gamma.ts';
import { inUnit, type UnitOption } from '../units.ts';

/** Counts of outcomes; entries are whole numbers. */
function checkCounts(where: string, counts: ArrayLike<number>): number {
  let n = 0;
  for (let i = 0; i < counts.length; i++) {
    checkInteger(where, `counts[${i}]`, counts[i], 0);
    n += counts[i];
  }
  if (n === 0) throw new UserError(`${where}: expected at least one sample in counts, got none; draw some`);
  return n;
}

/** Occurrences of 0 … size − 1 among labels. */
export function countLabels(labels: ArrayLike<number>, size: number): Float64Array {
  const counts = new Float64Array(size);
  for (let i = 0; i < labels.length; i++) {
    if (!(labels[i] >= 0 && labels[i] < size && Number.isInteger(labels[i]))) {
      throw new UserError(`countLabels: expected labels in 0 … ${size - 1}, got ${labels[i]}; raise size`);
    }
    counts[labels[i]]++;
  }
  return counts;
}

/** How to estimate an entropy from counts. */
export interface EntropyEstimate extends UnitOption {
  /**
   * `plug-in`: H of the frequencies, too low by about (k − 1)/2n; `miller-madow` adds that back with k
   * the outcomes seen; `grassberger` replaces log by digamma (better for few samples). Default `miller-madow`.
   */
  method?: 'plug-in' | 'miller-madow' | 'grassberger';
}

/**
 * Entropy of a discrete law from the counts of a sample.
 * @see Miller 1955; Grassberger 2003, arXiv physics/0307138 (eq. 13 with G by digamma)
 */
export function entropyFromCounts(counts: ArrayLike<number>, options: EntropyEstimate = {}): number {
  const n = checkCounts('entropyFromCounts', counts);
  const { method = 'miller-madow' } = options;
  let sum = 0;
  let seen = 0;
  for (let i = 0; i < counts.length; i++) {
    const c = counts[i];
    if (c === 0) continue;
    seen++;
    sum += c * (method === 'grassberger' ? grassberger(c) : Math.log(c));
  }
  const plugIn = Math.log(n) - sum / n;
  return inUnit(method === 'miller-madow' ? plugIn + (seen - 1) / (2 * n) : plugIn, options);
}

/**
 * Mutual information from a table of counts, I = H(X) + H(Y) − H(X, Y) with each entropy estimated; the
 * plug-in value is too high by about (k_x − 1)(k_y − 1)/2n, which the default correction removes.
 */
export function mutualInformationFromCounts(
  counts: readonly ArrayLike<number>[],
  options: EntropyEstimate = {},
): number {
  const rows = counts.map(row => Array.from(row).reduce((sum, c) => sum + c, 0));
  const columns = Array.from(counts[0] ?? [], (_, j) => counts.reduce((sum, row) => sum + row[j], 0));
  const all = counts.flatMap(row => Array.from(row));
  return (
    entropyFromCounts(rows, options) + entropyFromCounts(columns, options) - entropyFromCounts(all, options)
  );
}

/** G(c) = ψ(c) + ½ (−1)^c (ψ((c + 1)/2) − ψ(c/2)). */
function grassberger(c: number): number {
  const sign = c % 2 === 0 ? 1 : -1;
  return digamma(c) + 0.5 * sign * (digamma((c + 1) / 2) - digamma(c / 2));
}

/**
 * Differential entropy of a sample on the line by Vasicek's m-spacings with Van Es's bias correction:
 * mean log((n + 1)/m · (x_(i+m) − x_(i))) + Σ_{k=m}^{n} 1/k + log m − log(n + 1).
 * @param m spacing; default √n rounded
 * @see Van Es 1992, "Estimating functionals related to a density by a class of statistics based on spacings"
 */
export function differentialEntropyFromSamples(
  samples: ArrayLike<number>,
  options: UnitOption & { m?: number } = {},
): number {
  checkSamples('differentialEntropyFromSamples', 'samples', samples, 4);
  const n = samples.length;
  const m = options.m ?? Math.round(Math.sqrt(n));
  checkInteger('differentialEntropyFromSamples', 'm', m, 1);
  if (m >= n) throw new UserError(`differentialEntropyFromSamples: expected m < ${n}, got ${m}; lower it`);
  const x = Float64Array.from(samples).sort();
  let sum = 0;
  for (let i = 0; i + m < n; i++) sum += Math.log(((n + 1) / m) * (x[i + m] - x[i]));
  let harmonic = 0;
  for (let k = m; k <= n; k++) harmonic += 1 / k;
  return inUnit(sum / (n - m) + harmonic + Math.log(m) - Math.log(n + 1), options);
}
