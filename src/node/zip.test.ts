import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRun, readRun } from '../run/disk.ts';
import { packRun, unpackRun } from '../run/zip.ts';
import { temporaryIn } from '../util/temporary.ts';
import { isZip, packFolder, readWhole, unpackZip } from './zip.ts';

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
    await store.append('stats.jsonl', { step: 1 });
    await store.saveCheckpoint({ step: 1, meta: {}, tensors });
    mkdirSync(join(folder, 'checkpoints/.tmp-step-00000002'));
    writeFileSync(join(folder, 'checkpoints/.tmp-step-00000002/model.safetensors'), 'half');
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    const { zip, left } = await packFolder(`${folder}/`, join(scratch, 'ring.zip'));
    expect(left).toEqual(['notes.txt']);
    await store.close();
    const { folder: target } = await unpackZip(zip, join(scratch, 'back'));
    expect(readdirSync(target).sort()).toEqual(['SHA256SUMS', 'checkpoints', 'config.json', 'stats.jsonl']);
    expect(readdirSync(join(target, 'checkpoints'))).toEqual(['step-00000001']);
    const back = await readRun(target);
    expect((await back.loadCheckpoint())!.tensors).toEqual(tensors);
    expect(await back.rows('stats.jsonl')).toEqual([{ step: 1 }]);
    expect((await unpackRun(readFileSync(zip))).folder).toBe('ring');
    expect(readdirSync(scratch).sort()).toEqual(['back', 'ring', 'ring.zip']);
    await expect(packFolder(folder, zip)).rejects.toThrow(/ring\.zip is there already; choose another name/);
    await expect(packFolder(join(scratch, 'none'))).rejects.toThrow(/none does not exist; check the path$/);
  });

  it('has checkpoints whole or not at all, and one at least, also of a run that gives them up meanwhile', async () => {
    const folder = join(scratch, 'pruned');
    const store = await createRun(folder, {});
    await store.saveCheckpoint({ step: 1, meta: {}, tensors });
    await store.close();
    const path = (step: number) => join(folder, 'checkpoints', `step-0000000${step}`);
    const copy = (from: number, to: number) => cpSync(path(from), path(to), { recursive: true });
    const give = (step: number) => rmSync(path(step), { recursive: true });
    /** What is packed when each of these happens between a listing and its reading. */
    const packed = (...events: (() => void)[]) => {
      const { files } = readWhole(folder, () => {
        const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' });
        const found = paths.filter(name => statSync(join(folder, name)).isFile());
        events.shift()?.();
        return found;
      });
      const names = [...files.keys()].filter(name => name.startsWith('checkpoints/'));
      return names.map(name => name.slice('checkpoints/step-0000000'.length)).sort();
    };
    const whole = (step: number) => [`${step}/manifest.json`, `${step}/model.safetensors`];
    copy(1, 2);
    expect(packed()).toEqual([...whole(1), ...whole(2)]);
    expect(packed(() => rmSync(`${path(1)}/model.safetensors`))).toEqual(whole(2));
    give(1);
    const moveOn = (step: number) => () => {
      copy(step - 1, step);
      give(step - 1);
    };
    expect(packed(moveOn(3), moveOn(4))).toEqual(whole(4));
    const flee = (i: number) => () => renameSync(path(4 + (i % 2)), path(4 + ((i + 1) % 2)));
    expect(() => packed(...Array.from({ length: 100 }, (_, i) => flee(i)))).toThrow(
      /^pack: expected .*pruned to keep its checkpoints while they are read, got none that stayed; pack it when it has ended$/,
    );
  });

  it('replaces no folder, and leaves nothing behind when it is refused', async () => {
    const zip = join(scratch, 'x.zip');
    const target = join(scratch, 'there');
    mkdirSync(target);
    writeFileSync(zip, packRun(new Map([['config.json', strToU8('{}')]]), 'x'));
    await expect(unpackZip(zip, target)).rejects.toThrow(
      /there is there already; go on with it \(saddle resume .*there\)/,
    );
    const before = readdirSync(scratch);
    writeFileSync(zip, zipSync({ 'x/config.json': strToU8('{}'), '../evil': strToU8('!') }));
    await expect(unpackZip(zip, join(scratch, 'new'))).rejects.toThrow(
      /got the path "\.\.\/evil"; nothing was unpacked/,
    );
    writeFileSync(zip, packRun(new Map([['config.json', strToU8('{}')]]), 'x'));
    await expect(unpackZip(zip, join(zip, 'new'))).rejects.toThrow(/a part of the path is a file/);
    expect(readdirSync(scratch)).toEqual(before);
    expect(existsSync(join(scratch, '../evil'))).toBe(false);
    await expect(unpackZip(join(scratch, 'no.zip'))).rejects.toThrow(
      /^zip: .*no\.zip does not exist; check the path$/,
    );
  });

  it('is given to one of those who unpack it at once; the others are told so', async () => {
    const zip = join(scratch, 'many.zip');
    writeFileSync(zip, packRun(new Map([['config.json', strToU8('{}')]]), 'x'));
    const target = join(scratch, 'runs', 'many');
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => unpackZip(zip, target)));
    const refused = results.flatMap(result => (result.status === 'rejected' ? [String(result.reason)] : []));
    expect(refused.length).toBe(7);
    for (const reason of refused)
      expect(reason).toMatch(/^UserError: unpack: .*many is there already; go on with it/);
    expect(readdirSync(join(scratch, 'runs'))).toEqual(['many']);
  });

  it('is read and written through no pipe, and clears what a killed process left', async () => {
    execFileSync('mkfifo', [join(scratch, 'pipe.zip')]);
    await expect(unpackZip(join(scratch, 'pipe.zip'))).rejects.toThrow(
      /is a pipe, a socket or a device, not a file/,
    );
    const { pid } = spawnSync(process.execPath, ['-e', '0']);
    const dead = temporaryIn(scratch).replace(`-${process.pid}-`, `-${pid}-`);
    const own = temporaryIn(scratch);
    for (const path of [dead, own]) writeFileSync(path, 'half');
    await packFolder(join(scratch, 'ring'), join(scratch, 'again.zip'));
    expect([dead, own].map(existsSync)).toEqual([false, true]);
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
