import { spawnSync } from 'node:child_process';
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
import { afterAll, describe, expect, it } from 'vitest';
import { Random } from '../util/random.ts';
import { createRun, nextRunFolder, openRun, readRun } from './disk.ts';
import { memoryRun } from './memory.ts';
import { nodeDigest } from './node-files.ts';
import type { Checkpoint, RunStore } from './store.ts';

const scratch = mkdtempSync(join(tmpdir(), 'saddle-run-'));
afterAll(() => rmSync(scratch, { recursive: true }));
let count = 0;
const fresh = () => join(scratch, `run-${count++}`);

const checkpoint = (step: number, size = 40): Checkpoint => ({
  step,
  meta: { images: step * 64, dataset: 'abc' },
  tensors: new Map(
    ['generator/w', 'optimizer/m', 'ema/generator/w'].map(name => [
      name,
      { shape: [2, size / 2], data: new Random(step, name).normals(new Float32Array(size)) },
    ]),
  ),
});

/** What every store owes; run against each. */
describe.each<[string, () => Promise<RunStore>]>([
  ['memory', () => memoryRun({ recipe: 'test' })],
  ['disk', () => createRun(fresh(), { recipe: 'test' })],
])('%s store', (_, create) => {
  it('returns what was saved, newest first or by step, and keeps two', async () => {
    const store = await create();
    expect(await store.loadCheckpoint()).toBeUndefined();
    for (const step of [10, 20, 30]) await store.saveCheckpoint(checkpoint(step));
    expect(await store.listCheckpoints()).toEqual([20, 30]);
    const newest = await store.loadCheckpoint();
    expect(newest).toEqual({ ...checkpoint(30), logs: {}, tensors: newest?.tensors });
    expect(Object.fromEntries(newest?.tensors ?? [])).toEqual(Object.fromEntries(checkpoint(30).tensors));
    expect((await store.loadCheckpoint(20))?.step).toBe(20);
    await expect(store.loadCheckpoint(10)).rejects.toThrow('no checkpoint of step 10; there are: 20, 30');
    await store.close();
  });

  it('drops checkpoints of a course that was given up', async () => {
    const store = await create();
    for (const step of [10, 20]) await store.saveCheckpoint(checkpoint(step));
    await store.loadCheckpoint(10);
    await store.saveCheckpoint(checkpoint(15));
    expect(await store.listCheckpoints()).toEqual([10, 15]);
    await store.saveCheckpoint(checkpoint(15));
    expect(await store.listCheckpoints()).toEqual([10, 15]);
    await store.close();
  });

  it('logs rows, and goes back to those of a checkpoint', async () => {
    const store = await create();
    await store.append('stats.jsonl', { step: 1, loss: 0.5 });
    await store.append('metrics.jsonl', { step: 1 });
    await store.saveCheckpoint(checkpoint(1));
    await store.append('stats.jsonl', { step: 2, text: 'κ' });
    expect(await store.rows('stats.jsonl')).toEqual([
      { step: 1, loss: 0.5 },
      { step: 2, text: 'κ' },
    ]);
    await store.rewind(await store.loadCheckpoint());
    await store.append('stats.jsonl', { step: 2, loss: 0.25 });
    expect(await store.rows('stats.jsonl')).toEqual([
      { step: 1, loss: 0.5 },
      { step: 2, loss: 0.25 },
    ]);
    await store.flush();
    const text = new TextDecoder().decode(await store.readFile('stats.jsonl'));
    expect(text).toBe('{"step":1,"loss":0.5}\n{"step":2,"loss":0.25}\n');
    expect(await store.rows('metrics.jsonl')).toEqual([{ step: 1 }]);
    expect(store.warnings).toEqual([]);
    await store.close();
  });

  it('refuses to go on without a checkpoint where rows say that there was one', async () => {
    const store = await create();
    await store.rewind();
    await store.append('diagnosis.jsonl', { step: 1 });
    await expect(store.rewind()).rejects.toThrow(
      /: expected a checkpoint to go on from, got diagnosis\.jsonl with rows and no checkpoint; put the folder checkpoints back, or begin anew: saddle train --config .*config\.json --out NEW$/,
    );
    await store.close();
  });

  it('saves and reads files', async () => {
    const store = await create();
    await store.saveFile('README.md', '# κ');
    await store.saveFile('fakes000001.png', Uint8Array.of(1, 2));
    expect(new TextDecoder().decode(await store.readFile('README.md'))).toBe('# κ');
    expect(await store.readFile('fakes000001.png')).toEqual(
      expect.objectContaining({ 0: 1, 1: 2, length: 2 }),
    );
    expect(await store.readFile('none')).toBeUndefined();
    await store.close();
  });
});

