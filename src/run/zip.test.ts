import { deflateRawSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { Random } from '../util/random.ts';
import { packRun, unpackRun } from './zip.ts';

const config = strToU8('{}');
const MODEL = 'checkpoints/step-00000001/model.safetensors';
const run = new Map([
  ['config.json', config],
  [MODEL, Uint8Array.from({ length: 5000 }, (_, i) => i % 7)],
]);

describe('a zip of a run', () => {
  it('gives the files back, and the name of the folder', async () => {
    const { folder, files, left } = await unpackRun(packRun(run, 'ring-step-1'));
    expect(folder).toBe('ring-step-1');
    expect(files).toEqual(run);
    expect(left).toEqual([]);
  });

  it('may have its files at the top, what systems add, and more than is wanted', async () => {
    const zip = zipSync({ 'config.json': config, '.DS_Store': config, '__MACOSX/._config.json': config });
    const files = new Map([['config.json', config]]);
    expect(await unpackRun(zip)).toEqual({ folder: undefined, files, left: [] });
    const some = await unpackRun(packRun(run, 'r'), path => path === 'config.json');
    expect([[...some.files.keys()], some.left]).toEqual([['config.json'], []]);
  });

  it('gives only the files of a run, never a lock, and says what it left', async () => {
    const names = [
      'run.lock',
      'notes.txt',
      'checkpoints/step-1/model.safetensors',
      'images/a/b.json',
      'x.png',
    ];
    const zip = zipSync({
      'r/config.json': config,
      'other/README.md': config,
      ...Object.fromEntries(names.map(name => [`r/${name}`, config])),
      r: { images: { 'own.idx3-ubyte': config } },
    });
    const { files, left } = await unpackRun(zip);
    expect([...files.keys()]).toEqual(['config.json', 'images/own.idx3-ubyte']);
    expect([...left].sort()).toEqual(['other/README.md', ...names.map(name => `r/${name}`)].sort());
  });

  it.each(['../x', '../x/', '/etc/passwd', 'r/../../x', 'r\\..\\x', 'C:/x', 'r//x', 'r/nul\u0000'])(
    'is refused for the path %j',
    async path => {
      const zip = zipSync({ 'r/config.json': config, [path]: config });
      await expect(unpackRun(zip)).rejects.toThrow(/^zip: expected files of one run folder, got the path/);
    },
  );

  it('is refused without a config, and when it claims to be large', async () => {
    await expect(unpackRun(zipSync({ 'a/b/config.json': config }))).rejects.toThrow(
      /got no config\.json; choose a zip/,
    );
    const zip = packRun(run, 'r');
    patch(zip, 24, 2 ** 31);
    await expect(unpackRun(zip)).rejects.toThrow('zip: expected at most 1.0 GB when unpacked, got 4.3 GB;');
  });

  it.each([
    [
      10,
      /^zip: r\/config\.json: expected 10 bytes of content, got more; it is damaged, or made to fill the memory$/,
    ],
    [
      2e6,
      /^zip: r\/config\.json: expected 2000000 bytes of content, got too few compressed bytes for so many$/,
    ],
    [1e6 + 1, /^zip: r\/config\.json: expected 1000001 bytes of content, got 1000000; it is damaged or cut$/],
  ])('is refused when a file of 1,000,000 bytes claims %i', async (claim, sentence) => {
    const zip = packRun(new Map([['config.json', new Uint8Array(10 ** 6)]]), 'r');
    patch(zip, 24, claim);
    await expect(unpackRun(zip)).rejects.toThrow(sentence);
  });

  it('is refused for a file that is damaged, encrypted, there twice, a link, or compressed in another way', async () => {
    const damaged = packRun(run, 'r');
    patch(damaged, 16, 12345);
    const encrypted = packRun(run, 'r');
    patch(encrypted, 8, 1 | (8 << 16));
    const other = packRun(run, 'r');
    patch(other, 8, 12 << 16);
    const link = zipSync({ 'r/config.json': [config, { os: 3, attrs: 0o120777 << 16 }] });
    const twice = rename(zipSync({ 'r/config.json': config, 'r/c0nfig.json': config }), 'c0nfig', 'config');
    const case_ = zipSync({ 'r/config.json': config, 'r/Config.json': config });
    const sentences = [
      [damaged, 'whole files, got "r/config.json" with another CRC-32'],
      [encrypted, 'files without a password, got "r/config.json" encrypted'],
      [other, 'stored or deflated files, got "r/config.json" compressed otherwise'],
      [link, 'plain files, got "r/config.json" as a link or a device'],
      [twice, 'each file once, got "r/config.json" twice'],
      [case_, 'each file once, got "r/Config.json" twice'],
    ] as const;
    for (const [zip, sentence] of sentences) {
      await expect(unpackRun(zip)).rejects.toThrow(`zip: expected ${sentence}; nothing was unpacked`);
    }
    const names = packRun(run, 'r');
    names[30] = 's'.charCodeAt(0); // in the first local header only
    await expect(unpackRun(names)).rejects.toThrow('cannot be read (it calls a file by two names)');
  });

  it('is read as other programs write it: with a comment, and stored', async () => {
    const zip = zipSync({ 'r/config.json': [config, { level: 0, os: 3, attrs: 0o100644 << 16 }] });
    const comment = strToU8('made elsewhere');
    const commented = new Uint8Array([...zip, ...comment]);
    commented[zip.length - 2] = comment.length;
    expect((await unpackRun(commented)).files.get('config.json')).toEqual(config);
  });

  it('is refused in a sentence, or gives every byte, however it is damaged', async () => {
    const zip = packRun(run, 'r');
    const random = new Random(1, 'bits');
    let refused = 0;
    for (let i = 0; i < 300; i++) {
      const bad = i % 2 ? zip.slice(0, random.integer(zip.length)) : zip.slice();
      if (bad.length > 0) bad[random.integer(bad.length)] ^= 1 << random.integer(8);
      try {
        for (const [path, bytes] of (await unpackRun(bad)).files) expect(bytes).toEqual(run.get(path));
      } catch (error) {
        expect((error as Error).message).toMatch(/^zip: (expected|r\/.*: expected)/);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(200);
  });

  it('of 1,000 bytes that hold 3 GB costs no more than 1,000 bytes', async () => {
    const zeros = deflateRawSync(new Uint8Array(3e7)); // with others behind it a bomb of any size
    const zip = zipSync({ 'r/config.json': [zeros, { level: 0 }] });
    patch(zip, 8, 8 << 16); // deflated
    patch(zip, 24, 1000);
    await expect(unpackRun(zip)).rejects.toThrow(/expected 1000 bytes of content, got more/);
  });
});

/** Changes 32 bits in each entry of the directory. */
function patch(zip: Uint8Array, field: number, value: number): void {
  const view = new DataView(zip.buffer, zip.byteOffset);
  for (let i = 0; i + 46 <= zip.length; i++) {
    if (view.getUint32(i, true) === 0x02014b50) view.setUint32(i + field, value, true);
  }
}

/** Changes names of the same length, in the directory and before the data. */
function rename(zip: Uint8Array, from: string, to: string): Uint8Array {
  const text = Buffer.from(zip).toString('latin1').replaceAll(from, to);
  return Uint8Array.from(Buffer.from(text, 'latin1'));
}
