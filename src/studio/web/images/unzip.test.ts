import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { isRunZip, withoutZips } from './unzip.ts';

const given = (path: string, bytes: Uint8Array) => ({ path, file: new File([bytes.slice()], path) });
const zipOf = (files: Parameters<typeof zipSync>[0]) => given('set.zip', zipSync(files));
const picture = Uint8Array.from({ length: 50_000 }, (_, i) => (i * i) % 251);

describe('a zip of pictures', () => {
  it('gives its pictures by their folders, and names what is none', async () => {
    const zip = zipOf({
      cats: { 'a.png': picture, deep: { 'b.JPG': [picture, { level: 0 }] }, '.hidden.png': picture },
      'read me.txt': strToU8('hello'),
      __MACOSX: { '._a.png': picture },
    });
    const { given: found, refused } = await withoutZips([given('c.png', picture), zip]);
    expect(found.map(({ path, file }) => [path, file.type])).toEqual([
      ['c.png', ''],
      ['set/cats/a.png', 'image/png'],
      ['set/cats/deep/b.JPG', 'image/jpg'],
    ]);
    expect(new Uint8Array(await found[2].file.arrayBuffer())).toEqual(picture);
    expect(refused).toEqual([{ path: 'set/read me.txt', why: 'no image' }]);
  });

  it('is told from one of a run, in a folder or not', async () => {
    expect(await isRunZip(zipOf({ 'a.png': picture }))).toBe(false);
    const run = { 'config.json': picture, checkpoints: { 'step-00000001': { 'manifest.json': picture } } };
    expect(await isRunZip(zipOf(run))).toBe(true);
    expect(await isRunZip(zipOf({ run }))).toBe(true);
    const strays: Parameters<typeof zipSync>[0][] = [
      { 'config.json': picture },
      { cats: { 'config.json': picture }, checkpoints: { 'a.png': picture } },
    ];
    for (const stray of strays) expect(await isRunZip(zipOf({ 'a.png': picture, ...stray }))).toBe(false);
    expect(await isRunZip(given('cut.zip', picture))).toBe(true);
  });

  it('is refused when a picture in it has no end, whatever it says', async () => {
    const bomb = zipSync({ 'a.png': new Uint8Array(2 ** 26 + 1) });
    const lying = bomb.slice();
    lying.set([9, 0, 0, 0], Buffer.from(bomb).indexOf('PK\u0001\u0002', 'latin1') + 24);
    await expect(withoutZips([given('bomb.zip', lying)])).rejects.toThrow(
      'zip: a.png: expected 9 bytes of content, got more',
    );
    const { given: found, refused } = await withoutZips([given('bomb.zip', bomb)]);
    expect([found, refused]).toEqual([[], [{ path: 'bomb/a.png', why: 'larger than 67.1 MB' }]]);
  });

  it('is refused in a sentence when it is cut within a picture, or is none', async () => {
    const whole = zipSync({ 'a.png': picture, 'b.png': picture });
    for (const bytes of [whole.subarray(0, 0.9 * whole.length), picture])
      await expect(withoutZips([given('cut.zip', bytes)])).rejects.toThrow(
        /^zip: expected a whole zip file.*again/,
      );
  });

  it('is refused when a picture in it is damaged, encrypted or there twice', async () => {
    const whole = zipSync({ 'a.png': [picture, { level: 0 }], 'b.png': picture });
    const changed = (text: string, at: number, byte: number) => {
      const bytes = whole.slice();
      bytes[Buffer.from(whole).indexOf(text, 'latin1') + at] = byte;
      return bytes;
    };
    const twice = Buffer.from(whole.map(byte => byte));
    for (let at = twice.indexOf('b.png'); at >= 0; at = twice.indexOf('b.png', at)) twice.write('a', at);
    const bad = [
      [changed('a.png', 100, 7), 'got "a.png" with another CRC-32'],
      [changed('PK\u0001\u0002', 8, 1), 'got "a.png" encrypted'],
      [twice, 'expected each file once, got "a.png" twice'],
    ] as const;
    for (const [bytes, why] of bad) await expect(withoutZips([given('bad.zip', bytes)])).rejects.toThrow(why);
  });
});
