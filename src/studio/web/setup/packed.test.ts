import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { packed, unpacked } from './packed.ts';

/** A stroke of 800 points along a spiral, as the pad rounds them. */
const stroke = Array.from({ length: 800 }, (_, i) => [Math.cos(i / 20), Math.sin(i / 20)])
  .flatMap(([x, y], i) => [(x * i) / 800, (y * i) / 800])
  .map(v => Math.round(v * 1000) / 1000)
  .join(',');

describe('a list of numbers in a link', () => {
  it('is short, and the same again to the digit', () => {
    expect(stroke.length).toBeGreaterThan(9000);
    expect(packed(stroke).length).toBeLessThan(2500);
    expect(new URLSearchParams({ v: packed(stroke) }).toString()).toBe(`v=${packed(stroke)}`);
    expect(unpacked(packed(stroke))).toBe(stroke);
  });

  it.each([
    ['large and small', Array.from({ length: 99 }, (_, i) => (i % 2 ? 123_400_000 : 0.0001234) * (i + 1))],
    ['negative', Array.from({ length: 99 }, (_, i) => -i / 8)],
  ])('comes back when its numbers are %s', (_, numbers) => {
    const text = numbers.map(n => Number(n.toPrecision(4))).join(',');
    expect(unpacked(packed(text))).toBe(text);
  });

  it('is not unpacked without end', () => {
    const bomb = deflateRawSync(new Uint8Array(45_000_000)).toString('base64url');
    const text = `z.${bomb}`;
    expect(text.length).toBeLessThan(65_536);
    expect(unpacked(text)).toBe(text);
  });

  it('stays as it is where it is short, no list, or damaged', () => {
    for (const text of ['', '1,2,3', 'hinge', `1e-7,${'2,'.repeat(200)}3`, 'z.', 'z.!!', 'z.AAAA'])
      expect([packed(text), unpacked(text)]).toEqual([text, text]);
  });
});
