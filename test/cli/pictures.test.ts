import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildSaddle, type Saddle } from '../support/saddle.ts';

let saddle: Saddle;
const small = [
  '--steps',
  '2',
  '--batch',
  '4',
  '--samples',
  '4',
  '--threads',
  '1',
  '--generator.channels',
  '8,4',
  '--discriminator.channels',
  '4,8',
];
beforeAll(async () => {
  saddle = await buildSaddle();
  process.env.SADDLE_CACHE = join(saddle.folder, 'cache');
  await pictures('photos', 20, ['warm', 'cold']);
  await pictures('others', 20, ['warm', 'cold'], 40);
  mkdirSync(join(saddle.folder, 'grid'));
  writeFileSync(join(saddle.folder, 'note.txt'), 'hello');
});
afterAll(() => saddle.remove());

async function pictures(name: string, count: number, classes: readonly string[], shade = 0) {
  for (let i = 0; i < count; i++) {
    const folder = join(saddle.folder, name, classes[i % classes.length]);
    mkdirSync(folder, { recursive: true });
    const background = { r: 200 - shade, g: 10 * i, b: 30 };
    await sharp({ create: { width: 16, height: 16, channels: 3, background } })
      .png()
      .toFile(join(folder, `${i}.png`));
  }
}

const config = (run: string) => JSON.parse(readFileSync(join(saddle.folder, run, 'config.json'), 'utf8'));

describe('saddle data inspect PATH', () => {
  it('says what there is, and writes a contact sheet when asked', async () => {
    await pictures('odd', 3, ['a']);
    const folder = join(saddle.folder, 'odd');
    const first = readFileSync(join(folder, 'a/0.png'));
    writeFileSync(join(folder, 'a/copy.png'), first);
    writeFileSync(join(folder, 'a/bad.png'), first.subarray(0, 50));
    writeFileSync(join(folder, 'a/note.txt'), 'x');
    const { code, text } = await saddle.run('data', 'inspect', './odd', '--json', '--out', 'sheet.png');
    expect([code, JSON.parse(text)]).toEqual([
      0,
      {
        what: 'folder odd',
        count: 5,
        sizes: { least: [16, 16], median: [16, 16], most: [16, 16] },
        formats: { png: 4 },
        modes: { colour: 4 },
        classes: {},
        duplicates: [['a/0.png', 'a/copy.png']],
        unreadable: [['a/bad.png', expect.any(String)]],
        others: ['a/note.txt'],
        notes: [],
      },
    ]);
    expect(await sharp(join(saddle.folder, 'sheet.png')).metadata()).toMatchObject({
      width: 134,
      height: 134,
    });
    expect((await saddle.run('data', 'inspect', './odd')).text).toMatch(
      /^found +5 pictures in the folder odd\n/,
    );
    expect((await saddle.run('data', 'inspect', './none')).errors).toMatch(/none: it does not exist/);
  });
});

