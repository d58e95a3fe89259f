import { describe, expect, it } from 'vitest';
import { normalQuantile, portableLog } from './normal.ts';
import { Random, threefry } from './random.ts';

const hex = (words: Uint32Array) => [...words].map(w => w.toString(16).padStart(8, '0')).join(' ');

describe('threefry', () => {
  // Known answers of Random123's kat_vectors for threefry2x32, 20 rounds.
  it.each([
    [0, 0, 0, 0, '6b200159 99ba4efe'],
    [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, '1cb996fc bb002be7'],
    [0x13198a2e, 0x03707344, 0x243f6a88, 0x85a308d3, 'c4923a9c 483df7a0'],
  ])('key %i %i, counter %i %i', (k0, k1, c0, c1, expected) => {
    const out = new Uint32Array(2);
    threefry(k0, k1, c0, c1, out);
    expect(hex(out)).toBe(expected);
  });
});

describe('Random', () => {
  it('depends on seed, stream and step, and on nothing else', () => {
    const draw = (seed: number, stream: string, step: number) => new Random(seed, stream, step).uint32();
    expect(draw(1, 'noise', 7)).toBe(draw(1, 'noise', 7));
    const others = [
      draw(2, 'noise', 7),
      draw(1, 'shuffle', 7),
      draw(1, 'noise', 8),
      draw(1 + 2 ** 32, 'noise', 7),
    ];
    expect(new Set([draw(1, 'noise', 7), ...others]).size).toBe(5);
  });

  it('draws normals with the right moments', () => {
    const x = new Random(3, 'normal').normals(new Float64Array(200_000));
    const moment = (k: number) => x.reduce((sum, v) => sum + v ** k, 0) / x.length;
    // Standard errors: 1/√n = .0022, √(2/n) = .0032, √(96/n) = .022.
    expect(Math.abs(moment(1))).toBeLessThan(0.009);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.013);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.09);
  });

  it.each([1, 2, 7, 1023, 1024, 5001])('draws the same numbers in bulk of %i as one by one', count => {
    const [one, bulk] = [new Random(9, 'bulk', 4), new Random(9, 'bulk', 4)];
    const single = Float64Array.from({ length: count }, () => one.normal());
    expect(bulk.normals(new Float64Array(count))).toEqual(single);
    expect(bulk.uint32()).toBe(one.uint32());
  });

  it('permutes', () => {
    const order = new Random(0, 'shuffle').permutation(1000);
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
    expect([...order.slice(0, 3)]).not.toEqual([0, 1, 2]);
  });

  it('draws integers below the bound, all of them', () => {
    const random = new Random(0, 'integer');
    expect(new Set(Array.from({ length: 200 }, () => random.integer(5)))).toEqual(new Set([0, 1, 2, 3, 4]));
  });
});

describe('portableLog', () => {
  it('equals Math.log within 2 ulp', () => {
    for (let x = 1e-300; x < 1e300; x *= 3.7) {
      expect(Math.abs(portableLog(x) - Math.log(x))).toBeLessThanOrEqual(
        4.5e-16 * Math.max(1, Math.abs(Math.log(x))),
      );
    }
  });
});

describe('normalQuantile', () => {
  // R 4.2: qnorm, 17 digits.
  it.each([
    [0.5, 0],
    [0.975, 1.959963984540054],
    [0.0013498980316300933, -3],
    [2.8665157187919333e-7, -5],
    [1e-20, -9.262340089798408],
    [1e-300, -37.0471],
  ])('Φ⁻¹(%d) = %d', (p, x) => {
    expect(normalQuantile(p)).toBeCloseTo(x, p === 1e-300 ? 4 : 13);
  });
});
