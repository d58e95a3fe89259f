import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeEngine } from '../src/engine/node.ts';
import { referenceEngine } from '../src/engine/reference.ts';
import { objective } from '../src/gan/objectives/index.ts';
import { encodeBatch } from '../src/graph/onnx/encode.ts';
import { startRun } from '../src/node/run.ts';
import { exportRun, openGenerator, sampleRun } from '../src/node/sample.ts';
import { readRun } from '../src/run/disk.ts';
import { buildGan } from '../src/train/build.ts';
import { exportGenerator, generatorInfo } from '../src/train/export.ts';
import type { Generator } from '../src/train/generator.ts';
import { loadGenerator } from '../src/train/loaded-generator.ts';
import { channelsLast } from '../src/train/model-samples.ts';
import { resolveConfig } from '../src/train/resolve.ts';
import { Sampler } from '../src/train/sampler.ts';
import { fromTensors, initialState } from '../src/train/state.ts';
import { trainedGenerator } from '../src/train/trained-generator.ts';
import { Random } from '../src/util/random.ts';
import { batchCases } from './engine/networks.ts';

const engine = nodeEngine('cpu', { threads: 1 });
const folder = mkdtempSync(join(tmpdir(), 'saddle-export-'));
afterAll(() => rmSync(folder, { recursive: true }));

const generators = {
  dcgan: { family: 'dcgan', channels: [4, 2], norm: { kind: 'batch' }, normFirst: true },
  mlp: { family: 'mlp', hidden: [8] },
} as const;

/** A generator of images with a state in which no value is where it began. */
async function trained(family: keyof typeof generators) {
  const config = resolveConfig({
    recipe: 'stacked-mnist',
    overrides: { generator: generators[family], latent: { dim: 3 }, emaHalfLife: 100 },
  });
  const shape = [8, 8, 3];
  const gan = buildGan(config, { shape });
  const state = await initialState(gan, 5, { shape } as never);
  const random = new Random(7, 'weights');
  for (const [name, values] of Object.entries(state)) {
    if (name.startsWith('average/')) state[name] = random.normals(values.slice()).map(v => 0.5 + 0.2 * v);
  }
  const info = { latent: config.latent, shape, display: [-1, 1], step: 9, data: 'mnist' } as const;
  const sampler = await Sampler.create(referenceEngine, gan);
  await sampler.load(state);
  return { gan, config, state, info, sampler, model: exportGenerator(gan.generator, state, info) };
}

/** Runs `python` on a model for z [n, dim], float32 in and out. */
const SCRIPT = `
import sys, numpy, onnxruntime
session = onnxruntime.InferenceSession(sys.argv[1], providers=["CPUExecutionProvider"])
z = numpy.frombuffer(sys.stdin.buffer.read(), numpy.float32).reshape(-1, int(sys.argv[2]))
x, = session.run(["x"], {"z": z})
print(x.shape, file=sys.stderr)
sys.stdout.buffer.write(x.tobytes())
`;
const python = process.env['PYTHON'] ?? 'python3';
const hasPython = spawnSync(python, ['-c', 'import onnxruntime, numpy']).status === 0;
if (!hasPython) {
  console.error(
    `\n*** exported models in Python: not run: ${python} has no onnxruntime; pip install onnxruntime, or set PYTHON ***\n`,
  );
}

describe.each(['dcgan', 'mlp'] as const)('an exported %s', family => {
  const counts = [1, 3, 100];
  const worst = (a: Float32Array, b: Float32Array) => {
    expect(a.length).toBe(b.length);
    return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);
  };

  it('makes what the sampler makes, for any number', async () => {
    const { sampler, info, model } = await trained(family);
    expect(generatorInfo(model)).toEqual(info);
    const session = await ort.InferenceSession.create(model, { logSeverityLevel: 4 });
    for (const count of counts) {
      const z = sampler.noise(count, 3);
      const { x } = await session.run({ z: new ort.Tensor('float32', z, [count, 3]) });
      expect(x.dims).toEqual([count, 3, 8, 8]);
      const images = channelsLast(x.data as Float32Array, info.shape);
      expect(worst(images, await sampler.generate(z))).toBeLessThan(1e-5);
      expect(new Set(images).size).toBeGreaterThan(20 * count);
    }
    await session.release();
  });

  it.skipIf(!hasPython)('makes the same in Python', async () => {
    const { sampler, info, model } = await trained(family);
    const path = join(folder, `${family}.onnx`);
    writeFileSync(path, model);
    for (const count of counts) {
      const z = sampler.noise(count, 3);
      const { status, stdout, stderr } = spawnSync(python, ['-c', SCRIPT, path, '3'], {
        input: new Uint8Array(z.buffer),
      });
      expect([status, `${stderr}`.trim()]).toEqual([0, `(${count}, 3, 8, 8)`]);
      const x = new Float32Array(Uint8Array.from(stdout).buffer);
      expect(worst(channelsLast(x, info.shape), await sampler.generate(z))).toBeLessThan(1e-5);
    }
  });
});

