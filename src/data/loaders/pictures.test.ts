import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import sharp, { type Sharp } from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { type FiniteDataset, labelsOf } from '../dataset.ts';
import type { PictureProgress } from '../pictures/host.ts';
import { openDataset } from '../registry.ts';
import { splitDataset } from '../split.ts';
import { nodeHost } from './node.ts';

const scratch = mkdtempSync(join(tmpdir(), 'saddle-pictures-'));
afterAll(() => rmSync(scratch, { recursive: true }));

let folders = 0;
/** A new folder with files. */
function folderOf(files: Readonly<Record<string, Uint8Array | string>>): string {
  const folder = join(scratch, `photos${folders++}`);
  mkdirSync(folder);
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
  return folder;
}

const cache = join(scratch, 'cache');
async function open(path: string, options: object = {}, told?: (progress: PictureProgress) => void) {
  return (await openDataset(
    { name: 'pictures', path, ...options },
    nodeHost(cache, undefined, told),
  )) as FiniteDataset;
}
const refusal = (path: string, options: object = {}) =>
  open(path, options).then(
    () => 'opened',
    error => `${error.name}: ${error.message}`,
  );

type Colour = { r: number; g: number; b: number; alpha?: number };
/** A picture of one colour. */
const plain = (background: Colour, width = 16, height = width): Sharp =>
  sharp({ create: { width, height, channels: background.alpha === undefined ? 3 : 4, background } });
const red: Colour = { r: 255, g: 0, b: 0 };
const grey = (level: number): Colour => ({ r: level, g: level, b: level });

const png = (picture: Sharp): Promise<Buffer> => picture.png().toBuffer();
/** So many grey pictures, each of its own level. */
async function levels(count: number, name = (i: number) => `${String(i).padStart(3, '0')}.png`) {
  const files: Record<string, Uint8Array> = {};
  for (let i = 0; i < count; i++) files[name(i)] = await png(plain(grey(10 * i)));
  return files;
}
const twenty = await levels(20);

/** Bytes of the middle pixel of each. */
const middles = ({ bytes, size, shape: [side, , channels] }: FiniteDataset): number[][] =>
  Array.from({ length: size }, (_, i) => {
    const at = ((i * side + side / 2) * side + side / 2) * channels;
    return [...bytes!.subarray(at, at + channels)];
  });

const near = (got: readonly number[], expected: readonly number[], by: number) =>
  got.length === expected.length && got.every((value, i) => Math.abs(value - expected[i]) <= by);

