import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { decodeSafetensors, encodeSafetensors } from '../../src/run/safetensors.ts';
import { generatorInfo } from '../../src/train/export.ts';
import { concatenate } from '../../src/util/bytes.ts';
import { decodeNpy } from '../../src/util/npy.ts';
import { buildSaddle, type Saddle } from '../support/saddle.ts';

let saddle: Saddle;
beforeAll(async () => {
  saddle = await buildSaddle();
  const flags = ['--steps', '2', '--device', 'cpu', '--threads', '1', '--out', 'ring', '--quiet'];
  expect((await saddle.run('train', 'ring', ...flags)).code).toBe(0);
}, 120_000);
afterAll(() => saddle.remove());

const at = (...path: string[]) => join(saddle.folder, ...path);

async function exported(...flags: string[]) {
  const { code, text, errors } = await saddle.run('export', 'ring', ...flags);
  expect([code, errors]).toEqual([0, '']);
  return text.trim().split('\n');
}

it('writes several targets into a folder, with variants and the discriminator', async () => {
  const names = await exported('--to', 'onnx,pytorch', '--variants', 'int8,fp16', '--discriminator');
  const folder = 'ring/export';
  expect(names.sort()).toEqual(
    [
      'model.onnx',
      'model.py',
      'model.safetensors',
      'model_discriminator.onnx',
      'model_discriminator.safetensors',
      'model_discriminator_fp16.onnx',
      'model_discriminator_int8.onnx',
      'model_fp16.onnx',
      'model_int8.onnx',
    ].map(name => `${folder}/${name}`),
  );
  expect(readdirSync(at(folder)).length).toBe(9);
  expect(generatorInfo(readFileSync(at(folder, 'model_int8.onnx')))).toMatchObject({ data: 'ring', step: 2 });
  const { tensors } = decodeSafetensors(readFileSync(at(folder, 'model.safetensors')));
  expect([...tensors.keys()]).toContain('dense1.weight');
});

it('takes the target from the name, and names what is beside it alike', async () => {
  expect(await exported('--out', 'w.safetensors')).toEqual(['w.safetensors']);
  expect(await exported('--out', 'a/b.onnx', '--variants', 'fp16')).toEqual(['a/b.onnx', 'a/b_fp16.onnx']);
  expect(await exported('--to', 'pytorch', '--out', 'c', '--step', '0')).toEqual([
    'c/model.safetensors',
    'c/model.py',
  ]);
  expect(readFileSync(at('c/model.py'), 'utf8')).toContain('trained for 0 steps on ring');
});

it('refuses a file where a folder is to be, and writes nothing', async () => {
  writeFileSync(at('taken'), 'mine');
  mkdirSync(at('folder'));
  const { code, text, errors } = await saddle.run('export', 'ring', '--to', 'pytorch', '--out', 'taken');
  expect([code, text]).toEqual([2, '']);
  expect(errors).toBe("error: --out: expected a folder for pytorch, got 'taken'; name another\n");
  expect(readFileSync(at('taken'), 'utf8')).toBe('mine');
  expect(existsSync(at('model.py'))).toBe(false);
});

it('writes a folder for the Hub, whole and proven, into no folder that has files', async () => {
  const { code, text } = await saddle.run(
    'export',
    'ring',
    '--to',
    'hub',
    '--variants',
    'int8',
    '--out',
    'hub',
  );
  expect(code).toBe(0);
  const paths = text.trim().split('\n');
  expect(paths).toEqual(
    [
      ...['README.md', 'config.json', 'model.safetensors', 'model.py', 'onnx/model.onnx'],
      ...['onnx/model_int8.onnx', 'samples/grid.png', 'SHA256SUMS'],
    ].map(path => `hub/${path}`),
  );
  const sums = readFileSync(at('hub/SHA256SUMS'), 'utf8').trim().split('\n');
  expect(sums.map(line => line.slice(66))).toEqual(
    paths
      .map(path => path.slice(4))
      .filter(path => !['README.md', 'SHA256SUMS'].includes(path))
      .sort(),
  );
  for (const line of sums) {
    const content = readFileSync(at('hub', line.slice(66)));
    expect(createHash('sha256').update(content).digest('hex')).toBe(line.slice(0, 64));
  }
  expect(JSON.parse(readFileSync(at('hub/config.json'), 'utf8'))).toMatchObject({
    ...{ model_type: 'saddle-gan', shape: [2], step: 2, data: 'ring' },
    training: { recipe: 'ring', steps: 2 },
  });
  expect(readdirSync(saddle.folder).filter(name => name.endsWith('.tmp'))).toEqual([]);
  expect((await saddle.run('export', 'ring', '--to', 'hub', '--out', 'hub')).errors).toBe(
    "error: --out: expected a new or empty folder, got 'hub', one with files in it; name another or remove it\n",
  );
});