describe('a run folder', () => {
  it('looks like a run of StyleGAN', async () => {
    const folder = fresh();
    const store = await createRun(folder, { recipe: 'mnist', seed: 1 });
    await store.append('stats.jsonl', { step: 7 });
    await store.saveCheckpoint(checkpoint(7));
    await store.close();
    expect(readdirSync(folder).sort()).toEqual(['SHA256SUMS', 'checkpoints', 'config.json', 'stats.jsonl']);
    expect(readdirSync(join(folder, 'checkpoints/step-00000007')).sort()).toEqual([
      'ema.safetensors',
      'manifest.json',
      'model.safetensors',
      'optimizer.safetensors',
    ]);
    expect(JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8'))).toEqual({
      recipe: 'mnist',
      seed: 1,
    });
    const manifest = JSON.parse(
      readFileSync(join(folder, 'checkpoints/step-00000007/manifest.json'), 'utf8'),
    );
    expect(manifest).toMatchObject({
      schema: 2,
      step: 7,
      logs: { 'stats.jsonl': nodeDigest([Buffer.from('{"step":7}\n')]).slice(0, 8) },
      meta: { images: 448 },
    });
  });

  it('keeps milestones', async () => {
    const store = await createRun(fresh(), {}, { keep: 2, keepEvery: 20 });
    for (const step of [10, 20, 30, 40, 50, 60]) await store.saveCheckpoint(checkpoint(step));
    expect(await store.listCheckpoints()).toEqual([20, 40, 50, 60]);
    await store.close();
  });

  it('is refused when it is no run, or already one, or something else', async () => {
    const folder = fresh();
    await expect(openRun(folder)).rejects.toThrow(`run: the folder ${folder} does not exist; check the path`);
    mkdirSync(folder);
    await expect(openRun(folder)).rejects.toThrow(/without config\.json; check the path$/);
    await (await createRun(folder, {})).close();
    await expect(createRun(folder, {})).rejects.toThrow(/already holds a run; resume it/);
    const other = fresh();
    mkdirSync(other);
    writeFileSync(join(other, 'thesis.tex'), '');
    await expect(createRun(other, {})).rejects.toThrow(/with thesis\.tex in it/);
    expect(readdirSync(other)).toEqual(['thesis.tex']);
    writeFileSync(join(folder, 'config.json'), '{');
    await expect(readRun(folder)).rejects.toThrow(/config\.json: expected JSON/);
    await expect(openRun(folder)).rejects.toThrow(/config\.json is damaged or was edited: .* begin anew$/);
    writeFileSync(join(scratch, 'file'), '');
    await expect(createRun(join(scratch, 'file', 'x'), {})).rejects.toThrow(
      /cannot create .*is a file, not a folder/,
    );
  });

  it('takes the place of a fork that was killed while it was made', async () => {
    const folder = fresh();
    mkdirSync(join(folder, 'checkpoints/.tmp-step-00000000'), { recursive: true });
    await (await createRun(folder, {}, { first: checkpoint(0) })).close();
    expect(readdirSync(join(folder, 'checkpoints'))).toEqual(['step-00000000']);
  });

  it('takes the next free number', () => {
    const runs = fresh();
    expect(nextRunFolder(runs, 'ring')).toBe(`${runs}/00000-ring`);
    mkdirSync(join(runs, '00041-mnist'));
    mkdirSync(join(runs, 'notes'));
    expect(nextRunFolder(runs, 'ring')).toBe(`${runs}/00042-ring`);
  });

  it('loses its litter at the next opening', async () => {
    const folder = fresh();
    await (await createRun(folder, {})).close();
    mkdirSync(join(folder, 'checkpoints/.tmp-step-00000009'));
    writeFileSync(join(folder, '.tmp-reals.png'), '');
    mkdirSync(join(folder, 'checkpoints/.old-step-00000008'));
    await (await readRun(folder)).close();
    expect(readdirSync(join(folder, 'checkpoints')).length).toBe(2);
    await (await openRun(folder)).close();
    expect(readdirSync(join(folder, 'checkpoints'))).toEqual(['step-00000008']);
    expect(readdirSync(folder).sort()).toEqual(['SHA256SUMS', 'checkpoints', 'config.json']);
  });
});