describe('a picture is read as a person sees it:', () => {
  const quarter = { r: 100, g: 200, b: 50 };
  const svg =
    '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><rect width="4" height="4" fill="#64c832"/></svg>';
  const cases: Record<
    string,
    { make: () => Promise<Uint8Array | string>; name?: string; colour?: number[]; by?: number }
  > = {
    PNG: { make: () => png(plain(quarter)) },
    'PNG with a palette': { make: () => plain(quarter).png({ palette: true }).toBuffer() },
    'PNG of 16 bits': { make: () => plain(quarter).toColourspace('rgb16').png().toBuffer(), by: 1 },
    'grey PNG of 16 bits': {
      make: () => plain(grey(77)).toColourspace('grey16').png().toBuffer(),
      colour: [77, 77, 77],
      by: 1,
    },
    JPEG: { make: () => plain(quarter).jpeg({ quality: 100 }).toBuffer(), name: 'a.JPG', by: 3 },
    'CMYK JPEG': {
      make: () => plain(quarter).toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer(),
      name: 'a.jpeg',
      by: 40,
    },
    WebP: { make: () => plain(quarter).webp({ lossless: true }).toBuffer(), name: 'a.webp' },
    AVIF: { make: () => plain(quarter).avif({ quality: 90 }).toBuffer(), name: 'a.avif', by: 6 },
    TIFF: { make: () => plain(quarter).tiff({ compression: 'lzw' }).toBuffer(), name: 'a.tif' },
    SVG: { make: async () => svg, name: 'a.svg' },
    'half transparent, on white': {
      make: () => png(plain({ r: 0, g: 0, b: 0, alpha: 0.5 })),
      colour: [127, 127, 127],
      by: 1,
    },
  };
  it.each(Object.entries(cases))(
    '%s',
    async (_, { make, name = 'a.png', colour = [100, 200, 50], by = 0 }) => {
      const folder = folderOf({ ...twenty, [`zz${name}`]: await make() });
      const last = middles(await open(folder, { channels: 'colour', resolution: 16 })).at(-1)!;
      expect(near(last, colour, by), String(last)).toBe(true);
    },
  );

  it('the first frame of a GIF', async () => {
    const frames = [plain(red), plain({ r: 0, g: 0, b: 255 })].map(frame => frame.raw().toBuffer());
    const raw = { width: 16, height: 32, channels: 3 as const, pageHeight: 16 };
    const gif = await sharp(Buffer.concat(await Promise.all(frames)), { raw })
      .gif({ loop: 0 })
      .toBuffer();
    const folder = folderOf({ ...twenty, 'zz.gif': gif });
    expect(middles(await open(folder)).at(-1)).toEqual([255, 0, 0]);
  });

  it('turned as EXIF says, cut to its middle, on the background that was chosen', async () => {
    const left = await png(plain(grey(0), 16, 32));
    const wide = plain(grey(255), 32, 32).composite([{ input: left, left: 0, top: 0 }]);
    const turned = await wide.jpeg({ quality: 100 }).withMetadata({ orientation: 6 }).toBuffer(); // clockwise
    const tall = await png(plain(red, 16, 48));
    const clear = await png(plain({ r: 0, g: 0, b: 0, alpha: 0 }));
    const folder = folderOf({ ...twenty, 'x.jpg': turned, 'y.png': tall, 'z.png': clear });
    const set = await open(folder, { crop: 'pad', background: '#00f', resolution: 16 });
    const length = 16 * 16 * 3;
    const pixel = (i: number, x: number, y: number) => [
      ...set.bytes!.subarray(i * length + 3 * (16 * y + x)).subarray(0, 3),
    ];
    expect([pixel(20, 8, 2)[0] < 20, pixel(20, 8, 13)[0] > 235]).toEqual([true, true]); // what was left is on top
    expect([pixel(21, 8, 8), pixel(21, 1, 8), pixel(22, 3, 3)]).toEqual([
      [255, 0, 0],
      [0, 0, 255],
      [0, 0, 255],
    ]);
    const cut = await open(folder, { resolution: 16, channels: 'colour' });
    expect(
      [...cut.bytes!.subarray(21 * length, 22 * length)].every((v, i) => v === (i % 3 === 0 ? 255 : 0)),
    ).toBe(true);
  });
});