it.each([
  [['--to', 'hub,onnx'], /^error: --to: expected hub alone/],
  [['--license', 'mit'], /^error: --license: expected --to hub with it, got onnx/],
  [['--to', 'hub', '--license', 'MIT Licence'], /^error: --license: expected the name of a licence/],
  [['--to', 'hugging'], /^error: --to: unknown target 'hugging'/],
])('refuses %s', async (flags, sentence) => {
  const { code, text, errors } = await saddle.run('export', 'ring', ...flags);
  expect([code, text]).toEqual([2, '']);
  expect(errors).toMatch(sentence);
});

it('says to the Hub what own data are called, not where they lie', async () => {
  const folder = at('very/private');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'points.csv'), Array.from({ length: 40 }, (_, i) => `${i},${i % 7}\n`).join(''));
  const flags = ['--steps', '2', '--device', 'cpu', '--threads', '1', '--out', 'own', '--quiet'];
  expect((await saddle.run('train', join(folder, 'points.csv'), ...flags)).code).toBe(0);
  expect((await saddle.run('export', 'own', '--to', 'hub', '--out', 'own-hub')).code).toBe(0);
  for (const name of ['README.md', 'config.json', 'model.py']) {
    expect(readFileSync(at('own-hub', name), 'utf8')).not.toContain('private');
  }
  const config = JSON.parse(readFileSync(at('own-hub/config.json'), 'utf8'));
  expect(config.training.data).toMatchObject({ name: 'table', path: 'points.csv' });
});

const floats = (path: string) => decodeNpy(readFileSync(at(path))).values;

it('samples what it exported as the run does, from the folder and from the file', async () => {
  await saddle.run('export', 'ring', '--to', 'hub', '--out', 'as-hub');
  const asked = ['--count', '50', '--seed', '7', '--format', 'npy', '--out'];
  for (const [i, what] of ['ring', 'as-hub', 'as-hub/onnx/model.onnx'].entries()) {
    const { code, errors } = await saddle.run('sample', what, ...asked, `${i}.npy`);
    expect([code, errors]).toEqual([0, '']);
  }
  expect(new Set(floats('0.npy')).size).toBe(100);
  for (const name of ['1.npy', '2.npy']) {
    floats(name).forEach((x, i) => {
      expect(Math.abs(x - floats('0.npy')[i])).toBeLessThan(1e-5);
    });
  }
  expect((await saddle.run('sample', 'as-hub')).text).toBe('as-hub/samples.png\n');
  expect((await saddle.run('sample', 'as-hub', '--step', '2')).errors).toMatch(
    /^error: --step: expected a run, which has checkpoints, got 2 for an exported model/,
  );
  expect((await saddle.run('sample', 'as-hub', '--refine', 'flow:5')).errors).toMatch(
    /^error: refine: expected a run/,
  );
});

it('inspects what it exported, and notices what was changed', async () => {
  await saddle.run('export', 'ring', '--to', 'hub', '--out', 'looked');
  const facts = JSON.parse((await saddle.run('inspect', 'looked', '--json')).text);
  expect(facts).toMatchObject({ whole: true, generator: { data: 'ring', step: 2, shape: [2] } });
  expect(facts.files).toContainEqual({
    path: 'README.md',
    bytes: readFileSync(at('looked/README.md')).length,
  });
  writeFileSync(at('looked/README.md'), 'mine');
  expect((await saddle.run('inspect', 'looked')).text).toMatch(/\n\nfiles: as they were written\n$/);
  writeFileSync(at('looked/model.py'), 'mine');
  expect((await saddle.run('inspect', 'looked')).text).toMatch(/\n\ndamage: model\.py, which is changed\n$/);
  expect((await saddle.run('inspect', 'looked', '--graph')).code).toBe(2);
});

