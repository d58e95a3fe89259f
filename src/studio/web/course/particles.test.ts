import { expect, it } from 'vitest';
import { CENTRES, data, descend, judge, pull, reply, scatter, shares, variety } from './particles.ts';

it('pull is the slope of log D', () => {
  const { seen } = scatter(1);
  for (const x of [-2, -0.3, 0.8, 2.2]) {
    const slope = (Math.log(judge(seen, x + 1e-4)) - Math.log(judge(seen, x - 1e-4))) / 2e-4;
    expect(pull(seen, x)).toBeCloseTo(slope, 4);
  }
});

/** Rounds of a reply of D and `steps` moves of G, 800 moves in all; the variety after each late round. */
function play(steps: number): number[] {
  let swarm = scatter(0);
  const late: number[] = [];
  for (let moves = 0; moves < 800; moves += steps) {
    swarm = descend(reply(swarm), steps);
    if (moves >= 500) late.push(variety(swarm.points));
  }
  return late;
}

it('spreads over all groups while D follows closely', () => {
  expect(Math.min(...play(1))).toBeGreaterThan(1.5); // of log₂ 3 = 1.585
  expect(Math.min(...play(5))).toBeGreaterThan(1.5);
});

it('crowds on a group when G runs ahead of D', () => {
  expect(Math.max(...play(30))).toBeLessThan(0.8);
  expect(Math.max(...play(100))).toBeLessThan(0.8);
});

it('shares add up and count the nearest centre', () => {
  expect(shares([...CENTRES, 0.1])).toEqual([0.25, 0.5, 0.25]);
  expect(data.cdf(0)).toBeCloseTo(0.5, 12);
});