describe('a folder of pictures', () => {
  it.skipIf(process.platform === 'win32')(
    'has those that links lead to, and says which links it leaves',
    async () => {
      const folder = folderOf({});
      const other = folderOf(twenty);
      for (const name of Object.keys(twenty)) symlinkSync(join(other, name), join(folder, name));
      expect([(await open(folder)).size, (await open(folder)).notes]).toEqual([20, undefined]);
      symlinkSync(folder, join(folder, 'round'));
      symlinkSync(join(scratch, 'gone'), join(folder, 'gone.png'));
      const { size, notes } = await open(folder);
      expect([size, notes]).toEqual([
        20,
        [
          expect.stringMatching(
            /^links to folders or to nothing are not followed: gone\.png, round; move or copy/,
          ),
        ],
      ]);
    },
  );

  it('gives them in the order of their names, grey where all are, else in colour from the first on', async () => {
    const set = await open(folderOf(twenty));
    expect([set.shape, set.condition, set.source]).toEqual([
      [16, 16, 1],
      undefined,
      expect.stringMatching(/^folder photos\d+$/),
    ]);
    expect(middles(set).flat()).toEqual(Array.from({ length: 20 }, (_, i) => 10 * i));
    const coloured = await open(folderOf({ ...twenty, 'zz.png': await png(plain(red)) }));
    expect(middles(coloured).slice(-2)).toEqual([
      [190, 190, 190],
      [255, 0, 0],
    ]);
  });

  it('keeps the tints of all where colour appears late', async () => {
    const tint = await png(plain({ r: 100, g: 110, b: 105 }));
    const names = Array.from({ length: 300 }, (_, i) => `${100 + i}.png`);
    const folder = folderOf({
      ...Object.fromEntries(names.map(name => [name, tint])),
      'zz.png': await png(plain(red)),
    });
    const got = middles(await open(folder));
    expect([got.length, got[0], got[299], got[300]]).toEqual([
      301,
      [100, 110, 105],
      [100, 110, 105],
      [255, 0, 0],
    ]);
  });

  it('has its sub-folders as classes, of which some can be chosen', async () => {
    const folder = folderOf(await levels(24, i => `train/${['cat', 'dog', 'eel'][i % 3]}/${100 + i}.png`));
    const set = await open(folder);
    expect(set.condition).toEqual({ kind: 'class', names: ['cat', 'dog', 'eel'] });
    expect([...labelsOf(set)!]).toEqual([...Array(24)].map((_, i) => Math.floor(i / 8)));
    const some = await open(folder, { classes: 'dog, eel' });
    expect([some.size, some.condition]).toEqual([16, { kind: 'class', names: ['dog', 'eel'] }]);
    const few = await open(folder, { limit: 18 });
    expect([0, 1, 2].map(k => labelsOf(few)!.filter(label => label === k).length)).toEqual([6, 6, 6]);
    expect(await refusal(folder, { classes: 'cta' })).toMatch(
      /^UserError: pictures\.classes: unknown class 'cta'; did you mean 'cat'\?/,
    );
    expect(await refusal(folderOf(twenty), { classes: 'cat' })).toMatch(
      /expected pictures in folders, one a class/,
    );
  });

  it('takes folders of splits together, and says so; pictures beside folders have no classes', async () => {
    const splits = await open(
      folderOf(await levels(20, i => `${i % 2 ? 'train' : 'test'}/${i % 4 < 2 ? 'a' : 'b'}/${i}.png`)),
    );
    expect([splits.condition, splits.notes]).toEqual([
      { kind: 'class', names: ['a', 'b'] },
      ['folders test and train are taken together'],
    ]);
    const mixed = await open(
      folderOf({ ...(await levels(18, i => `${i % 2 ? 'a' : 'b'}/${i}.png`)), ...twenty }),
    );
    expect([mixed.condition, mixed.notes?.[0]]).toEqual([
      undefined,
      expect.stringMatching(/^20 of 38 pictures lie outside of the folders \(a, b\)/),
    ]);
  });

  it('is decoded once: as long as neither files nor options change', async () => {
    const folder = folderOf(twenty);
    const told: PictureProgress[] = [];
    const first = await open(folder, {}, progress => told.push(progress));
    expect(told.at(-1)).toMatchObject({ done: 20, total: 20, secondsLeft: 0 });
    const none = () => expect.unreachable();
    const again = await open(folder, {}, none);
    expect([again.fingerprint, again.bytes]).toEqual([first.fingerprint, first.bytes]);
    await open(folder, { resolution: 16, channels: 'grey' }, none); // as a config names what was chosen
    const count = async (options: object) => {
      let calls = 0;
      await open(folder, options, () => calls++);
      return calls;
    };
    expect(await count({ resolution: 8 })).toBeGreaterThan(0);
    utimesSync(join(folder, '003.png'), 1, 1);
    expect(await count({})).toBeGreaterThan(0);
  });

  it('is decoded anew where what was kept is damaged', async () => {
    const folder = folderOf({ ...twenty, 'own.png': await png(plain(grey(201))) });
    const own = join(scratch, 'own-cache');
    const host = nodeHost(own);
    const set = (await openDataset({ name: 'pictures', path: folder }, host)) as FiniteDataset;
    const body = readdirSync(join(own, 'pictures')).find(name => name.endsWith('.pixels'))!;
    writeFileSync(join(own, 'pictures', body), new Uint8Array(set.bytes!.length));
    const again = (await openDataset({ name: 'pictures', path: folder }, host)) as FiniteDataset;
    expect([again.fingerprint, again.bytes]).toEqual([set.fingerprint, set.bytes]);
  });

  it('is learned mirrored too, each picture with its mirror image on one side of a split', async () => {
    const half = plain(grey(255)).composite([{ input: await png(plain(grey(0), 8, 16)), left: 0, top: 0 }]);
    const folder = folderOf({ ...twenty, 'zz.png': await png(half) });
    const set = await open(folder, { mirror: true });
    const out = new Float32Array(2 * 256);
    set.read([20, 41], out);
    expect([set.size, out[0], out[15], out[256], out[271]]).toEqual([42, -1, 1, 1, -1]);
    const { training, heldOut } = splitDataset(set, 6, 0);
    const sums = (part: FiniteDataset) => {
      const values = new Float32Array(part.size * 256);
      part.read([...Array(part.size).keys()], values);
      return Array.from({ length: part.size }, (_, i) =>
        values
          .subarray(256 * i, 256 * (i + 1))
          .reduce((a, b) => a + b)
          .toFixed(2),
      );
    };
    const held = sums(heldOut!);
    expect([held.length, new Set(held).size]).toEqual([6, 3]);
    expect(sums(training as FiniteDataset).filter(sum => held.includes(sum))).toEqual([]);
  });

  it('leaves out what cannot be read, up to 1 %, and says which', async () => {
    const files = await levels(25);
    const cut = twenty['003.png'].subarray(0, 60);
    const many = Object.fromEntries(
      Array.from({ length: 120 }, (_, i) => [`m${i}.png`, files[`0${10 + (i % 10)}.png`]]),
    );
    const one = await open(folderOf({ ...many, 'bad.png': cut, 'text.txt': 'x' }));
    expect([one.size, one.notes]).toEqual([
      120,
      [expect.stringMatching(/^1 of 121 pictures cannot be read and are left out: bad\.png \(.+\)$/)],
    ]);
    const folder = folderOf({ ...files, 'bad.png': cut, 'text.jpg': 'text' });
    expect(await refusal(folder)).toMatch(
      /^UserError: pictures: expected at most 1 % of 27 pictures to be unreadable, got 2 or more: bad\.png \(.+\), text\.jpg \(no picture of a kind that is read\); mend or remove them, or go on without them by --skip-bad$/,
    );
    expect((await open(folder, { skipBad: true })).size).toBe(25);
    expect(await refusal(folder)).toMatch(/2 or more/);
  });

  it('refuses what would fill the memory', async () => {
    const bomb = await sharp({ create: { width: 12_000, height: 9000, channels: 3, background: red } })
      .png()
      .toBuffer();
    expect(await refusal(folderOf({ ...twenty, 'bomb.png': bomb }))).toMatch(
      /bomb\.png \(more than 100 megapixels\)/,
    );
  });

  it.each([
    [
      'nothing',
      {},
      {},
      /expected pictures \(PNG, .*\), got nothing in the folder photos\d+; give another path$/,
    ],
    ['texts', { 'a.txt': 'x', 'b.md': 'y' }, {}, /got 2 other files \(a\.txt, b\.md\) in the folder/],
    [
      'one picture',
      { 'a.png': twenty['003.png'] },
      {},
      /expected at least 16 pictures, got 1 picture from the folder .*; a GAN learns from hundreds/,
    ],
    ['few of a limit', twenty, { limit: 3 }, /got 3 pictures, of 20 that are there, from/],
    [
      'a size that is none',
      twenty,
      { resolution: 7 },
      /pictures\.resolution: expected a whole number from 8 to 512, or 0, got 7$/,
    ],
    ['a size of gigabytes', twenty, { resolution: 5000 }, /pictures\.resolution: expected .* got 5000$/],
    [
      'a negative limit',
      twenty,
      { limit: -1 },
      /pictures\.limit: expected a whole number of at least 0, got -1$/,
    ],
    [
      'no colour',
      twenty,
      { background: 'sky' },
      /pictures\.background: expected white, black, grey or a colour such as #80c0ff, got 'sky'$/,
    ],
  ] as const)('is refused in a sentence: %s', async (_, files, options, sentence) => {
    expect(await refusal(folderOf(files), options)).toMatch(sentence);
  });

  it('must be there, and hold more than the one picture that was named', async () => {
    expect(await refusal(join(scratch, 'nowhere'))).toMatch(
      /^UserError: data: cannot read .*nowhere: it does not exist; give the path/,
    );
    const folder = folderOf({ 'a.png': twenty['003.png'], 'b.xyz': 'hello' });
    expect(await refusal(join(folder, 'a.png'))).toMatch(
      /got the one picture .*a\.png; give the folder that holds them$/,
    );
    expect(await refusal(join(folder, 'b.xyz'))).toMatch(
      /or a file of many \(.*zip.*\), got .*b\.xyz, which is none of these$/,
    );
  });
});

