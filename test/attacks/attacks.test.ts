import { describe, expect, it } from 'vitest';
import { Tally } from './attack.ts';
import { attacks } from './index.ts';

/** Part of each attack that the suite runs; `npx tsx test/attacks/run.ts` runs all of it. */
const SCALE = 0.05;

describe('attacks', () => {
  it.each(Object.entries(attacks))('%s: all tries hold', { timeout: 900_000 }, async (_, attack) => {
    const tally = new Tally();
    await attack.run(tally, SCALE);
    expect(tally.failures).toEqual([]);
    expect(tally.tried).toBeGreaterThan(0);
  });
});