describe('damage', () => {
  const prepare = async () => {
    const folder = fresh();
    const store = await createRun(folder, {});
    for (const step of [1, 2]) await store.saveCheckpoint(checkpoint(step, 400));
    await store.close();
    return folder;
  };

  it('of any one bit or at any length is found, and the one before is used', async () => {
    const folder = await prepare();
    const newest = join(folder, 'checkpoints/step-00000002');
    const store = await readRun(folder);
    const random = new Random(3, 'bits');
    let found = 0;
    const harm = async (path: string, content: Uint8Array, bad: Uint8Array) => {
      writeFileSync(path, bad);
      found += (await store.loadCheckpoint())?.step === 1 ? 1 : 0;
      writeFileSync(path, content);
    };
    let tried = 0;
    for (const name of readdirSync(newest)) {
      const path = join(newest, name);
      const content = Uint8Array.from(readFileSync(path));
      for (let i = 0; i < 60; i++, tried++) {
        const bad = content.slice();
        bad[random.integer(bad.length)] ^= 1 << random.integer(8);
        await harm(path, content, bad);
      }
      for (let at = 0; at < content.length; at += 64, tried++)
        await harm(path, content, content.slice(0, at));
      await harm(path, content, Uint8Array.of(...content, 10));
      tried++;
    }
    expect(found).toBe(tried);
    expect((await store.loadCheckpoint())?.step).toBe(2);
  });

  it('is named in a warning; a damaged checkpoint does not count among those kept', async () => {
    const folder = await prepare();
    writeFileSync(join(folder, 'checkpoints/step-00000002/model.safetensors'), 'x');
    const store = await openRun(folder);
    expect((await store.loadCheckpoint())?.step).toBe(1);
    expect(store.warnings).toEqual([
      'checkpoint step-00000002 is damaged (model.safetensors has 1 bytes, not 1712); using step-00000001',
    ]);
    await store.saveCheckpoint(checkpoint(3));
    expect(await store.listCheckpoints()).toEqual([1, 3]);
    await store.close();
  });

  it('of all checkpoints is an error that lists them', async () => {
    const folder = await prepare();
    rmSync(join(folder, 'checkpoints/step-00000002/manifest.json'));
    writeFileSync(join(folder, 'checkpoints/step-00000001/manifest.json'), '{}');
    await expect((await readRun(folder)).loadCheckpoint()).rejects.toThrow(
      /no whole checkpoint is left: step-00000002 is damaged \(manifest\.json is missing\), step-00000001 is damaged \(sha256 of manifest\.json differs\); begin anew: saddle train --config .*config\.json --out NEW$/,
    );
  });
});