describe('a generator from a run folder, from memory and from a model', () => {
  const run = join(folder, 'run');
  let all: Readonly<Record<'folder' | 'memory' | 'model', Generator>>;

  beforeAll(async () => {
    const overrides = { steps: 20, batch: 16, samples: 40, threads: 1, device: 'cpu' } as const;
    await startRun({ recipe: 'ring', overrides, out: run });
    const checkpoint = (await (await readRun(run)).loadCheckpoint())!;
    const config = resolveConfig({ recipe: 'ring', overrides });
    const gan = buildGan(config, { shape: [2] });
    const players = { ...gan, objective: objective(config.objective), latent: config.latent };
    const state = fromTensors(gan, checkpoint.tensors);
    const { model, info } = await exportRun(run);
    all = {
      folder: await openGenerator(run),
      memory: await trainedGenerator(engine, players, state, info),
      model: await loadGenerator(engine, model),
    };
  });
  afterAll(() => Promise.all(Object.values(all).map(generator => generator.dispose())));

  it.each([
    { count: 1 },
    { count: 130, seed: 7 },
    { count: 5, seed: 7, truncation: 0.7 },
    { count: 3, seed: 1, interpolate: 4 },
  ])('makes the same samples of %o', async request => {
    const { values } = await all.folder.sample(request);
    const count = 'interpolate' in request ? 9 : request.count;
    expect(new Set(values).size).toBe(2 * count);
    expect((await all.memory.sample(request)).values).toEqual(values);
    expect((await all.model.sample(request)).values).toEqual(values);
    expect((await sampleRun(run, { seed: 0, ...request })).values).toEqual(values);
  });

  it('says the same of itself', () => {
    expect(all.folder.info).toEqual(all.model.info);
    expect(all.model.info).toEqual({
      latent: { dim: 2, distribution: 'normal' },
      shape: [2],
      step: 20,
      data: 'ring',
    });
  });

  it('is refined where there is a discriminator', async () => {
    const request = { count: 20, seed: 3, refine: 'flow:5' };
    const { values, candidates } = await all.folder.sample(request);
    expect([values.length, candidates]).toEqual([40, 20]);
    expect((await all.memory.sample(request)).values).toEqual(values);
    await expect(all.model.sample(request)).rejects.toThrow(
      /^refine: expected a run, which has a discriminator, got an exported generator and 'flow:5'/,
    );
    await expect(all.folder.sample({ ...request, truncation: 1 })).rejects.toThrow(
      /got truncation 1; leave it out/,
    );
  });

  it.each(['folder', 'memory', 'model'] as const)('knows no classes where it has none: %s', async from => {
    await expect(all[from].sample({ count: 2, classes: ['3', '7'] })).rejects.toThrow(
      /^classes: expected none, since the generator was trained without classes, got 3, 7; leave them out$/,
    );
  });
});

describe('a file that is no exported generator', () => {
  const [{ program, weights }] = batchCases;
  const saying = (text?: string) =>
    encodeBatch(program, { weights, metadata: text === undefined ? {} : { 'saddle.generator': text } });
  const changed = /^model: expected 'saddle\.generator' as `saddle export` writes it, got another/;
  const files: readonly [what: string, bytes: Uint8Array, sentence: RegExp][] = [
    [
      'a text',
      new TextEncoder().encode('no model'),
      /^model: expected an ONNX model, got x\.onnx, which is damaged/,
    ],
    ['nothing', new Uint8Array(), /^model: expected an ONNX model, got x\.onnx, which is damaged/],
    [
      'another model',
      saying(),
      /^model: expected a generator that Saddle exported, got x\.onnx, another ONNX model/,
    ],
    ['one that says nothing of its latents', saying('{}'), changed],
    ['one that says no JSON', saying('none'), changed],
    [
      'one of a negative size',
      saying('{"latent":{"distribution":"normal","dim":-3},"shape":[2],"step":1,"data":"x"}'),
      changed,
    ],
  ];

  it.each(files)('is refused in a sentence: %s', async (_, bytes, sentence) => {
    await expect(loadGenerator(engine, bytes, 'x.onnx')).rejects.toThrow(sentence);
  });

  it('says nothing of itself', () => {
    expect(generatorInfo(new TextEncoder().encode('this is no model'))).toBeUndefined();
    expect(generatorInfo(new Uint8Array())).toBeUndefined();
  });
});

it('images are turned from channels first to channels last', () => {
  const first = Float32Array.from({ length: 2 * 3 * 4 }, (_, i) => i); // [2, 3, 2, 2]
  const last = channelsLast(first, [2, 2, 3]);
  for (const [n, c, i] of [
    [0, 0, 0],
    [0, 2, 1],
    [1, 1, 3],
  ])
    expect(last[n * 12 + i * 3 + c]).toBe(n * 12 + c * 4 + i);
  expect(last.length).toBe(first.length);
});
