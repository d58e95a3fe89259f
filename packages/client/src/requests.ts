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
    if (value === undefined) continue;
    if (name === 'seed') checkSeed(value);
    if (name === 'seeds') checkSeeds(value);
    if (name === 'count' || name === 'frames') checkCount(name, value);
    if (name === 'class' && value.length === 0) throw unfit(name, 'a name of a class, or some', 'none');
    if (name === 'truncation' && typeof value !== 'number') throw unfit(name, 'a number', value);
  }
}

const isWhole = (x: unknown, least: number) => Number.isSafeInteger(x) && (x as number) >= least;
const unfit = (where: string, wanted: string, got: unknown) =>
  new UserError(`${where}: expected ${wanted}, got ${got}`);

function checkSeed(seed: unknown): void {
  if (!isWhole(seed, 0)) throw unfit('seed', 'a whole number from 0', seed);
}

function checkSeeds(seeds: unknown): void {
  if (!Array.isArray(seeds) || seeds.length < 2) throw unfit('seeds', 'two seeds or more', seeds);
  seeds.forEach(checkSeed);
}

export function checkCount(where: string, count: unknown): void {
  if (!isWhole(count, 1)) throw unfit(where, 'a whole number from 1', count);
}

/** As Saddle's own code has it. */
export function conditionRequest({ class: named, attributes, conditions }: Asked): ConditionRequest {
  const classes = typeof named === 'string' ? [named] : named;
  return { classes, attributes, conditions };
}
