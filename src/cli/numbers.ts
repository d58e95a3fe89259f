import { UserError } from '../util/error.ts';

/** @throws UserError naming the flag */
export function wholeNumber(flag: string, text: string, least = 0): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isSafeInteger(value) && value >= least) return value;
  throw new UserError(`${flag}: expected a whole number of at least ${least}, got '${text}'`);
}

/** @throws UserError naming the flag */
export function anyNumber(flag: string, text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isNaN(value)) return value;
  throw new UserError(`${flag}: expected a number, got '${text}'`);
}

/** A checkpoint: `best`, or the number of a step. */
export function stepOrBest(flag: string, text: string | undefined): number | 'best' | undefined {
  if (text === undefined || text === 'best') return text;
  if (/^\d+$/.test(text)) return wholeNumber(flag, text);
  throw new UserError(`${flag}: expected the step of a checkpoint or best, got '${text}'`);
}
