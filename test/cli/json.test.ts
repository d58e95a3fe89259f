import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { generatorInfo } from '../../src/train/export.ts';
import { recipes } from '../../src/train/recipes.ts';
import { buildSaddle, type Saddle } from '../support/saddle.ts';

let saddle: Saddle;
beforeAll(async () => {
  saddle = await buildSaddle();
  await saddle.run(
    'train',
    'ring',
    '--steps',
    '4',
    '--batch',
    '16',
    '--samples',
    '9',
    '--quiet',
    '--out',
    'run',
  );
});
afterAll(() => saddle.remove());

const json = async (...args: string[]) => {
  const { code, text, errors } = await saddle.run(...args, '--json');
  expect([code, errors, text.split('\n').length]).toEqual([0, '', 2]);
  return JSON.parse(text);
};

it('says as one JSON document what is listed', async () => {
  const listed = await json('train', '--list');
  expect(listed.recipes.map((r: { name: string }) => r.name)).toEqual(Object.keys(recipes));
  const { datasets } = await json('data', 'list');
  const ring = datasets.find((d: { name: string }) => d.name === 'ring');
  expect(ring).toMatchObject({ kind: '2-D', options: { modes: 8, sigma: 0.01 } });
  expect(await json('data', 'list', 'ring')).toEqual(ring);
  const { functions, laws } = await json('theory');
  expect(functions).toContainEqual(expect.objectContaining({ name: 'jsd', takes: ['p', 'q'] }));
  expect(laws).toContainEqual(expect.objectContaining({ name: 'normal', options: { mean: 0, sigma: 1 } }));
});

it('says what is in a run, and what was sampled', async () => {
  const { config, generator, step, checkpoints } = await json('inspect', 'run');
  expect([config.recipe, generator.input, generator.output]).toEqual(['ring', [2], [2]]);
  expect(generator.layers[0]).toMatchObject({ name: 'dense1', shape: [128], size: 384 });
  expect(step).toMatchObject({ device: 'cpu', batch: 16 });
  expect(checkpoints).toMatchObject([
    { step: 0, whole: true },
    { step: 4, whole: true },
  ]);
  const model = await json('export', 'run');
  const bytes = readFileSync(join(saddle.folder, 'run/model.onnx'));
  expect(model).toEqual({
    path: 'run/model.onnx',
    bytes: bytes.length,
    files: [{ path: 'run/model.onnx', bytes: bytes.length }],
    latent: { distribution: 'normal', dim: 2 },
    shape: [2],
    step: 4,
    data: 'ring',
    warnings: [],
  });
  expect(generatorInfo(bytes)?.step).toBe(4);
  const early = await json('export', 'run', '--step', '0', '--out', 'early.onnx');
  expect([early.path, early.step]).toEqual(['early.onnx', 0]);
  expect(generatorInfo(readFileSync(join(saddle.folder, 'early.onnx')))?.step).toBe(0);
  const made = await json('sample', 'run', '--out', 'points.csv', '--count', '3');
  expect(made).toEqual({ path: 'points.csv', format: 'csv', count: 3, shape: [2], step: 4, warnings: [] });
  const lines = readFileSync(join(saddle.folder, 'points.csv'), 'utf8').trim().split('\n');
  expect(lines.map(line => line.split(',').map(Number).filter(Number.isFinite).length)).toEqual([2, 2, 2]);
});
