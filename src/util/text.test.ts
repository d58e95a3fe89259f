import { describe, expect, it } from 'vitest';
import { bytesText } from './text.ts';

describe('a number of bytes in words', () => {
  it('is rounded, down for a bound and up for what is above it', () => {
    expect([512, 1.25e6, 999_949].map(bytes => bytesText(bytes))).toEqual(['512 B', '1.3 MB', '999.9 kB']);
    for (const most of [2 ** 26, 2 ** 30, 1e9, 1_050_000_000])
      expect(bytesText(most, 'floor')).not.toBe(bytesText(most + 1, 'ceil'));
  });
});
