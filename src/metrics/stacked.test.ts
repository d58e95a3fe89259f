import { describe, expect, it } from 'vitest';
import { Random } from '../util/random.ts';
import { klFloor, splitChannels, stackCoverage } from './stacked.ts';

describe('stackCoverage', () => {
  it('counts triples and measures their divergence from uniform', () => {
    const { found, total, kl, counts } = stackCoverage([1, 2, 3, 1, 2, 3, 0, 0, 0, 9, 9, 9]);
    expect([found, total, counts[123], counts[0], counts[999]]).toEqual([3, 1000, 2, 1, 1]);
    const expected = 0.5 * Math.log(500) + 0.5 * Math.log(250);
    expect(Math.abs(kl - expected)).toBeLessThan(1e-12);
  });

  it('gives a perfect sampler 1000 modes and the KL of its floor', () => {
    const random = new Random(0, 'stacks');
    const digits = Uint8Array.from({ length: 3 * 26_000 }, () => random.integer(10));
    const { found, kl } = stackCoverage(digits);
    expect(found).toBe(1000);
    // Standard deviation of 2n·KL ~ χ²(999): √1998, so 0.0009 of KL.
    expect(Math.abs(kl - klFloor(1000, 26_000))).toBeLessThan(0.003);
    expect(Math.abs(klFloor(1000, 26_000) - 0.0192)).toBeLessThan(0.0001);
  });

  it('refuses classes that are no triples', () => {
    expect(() => stackCoverage([1, 2])).toThrow('three classes for each sample');
  });
});

it('splits channels and scales them', () => {
  const images = Float32Array.of(0, 1, 0.5, 0.25, 1, 1, 0, 0); // [2, 1, 2, 2]
  expect([...splitChannels(images, [1, 2, 2], [0, 1])]).toEqual([-1, 0, 1, -0.5, 1, -1, 1, -1]);
});