it('inspects without reading what no sum asks for, and never waits for a pipe', async () => {
  await saddle.run('export', 'ring', '--to', 'hub', '--out', 'piped');
  const look = async (...flags: string[]) => saddle.run('inspect', 'piped', ...flags);
  mkfifo('piped/pipe');
  expect((await look()).text).toMatch(/\nfiles: as they were written, but pipe, which has no sum\n$/);
  writeFileSync(at('piped/SHA256SUMS'), 'none\n');
  expect(JSON.parse((await look('--json')).text)).toMatchObject({
    whole: false,
    damage: expect.stringMatching(/no sum/),
  });
  rmSync(at('piped/SHA256SUMS'));
  expect(JSON.parse((await look('--json')).text)).not.toHaveProperty('whole');
  writeFileSync(at('piped/SHA256SUMS'), `${'0'.repeat(64)}  pipe\n`);
  expect(await look()).toMatchObject({
    code: 2,
    errors: expect.stringMatching(/^error: run: cannot read piped\/pipe: it is a pipe/),
  });
  rmSync(at('piped/onnx/model.onnx'));
  mkfifo('piped/onnx/model.onnx');
  expect((await look()).errors).toMatch(/^error: run: cannot read piped\/onnx\/model\.onnx: it is a pipe/);
});

const mkfifo = (path: string) => execFileSync('mkfifo', [at(path)]);

it.each([
  ['sample', 'ring/config.json/x'],
  ['sample', 'x'.repeat(300)],
  ['inspect', 'ring/config.json/x'],
  ['train', 'ring', '--init-generator', 'ring/config.json/x', '--out', 'never'],
  ['export', 'ring', '--to', 'onnx,pytorch', '--out', 'ring/config.json/x'],
])('says in a sentence that there can be nothing at a path: %s %s', async (...args) => {
  const { code, errors } = await saddle.run(...args);
  expect([code, errors]).toEqual([
    2,
    expect.stringMatching(/^error: run: cannot read .*\((ENOTDIR|ENAMETOOLONG)\)\n$/),
  ]);
});

it('begins a run with the weights of an exported folder', async () => {
  const flags = ['--steps', '1', '--device', 'cpu', '--threads', '1', '--out', 'child', '--quiet'];
  await saddle.run('export', 'ring', '--to', 'hub', '--discriminator', '--out', 'both');
  const given = ['--init-generator', 'both', '--init-discriminator', 'both'];
  expect(await saddle.run('train', 'ring', ...given, ...flags)).toMatchObject({ code: 0 });
  const first = ['--step', '0', '--discriminator', '--out', 'child.safetensors'];
  expect((await saddle.run('export', 'child', '--to', 'safetensors', ...first)).code).toBe(0);
  for (const [child, parent] of [
    ['child.safetensors', 'both/model.safetensors'],
    ['child_discriminator.safetensors', 'both/model_discriminator.safetensors'],
  ]) {
    expect(readFileSync(at(child))).toEqual(readFileSync(at(parent)));
  }
});

it('begins a run with weights of other names, and says what was taken for what', async () => {
  await saddle.run('export', 'ring', '--to', 'safetensors', '--out', 'named.safetensors');
  const { tensors } = decodeSafetensors(readFileSync(at('named.safetensors')));
  const renamed = [...tensors].map(([key, tensor]) => [key.replace('dense', 'model.layer'), tensor] as const);
  writeFileSync(at('foreign.safetensors'), concatenate(encodeSafetensors(new Map(renamed))));
  const given = ['--init-generator', 'foreign.safetensors', '--dry-run'];
  const { code, errors } = await saddle.run('train', 'ring', ...given);
  expect(code).toBe(0);
  expect(errors).toContain(
    "warning: foreign.safetensors: other names than Saddle's, so layers were matched by shape and order: model.layer1 as dense1, model.layer2 as dense2,",
  );
  expect((await saddle.run('train', 'mnist', ...given)).errors).toMatch(
    /^error: foreign\.safetensors: expected the weights of the generator by its names, or others that fit it in one way, got /m,
  );
});