describe('a zip of pictures', () => {
  const zipped = (files: Parameters<typeof zipSync>[0]) => {
    const path = join(scratch, `photos${folders++}.zip`);
    writeFileSync(path, zipSync(files));
    return path;
  };

  it('is read in place, as its folder would be', async () => {
    const files = await levels(20, i => `pets/${i % 2 ? 'cat' : 'dog'}/${100 + i}.png`);
    const [zip, folder] = [
      await open(zipped({ ...files, '__MACOSX/._x.png': strToU8('x') })),
      await open(folderOf(files)),
    ];
    expect([zip.fingerprint, zip.condition]).toEqual([
      folder.fingerprint,
      { kind: 'class', names: ['cat', 'dog'] },
    ]);
  });

  it("has the classes that StyleGAN's dataset.json says", async () => {
    const files = await levels(20, i => `00000/img${i}.png`);
    const json = (labels: unknown) => ({ 'dataset.json': strToU8(JSON.stringify({ labels })) });
    const rows = [...Array(20).keys()].map(i => [`00000/img${i}.png`, i % 2 ? 10 : 9]);
    const set = await open(zipped({ ...files, ...json(rows) }));
    expect(set.condition).toEqual({ kind: 'class', names: ['9', '10'] });
    expect(middles(set).map(([level]) => (level / 10) % 2)).toEqual([...labelsOf(set)!]);
    expect((await open(zipped({ ...files, ...json(null) }))).condition).toBeUndefined();
    expect(await refusal(zipped({ ...files, ...json(rows.slice(1)) }))).toMatch(
      /dataset\.json: expected a label for each of 20 pictures, got none for 00000\/img0\.png; add it, or set "labels" to null$/,
    );
    expect(await refusal(zipped({ ...files, 'dataset.json': strToU8('{') }))).toMatch(
      /expected \{"labels": .*got something else/,
    );
  });

  it.each(['../up.png', '/etc/a.png', 'a\\..\\b.png', 'C:/a.png'])(
    'is refused for the path %j',
    async path => {
      expect(await refusal(zipped({ ...twenty, [path]: twenty['003.png'] }))).toMatch(
        /^UserError: zip: .*expected paths within it, got .* which leads out/,
      );
    },
  );

  it('is refused when it is none, or holds only texts', async () => {
    expect(await refusal(zipped({ 'a.txt': strToU8('x') }))).toMatch(
      /got 1 other file \(a\.txt\) in the zip/,
    );
    const path = join(scratch, 'cut.zip');
    writeFileSync(path, zipSync(twenty).subarray(0, 500));
    expect(await refusal(path)).toMatch(
      /^UserError: zip: expected a whole zip file, got one that cannot be read/,
    );
  });
});