describe('a flipped bit', () => {
  const prepare = async () => {
    const folder = fresh();
    const store = await createRun(folder, { recipe: 'test' });
    for (let step = 1; step <= 9; step++) await store.append('stats.jsonl', { step, loss: 1 / step });
    await store.saveFile('README.md', '# a run');
    await store.saveCheckpoint({ ...checkpoint(9), meta: { config: { recipe: 'test' } } });
    await store.append('stats.jsonl', { step: 10 }); // no checkpoint knows it
    await store.close();
    return folder;
  };
  const flip = (path: string, at: number) => {
    const bytes = readFileSync(path);
    bytes[at] ^= 1;
    writeFileSync(path, bytes);
    return bytes;
  };

  it('in a log is named by its lines, which are left out, and the log as it was is kept', async () => {
    const folder = await prepare();
    const path = join(folder, 'stats.jsonl');
    const text = readFileSync(path, 'utf8');
    flip(path, text.indexOf('0.5')); // still a row
    const found = flip(path, text.indexOf('{"step":4')); // no JSON
    expect(await (await readRun(folder)).check()).toEqual([
      'stats.jsonl: lines 2, 4 of the 9 up to the checkpoint are damaged or lost',
    ]);
    const store = await openRun(folder);
    await store.rewind(await store.loadCheckpoint());
    expect((await store.rows('stats.jsonl')).map(row => row['step'])).toEqual([1, 3, 5, 6, 7, 8, 9]);
    const kept = readdirSync(folder).find(name => name.endsWith('.damaged'))!;
    expect(readFileSync(join(folder, kept))).toEqual(found);
    expect(store.warnings).toEqual([
      `stats.jsonl: lines 2, 4 of the 9 up to the checkpoint are damaged or lost; the log goes on without them, and as it was found it is kept as ${kept}`,
    ]);
    await store.saveCheckpoint({ ...checkpoint(10), meta: { config: { recipe: 'test' } } });
    expect(await store.check()).toEqual([]); // from here on the rest is what was written
    await store.close();
  });

  it('in a line end spoils the two lines that it joins, and no other', async () => {
    const folder = await prepare();
    const path = join(folder, 'stats.jsonl');
    flip(path, readFileSync(path).indexOf('\n'));
    const store = await openRun(folder);
    await store.rewind(await store.loadCheckpoint());
    expect((await store.rows('stats.jsonl')).map(row => row['step'])).toEqual([3, 4, 5, 6, 7, 8, 9]);
    await store.close();
  });

  it('in config or card sets it aside; the config is then that of the checkpoint', async () => {
    const folder = await prepare();
    for (const name of ['config.json', 'README.md']) flip(join(folder, name), 5);
    const store = await openRun(folder);
    expect(store.config).toEqual({ recipe: 'test' });
    expect(await store.readFile('README.md')).toBeUndefined();
    expect(store.warnings).toEqual([
      expect.stringMatching(
        /^README\.md is damaged or was edited: .* it is kept as README\.md\.\w{8}\.damaged$/,
      ),
      expect.stringMatching(
        /^config\.json is damaged .*; the run goes on with the config of its newest checkpoint$/,
      ),
    ]);
    await store.close();
    expect(await (await readRun(folder)).check()).toEqual([]);
  });

  it('in what proves the files is told from one in the files', async () => {
    const folder = await prepare();
    flip(join(folder, 'SHA256SUMS'), 100);
    expect(await (await readRun(folder)).check()).toEqual([
      'SHA256SUMS is damaged: nothing proves the other files of the run',
    ]);
    const store = await openRun(folder);
    expect(store.warnings).toEqual([
      expect.stringMatching(/^SHA256SUMS is damaged, and kept as .*: the other files are taken as they are$/),
    ]);
    await store.close();
    expect(await (await readRun(folder)).check()).toEqual([]);
  });

  it.each([
    ['config.json', ''],
    ['config.json', '{'],
  ])('in %s = %j without sums is mended by a checkpoint', async (name, text) => {
    const folder = await prepare();
    writeFileSync(join(folder, name), text);
    rmSync(join(folder, 'SHA256SUMS'));
    const store = await openRun(folder);
    expect(store.config).toEqual({ recipe: 'test' });
    expect(store.warnings).toEqual([
      'SHA256SUMS is missing: the other files are taken as they are',
      expect.stringMatching(
        /^config\.json is damaged: it is no JSON; it is kept as config\.json\.\w{8}\.damaged; the run goes on/,
      ),
    ]);
    await expect(openRun(folder)).rejects.toThrow(/in use|another process/); // it is locked
    await store.close();
    expect(await (await readRun(folder)).check()).toEqual([]);
  });

  it.each(['../outside', 'run.lock', 'checkpoints/x', 'fakes1.png', 'stats.jsonl'])(
    'is not to be taken for a sealed list that names %s',
    async name => {
      const folder = await prepare();
      const target = join(folder, name);
      if (!existsSync(target)) writeFileSync(target, 'mine');
      const body = `${'0'.repeat(64)}  ${name}\n`;
      writeFileSync(
        join(folder, 'SHA256SUMS'),
        `# sha256 of what follows: ${nodeDigest([Buffer.from(body)])}\n${body}`,
      );
      expect(await (await readRun(folder)).check()).toEqual([
        'SHA256SUMS names what no run writes: nothing proves the other files of the run',
      ]);
      if (name === 'run.lock') rmSync(target);
      const store = await openRun(folder);
      expect(store.warnings).toEqual([expect.stringMatching(/^SHA256SUMS is damaged, and kept as/)]);
      await store.close();
      if (name !== 'run.lock') expect(existsSync(target)).toBe(true);
    },
  );

  it('may also take a file away, which is named, once', async () => {
    const folder = await prepare();
    rmSync(join(folder, 'README.md'));
    const missing = 'README.md is missing: SHA256SUMS names it';
    expect(await (await readRun(folder)).check()).toEqual([missing]);
    const store = await openRun(folder);
    expect(store.warnings).toEqual([missing]);
    await store.close();
    expect(await (await readRun(folder)).check()).toEqual([]);
  });

  it('in the last lines of a log loses no word of what it was', async () => {
    const folder = await prepare();
    const path = join(folder, 'stats.jsonl');
    const lines = readFileSync(path, 'utf8').split('\n');
    const found = `${lines.slice(0, 8).join('\n')}\n{"step":9`;
    writeFileSync(path, found);
    const store = await openRun(folder);
    await store.rewind(await store.loadCheckpoint());
    const kept = readdirSync(folder).find(name => name.endsWith('.damaged'))!;
    expect(readFileSync(join(folder, kept), 'utf8')).toBe(found);
    expect(store.warnings).toEqual([expect.stringMatching(/line 9 of the 9 .* it is kept as/)]);
    await store.close();
  });

  it('is found by sha256sum too', async () => {
    const folder = await prepare();
    await (await readRun(folder)).close(); // a reader writes nothing
    const sums = () => spawnSync('sha256sum', ['-c', 'SHA256SUMS'], { cwd: folder, encoding: 'utf8' });
    expect(sums()).toMatchObject({ status: 0, stdout: 'README.md: OK\nconfig.json: OK\n' });
    flip(join(folder, 'README.md'), 0);
    expect(sums().status).toBe(1);
  });
});
