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
    expect(await isRunZip(zipOf({ 'config.json': picture }))).toBe(true);
    expect(await isRunZip(zipOf({ run: { 'config.json': picture } }))).toBe(true);
    expect(await isRunZip(given('cut.zip', picture))).toBe(true);
  });

  it('is refused when a picture in it has no end, whatever it says', async () => {
    const bomb = zipSync({ 'a.png': new Uint8Array(2 ** 26 + 1) });
    const lying = bomb.map((byte, i) => (i >= 22 && i < 26 ? [9, 0, 0, 0][i - 22] : byte));
    await expect(withoutZips([given('bomb.zip', lying)])).rejects.toThrow('got more in a.png');
    const { given: found, refused } = await withoutZips([given('bomb.zip', bomb)]);
    expect([found, refused]).toEqual([[], [{ path: 'bomb/a.png', why: 'larger than 64 MiB' }]]);
  });

  it('is refused in a sentence when it is cut within a picture, or is none', async () => {
    const whole = zipSync({ 'a.png': picture, 'b.png': picture });
    for (const bytes of [whole.subarray(0, 0.9 * whole.length), picture])
      await expect(withoutZips([given('cut.zip', bytes)])).rejects.toThrow(/^images: .*cut\.zip.*again$/);
  });
});
