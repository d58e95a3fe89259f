import { UserError } from '../util/error.ts';

const shown = (value: unknown) => (typeof value === 'number' ? String(value) : JSON.stringify(value));

/** Throws unless `value` is a finite number. */
export function checkFinite(where: string, name: string, value: number): void {
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw new UserError(`${where}: expected a finite ${name}, got ${shown(value)}; pass a number`);
  }
}

/** Throws unless `value` is finite and above 0. */
export function checkPositive(where: string, name: string, value: number): void {
  if (typeof value !== 'number' || !(value > 0 && value < Infinity)) {
    throw new UserError(`${where}: expected ${name} > 0, got ${shown(value)}; pass a positive number`);
  }
}

/** Throws unless `value` is an integer of at least `least`. */
export function checkInteger(where: string, name: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least) {
    throw new UserError(
      `${where}: expected an integer ${name} ≥ ${least}, got ${shown(value)}; pass a whole number`,
    );
  }
}

/** Throws unless low < high. */
export function checkOrder(where: string, low: number, high: number): void {
  if (!(low < high)) {
    throw new UserError(`${where}: expected low < high, got low = ${low}, high = ${high}; swap them`);
  }
}

/** Throws unless 0 < u < 1, the domain of a quantile function. */
export function checkUnit(where: string, name: string, u: number): void {
  if (!(u > 0 && u < 1)) {
    throw new UserError(`${where}: expected 0 < ${name} < 1, got ${shown(u)}; pass a probability inside`);
  }
}

/** Throws unless the two arrays have equal lengths. */
export function checkSameLength(
  where: string,
  a: string,
  x: ArrayLike<unknown>,
  b: string,
  y: ArrayLike<unknown>,
): void {
  if (x.length !== y.length) {
    throw new UserError(
      `${where}: expected ${b} as long as ${a} (${x.length}), got ${y.length}; give one entry per outcome`,
    );
  }
}

/** Throws unless there is at least one sample and every sample is finite. */
export function checkSamples(where: string, name: string, x: ArrayLike<number>, least = 1): void {
  if (x.length < least) {
    throw new UserError(`${where}: expected at least ${least} ${name}, got ${x.length}; draw more`);
  }
  for (let i = 0; i < x.length; i++) if (!Number.isFinite(x[i])) checkFinite(where, `${name}[${i}]`, x[i]);
}

/** Whether a sum of probabilities is 1 within `tolerance`. */
export function isOne(sum: number, tolerance = 1e-6): boolean {
  return Math.abs(sum - 1) <= tolerance;
}

/**
 * Throws unless `p` is a probability law: entries ≥ 0 that sum to 1 within `tolerance`.
 * Returns the sum, whose float64 rounding (about n·1e-16) callers divide out.
 */
export function checkLaw(where: string, name: string, p: ArrayLike<number>, tolerance = 1e-6): number {
  if (p.length === 0) throw new UserError(`${where}: expected ${name} to have entries, got none; pass one`);
  let sum = 0;
  for (let i = 0; i < p.length; i++) {
    if (!(p[i] >= 0)) {
      throw new UserError(
        `${where}: expected ${name}[${i}] ≥ 0, got ${p[i]}; a probability is never negative`,
      );
    }
    sum += p[i];
  }
  if (!isOne(sum, tolerance)) {
    throw new UserError(`${where}: expected ${name} to sum to 1, got ${sum}; divide by the sum`);
  }
  return sum;
}
