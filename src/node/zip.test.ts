import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRun, readRun } from '../run/disk.ts';
import { packRun, unpackRun } from '../run/zip.ts';
import { isZip, packFolder, unpackZip } from './zip.ts';

let scratch: string;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'saddle-zip-'));
});
afterAll(() => rmSync(scratch, { recursive: true }));

const tensors = new Map([['w', { shape: [2], data: Float32Array.of(0.1, -3e-9) }]]);

describe('a run as one zip', () => {
  it('comes back with every byte, from a folder that a process trains in', async () => {
    const folder = join(scratch, 'ring');
    const store = await createRun(folder, { recipe: 'ring' });
    await store.appendStats({ step: 1 });
    await store.saveCheckpoint({ step: 1, statsOffset: store.statsOffset, meta: {}, tensors });
    mkdirSync(join(folder, 'checkpoints/.tmp-step-00000002'));
    writeFileSync(join(folder, 'checkpoints/.tmp-step-00000002/model.safetensors'), 'half');
    const zip = await packFolder(`${folder}/`, join(scratch, 'ring.zip'));
    await store.close();
    const target = unpackZip(zip, join(scratch, 'back'));
    expect(readdirSync(target).sort()).toEqual(['checkpoints', 'config.json', 'stats.jsonl']);
    expect(readdirSync(join(target, 'checkpoints'))).toEqual(['step-00000001']);
    const back = await readRun(target);
    expect((await back.loadCheckpoint())!.tensors).toEqual(tensors);
    expect(await back.readStats()).toEqual([{ step: 1 }]);
    expect(unpackRun(readFileSync(zip)).folder).toBe('ring');
    await expect(packFolder(folder, zip)).rejects.toThrow(/ring\.zip is there already; choose another name/);
    await expect(packFolder(join(scratch, 'none'))).rejects.toThrow(/none does not exist; check the path$/);
  });

  it('replaces no folder, and leaves nothing behind when it is refused', () => {
    const zip = join(scratch, 'x.zip');
    const target = join(scratch, 'there');
    mkdirSync(target);
    writeFileSync(zip, packRun(new Map([['config.json', strToU8('{}')]]), 'x'));
    expect(() => unpackZip(zip, target)).toThrow(
      /there is there already; go on with it \(saddle resume .*there\)/,
    );
    writeFileSync(zip, zipSync({ 'x/config.json': strToU8('{}'), '../evil': strToU8('!') }));
    expect(() => unpackZip(zip, join(scratch, 'new'))).toThrow(
      /got the path "\.\.\/evil"; nothing was unpacked/,
    );
    writeFileSync(zip, packRun(new Map(['config.json', 'config.json/x'].map(p => [p, strToU8('{}')])), 'x'));
    expect(() => unpackZip(zip, join(scratch, 'new'))).toThrow(/a part of the path is a file/);
    expect(readdirSync(scratch).filter(name => /new|tmp|evil/.test(name))).toEqual([]);
    expect(existsSync(join(scratch, '../evil'))).toBe(false);
    expect(() => unpackZip(join(scratch, 'no.zip'))).toThrow(
      /^zip: .*no\.zip does not exist; check the path$/,
    );
  });

  it('is told from a folder that is called like one', () => {
    mkdirSync(join(scratch, 'folder.zip'));
    expect(['a.zip', 'A.ZIP', 'runs/a', join(scratch, 'folder.zip')].map(isZip)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
