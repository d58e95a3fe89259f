import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { bytesSource } from './source.ts';
import { contentOf, entriesOf } from './zip.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const zip = zipSync({ 'a/one.txt': bytes('1'), 'a/two.txt': [bytes('22'), { level: 0 }] });

/** The same zip with a directory as of more than 65,535 files: numbers of 64 bits, told by a locator. */
function long(plain: Uint8Array): Uint8Array {
  const end = plain.length - 22;
  const from = new DataView(plain.buffer, plain.byteOffset);
  const out = new Uint8Array(plain.length + 76);
  out.set(plain.subarray(0, end));
  out.set(plain.subarray(end), end + 76);
  const view = new DataView(out.buffer);
  view.setUint32(end, 0x06064b50, true);
  for (const at of [24, 32]) view.setBigUint64(end + at, BigInt(from.getUint16(end + 10, true)), true);
  view.setBigUint64(end + 40, BigInt(from.getUint32(end + 12, true)), true);
  view.setBigUint64(end + 48, BigInt(from.getUint32(end + 16, true)), true);
  view.setUint32(end + 56, 0x07064b50, true);
  view.setBigUint64(end + 64, BigInt(end), true);
  view.setUint16(end + 76 + 10, 0xffff, true);
  view.setUint32(end + 76 + 16, 0xffffffff, true);
  return out;
}

describe('a zip', () => {
  it('is read by parts: its directory, then a file at a time', async () => {
    const asked: number[] = [];
    const source = bytesSource(zip);
    const watched = {
      size: source.size,
      read: (range: { start: number; length: number }) => {
        asked.push(range.length);
        return source.read(range);
      },
    };
    const entries = await entriesOf(watched);
    expect(entries.map(({ name, size }) => [name, size])).toEqual([
      ['a/one.txt', 1],
      ['a/two.txt', 2],
    ]);
    const before = asked.length;
    expect(new TextDecoder().decode(await contentOf(watched, entries[1]))).toBe('22');
    expect(asked.length).toBe(before + 1);
  });

  it('may have the 64-bit directory of many files', async () => {
    const source = bytesSource(long(zip));
    const entries = await entriesOf(source);
    expect(await Promise.all(entries.map(entry => contentOf(source, entry)))).toEqual([
      bytes('1'),
      bytes('22'),
    ]);
    const cut = long(zip);
    cut[cut.length - 22 - 20] = 0;
    await expect(entriesOf(bytesSource(cut))).rejects.toThrow(/the end of its directory is damaged/);
  });
});
