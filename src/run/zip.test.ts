import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { Random } from '../util/random.ts';
import { packRun, unpackRun } from './zip.ts';

const config = strToU8('{}');
const run = new Map([
  ['config.json', config],
  ['checkpoints/step-00000001/model.safetensors', Uint8Array.from({ length: 5000 }, (_, i) => i % 7)],
]);

describe('a zip of a run', () => {
  it('gives the files back, and the name of the folder', () => {
    const { folder, files } = unpackRun(packRun(run, 'ring-step-1'));
    expect(folder).toBe('ring-step-1');
    expect(files).toEqual(run);
  });

  it('may have its files at the top, what systems add, and more than is wanted', () => {
    const zip = zipSync({ 'config.json': config, '.DS_Store': config, '__MACOSX/._config.json': config });
    expect(unpackRun(zip)).toEqual({ folder: undefined, files: new Map([['config.json', config]]) });
    const { files } = unpackRun(packRun(run, 'r'), path => path === 'config.json');
    expect([...files.keys()]).toEqual(['config.json']);
  });

  it.each(['../x', '/etc/passwd', 'r/../../x', 'r\\..\\x', 'C:/x', 'r//x', 'r/nul\u0000'])(
    'is refused for the path %j',
    path => {
      const zip = zipSync({ 'r/config.json': config, [path]: config });
      expect(() => unpackRun(zip)).toThrow(/^zip: expected files of one run folder, got the path/);
    },
  );

  it('is refused without a config, and when it claims to be large', () => {
    expect(() => unpackRun(zipSync({ 'a/b/config.json': config }))).toThrow(
      /got no config\.json; choose a zip/,
    );
    const zip = packRun(run, 'r');
    claim(zip, 2 ** 31);
    expect(() => unpackRun(zip)).toThrow('zip: expected at most 1 GiB when unpacked, got 4.0');
  });

  it('unpacks to no more than it claims', () => {
    const zip = packRun(new Map([['config.json', new Uint8Array(10 ** 6)]]), 'r');
    claim(zip, 10);
    expect(unpackRun(zip).files.get('config.json')!.length).toBeLessThanOrEqual(10);
  });

  it('is refused in a sentence, or read, however it is damaged', () => {
    const zip = packRun(run, 'r');
    const random = new Random(1, 'bits');
    let refused = 0;
    for (let i = 0; i < 300; i++) {
      const bad = i % 2 ? zip.slice(0, random.integer(zip.length)) : zip.slice();
      if (bad.length > 0) bad[random.integer(bad.length)] ^= 1 << random.integer(8);
      try {
        unpackRun(bad);
      } catch (error) {
        expect((error as Error).message).toMatch(/^zip: expected/);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(150);
  });
});

/** Changes the unpacked size in each entry of the directory. */
function claim(zip: Uint8Array, size: number): void {
  const view = new DataView(zip.buffer, zip.byteOffset);
  for (let i = 0; i + 28 < zip.length; i++) {
    if (view.getUint32(i, true) === 0x02014b50) view.setUint32(i + 24, size, true);
  }
}