describe('saddle train PATH', () => {
  it('trains on a folder, says what it chose, and names it in the config', async () => {
    const { code, errors } = await saddle.run('train', './photos', ...small, '--out', 'a');
    expect([code, errors]).toEqual([
      0,
      expect.stringMatching(
        /chosen {2}16 × 16 pixels in colour; .*\n .*\n .*2 classes, not told to the networks: the smallest has 10 samples/,
      ),
    ]);
    expect(config('a')).toMatchObject({
      recipe: 'folder',
      data: { name: 'pictures', path: join(saddle.folder, 'photos'), resolution: 16, channels: 'colour' },
      steps: 2,
    });
  });

  it('takes the networks of a recipe with --data, and short flags', async () => {
    const { code, errors } = await saddle.run(
      'train',
      'mnist',
      '--data',
      'photos',
      '--resolution',
      '8',
      '--mirror',
      '--classes',
      'warm',
      '--limit',
      '16',
      '--skip-bad',
      ...small,
      '--out',
      'b',
    );
    expect([code, errors]).toEqual([
      2,
      expect.stringMatching(
        /expected at least 16 pictures, got 10 pictures, of 20 that are there, from the folder photos/,
      ),
    ]);
    const good = await saddle.run(
      'train',
      'mnist',
      '--data',
      'photos',
      '--resolution',
      '8',
      '--mirror',
      '--limit',
      '16',
      ...small,
      '--out',
      'b',
    );
    expect(good.code).toBe(0);
    expect(config('b').data).toMatchObject({ resolution: 8, mirror: true, limit: 16 });
  });

  it('learns points of a CSV', async () => {
    const rows = Array.from({ length: 64 }, (_, i) => `${Math.cos(i)},${Math.sin(i)}`);
    writeFileSync(join(saddle.folder, 'circle.csv'), rows.join('\n'));
    const flags = ['--steps', '2', '--batch', '8', '--samples', '20', '--threads', '1', '--out', 'c'];
    const { code, errors } = await saddle.run('train', 'circle.csv', ...flags);
    expect([code, errors]).toEqual([0, expect.stringMatching(/chosen {2}points of 2 numbers/)]);
    expect(config('c')).toMatchObject({
      data: { name: 'table' },
      generator: { family: 'mlp' },
      latent: { dim: 2 },
    });
  });

  it('goes on, samples and evaluates; elsewhere only with the same data', async () => {
    expect((await saddle.run('sample', 'a', '--count', '4', '--out', 'a.png')).code).toBe(0);
    expect((await saddle.run('evaluate', 'a', '--metrics', 'moments', '--samples', '5')).errors).not.toMatch(
      /data/,
    );
    renameSync(join(saddle.folder, 'photos'), join(saddle.folder, 'moved'));
    const lost = await saddle.run('resume', 'a', '--steps', '3');
    expect([lost.code, lost.errors]).toEqual([
      2,
      expect.stringMatching(
        /photos: it does not exist; the run learns 20 samples of shape \[16,16,3\] with fingerprint [0-9a-f]{12}: say where it is now with saddle resume a --data PATH\n$/,
      ),
    ]);
    const other = await saddle.run('resume', 'a', '--steps', '3', '--data', './others');
    expect([other.code, other.errors]).toEqual([
      2,
      expect.stringMatching(/expected the data that the run began with \(fingerprint/),
    ]);
    expect((await saddle.run('resume', 'a', '--steps', '3', '--data', './moved')).code).toBe(0);
    expect(config('a').data.path).toBe(join(saddle.folder, 'moved'));
    renameSync(join(saddle.folder, 'moved'), join(saddle.folder, 'photos'));
  });

  it.each([
    [['./nowhere'], /cannot read .*nowhere: it does not exist; give the path/],
    [['note.txt'], /csv: .*note\.txt: expected columns of numbers, got none; is it another file\?/],
    [
      ['grid'],
      /train: expected a recipe or a path, got 'grid', which is both; write \.\/grid for the folder/,
    ],
    [
      ['./photos', '--data', 'ring'],
      /--data: expected one path of data, got ring beside that of the command/,
    ],
    [
      ['./photos', '--limit', '-1'],
      /--limit: pictures\.limit: expected a whole number of at least 0, got -1/,
    ],
    [
      ['./photos', '--resolution', '7'],
      /--resolution: pictures\.resolution: expected a whole number from 8 to 512, or 0, got 7/,
    ],
    [['./photos', '--classes', 'wram'], /pictures\.classes: unknown class 'wram'; did you mean 'warm'\?/],
    [['ring', '--mirror'], /--mirror: unknown option of ring 'mirror'/],
  ])('refuses %j in a sentence', async (args, sentence) => {
    const { code, errors } = await saddle.run('train', ...args, '--out', 'never');
    expect([code, errors]).toEqual([2, expect.stringMatching(sentence)]);
    expect(errors.trim().split('\n').length).toBe(1);
  });
});
