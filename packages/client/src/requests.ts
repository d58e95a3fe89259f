import type { ConditionRequest } from '../../../src/train/conditions.ts';
import { UserError } from '../../../src/util/error.ts';
import { unknownName } from '../../../src/util/text.ts';
import type { Asked } from './types.ts';

/** What samples can be asked to be. */
export const ASKED = ['class', 'attributes', 'conditions'];

/**
 * Checks the names and numbers of a request.
 * @param where the method, for errors
 * @param valid the names that it takes
 */
export function checkRequest(where: string, request: object, valid: readonly string[]): void {
  for (const [name, value] of Object.entries(request)) {
    if (!valid.includes(name)) throw new UserError(`${where}: ${unknownName('option', name, valid)}`);
    if (value === null) throw unfit(name, 'a value, or no such option', value);
    if (value !== undefined) CHECKS[name]?.(name, value);
  }
}

const CHECKS: Readonly<Record<string, (where: string, value: unknown) => void>> = {
  seed: checkWhole,
  seeds: checkSeeds,
  count: checkCount,
  frames: checkCount,
  columns: checkCount,
  padding: checkWhole,
  truncation(where, value) {
    if (typeof value !== 'number') throw unfit(where, 'a number', value);
  },
  class(where, value) {
    const names = [value].flat();
    if (names.length > 0 && names.every(isName)) return;
    throw unfit(where, 'a name of a class, or some', names.length > 0 ? value : 'none');
  },
  attributes(where, value) {
    if (typeof value === 'object' && Object.values(value!).every(isName)) return;
    throw unfit(where, 'names of values', JSON.stringify(value));
  },
};

const isName = (x: unknown) => typeof x === 'string';
const isWhole = (x: unknown, least: number) => Number.isSafeInteger(x) && (x as number) >= least;
const unfit = (where: string, wanted: string, got: unknown) =>
  new UserError(`${where}: expected ${wanted}, got ${got}`);

function checkWhole(where: string, value: unknown): void {
  if (!isWhole(value, 0)) throw unfit(where, 'a whole number from 0', value);
}

function checkSeeds(where: string, seeds: unknown): void {
  if (!Array.isArray(seeds) || seeds.length < 2) throw unfit(where, 'two seeds or more', seeds);
  for (const seed of seeds) checkWhole('seed', seed);
}

export function checkCount(where: string, count: unknown): void {
  if (!isWhole(count, 1)) throw unfit(where, 'a whole number from 1', count);
}

/** As Saddle's own code has it. */
export function conditionRequest({ class: named, attributes, conditions }: Asked): ConditionRequest {
  const classes = typeof named === 'string' ? [named] : named;
  return { classes, attributes, conditions };
}
