import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { Random } from './random.ts';
import { sha256, sha256Text } from './sha256.ts';

it('gives the known answers of FIPS 180', () => {
  expect(sha256Text('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  expect(sha256Text('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

it('equals node:crypto at every length around a block border', () => {
  const random = new Random(1, 'sha');
  for (let length = 0; length < 200; length++) {
    const bytes = Uint8Array.from({ length }, () => random.integer(256));
    expect(sha256(bytes)).toBe(createHash('sha256').update(bytes).digest('hex'));
  }
  const large = new Uint8Array(3_000_017).map((_, i) => i * 31);
  expect(sha256(large)).toBe(createHash('sha256').update(large).digest('hex'));
});
