import type { Given } from './open.ts';

/** Files on their way from one page to another. */
const way: { given?: readonly Given[] } = {};

/** Leaves files for the page that opens next. */
export function handOver(given: readonly Given[]): void {
  way.given = given;
}

/** What the page before this one left, once. */
export function takeOver(): readonly Given[] | undefined {
  const { given } = way;
  way.given = undefined;
  return given;
}
