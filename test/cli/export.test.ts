import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { decodeSafetensors } from '../../src/run/safetensors.ts';
import { generatorInfo } from '../../src/train/export.ts';
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
