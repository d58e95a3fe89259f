import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeEngine } from '../src/engine/node.ts';
import { createGan } from '../src/gan/gan.ts';
import { objective } from '../src/gan/objectives/index.ts';
import { stateName } from '../src/gan/state.ts';
import { add } from '../src/graph/ops/elementwise.ts';
import { layer, sequential } from '../src/nn/layer.ts';
import { activation } from '../src/nn/layers/activations.ts';
import { concatCondition } from '../src/nn/layers/condition.ts';
import { dense } from '../src/nn/layers/dense.ts';
import { Network } from '../src/nn/network.ts';
import { sgd } from '../src/nn/optimizers/sgd.ts';
import { startRun } from '../src/node/run.ts';
import { exportRun, openGenerator, sampleRun } from '../src/node/sample.ts';
import { exportGenerator, generatorInfo } from '../src/train/export.ts';
import type { Generator, SampleRequest } from '../src/train/generator.ts';
import { loadGenerator } from '../src/train/loaded-generator.ts';
import { trainedGenerator } from '../src/train/trained-generator.ts';
import type { Condition } from '../src/util/condition.ts';

const engine = nodeEngine('cpu', { threads: 1 });
const classes = { kind: 'class', names: ['cat', 'dog', 'fox'] } as const satisfies Condition;

/** G(z, y) and D(x, y) of points of the plane, with weights as they begin. */
function gan(condition: Condition) {
  const made = (name: string, units: number) =>
    new Network(
      name,
      sequential([concatCondition({ features: 4 }), dense(8), activation('tanh'), dense(units)]),
      [2],
      { condition },
    );
  const [generator, discriminator] = [made('generator', 2), made('discriminator', 1)];
  const player = { rule: sgd(), learningRate: 0.1 };
  const players = createGan({
    generator,
    discriminator,
    objective: objective('non-saturating'),
    optimizers: { generator: player, discriminator: player },
    batch: 4,
  });
  const state = { ...generator.initialize(1), ...discriminator.initialize(1) };
  const latent = { distribution: 'normal', dim: 2 } as const;
  const info = { latent, shape: [2], step: 0, data: 'animals', condition };
  return { players, state, info, model: exportGenerator(generator, state, info) };
}

async function both(condition: Condition) {
  const { players, state, info, model } = gan(condition);
  return {
    memory: await trainedGenerator(engine, players, state, info),
    model: await loadGenerator(engine, model),
  };
}

describe('a generator of classes', () => {
  let all: Readonly<Record<'memory' | 'model', Generator>>;
  beforeAll(async () => {
    all = await both(classes);
  });
  afterAll(() => Promise.all(Object.values(all).map(generator => generator.dispose())));
  const sample = async (request: SampleRequest) => {
    const { values } = await all.memory.sample(request);
    expect((await all.model.sample(request)).values).toEqual(values);
    return values;
  };

  it('says its classes in the model', () => {
    expect(all.model.info).toEqual(all.memory.info);
    expect(generatorInfo(gan(classes).model)?.condition).toEqual(classes);
  });

  it('makes samples of the classes that are named, in turn, by default of all', async () => {
    const dog = await sample({ count: 6, seed: 3, classes: ['dog'] });
    const fox = await sample({ count: 6, seed: 3, classes: ['fox'] });
    const mixed = await sample({ count: 6, seed: 3, classes: ['fox', 'dog'] });
    const every = await sample({ count: 6, seed: 3 });
    const point = (values: Float32Array, i: number) => [...values.subarray(2 * i, 2 * i + 2)];
    for (let i = 0; i < 6; i++) {
      expect(point(dog, i)).not.toEqual(point(fox, i));
      expect(point(mixed, i)).toEqual(point(i % 2 === 0 ? fox : dog, i));
      if (i % 3 > 0) expect(point(every, i)).toEqual(point(i % 3 === 1 ? dog : fox, i));
    }
    const numbers = await sample({ count: 6, seed: 3, conditions: Int32Array.of(2, 1, 2, 1, 2, 1) });
    expect(numbers).toEqual(mixed);
    expect(point(await sample({ count: 1, seed: 3, classes: ['dog'] }), 0)).toEqual(point(dog, 0));
  });

  it('keeps the class of a latent on the way to the next', async () => {
    const mixed = await sample({ count: 2, seed: 3, interpolate: 4, classes: ['fox', 'dog'] });
    const fox = await sample({ count: 2, seed: 3, interpolate: 4, classes: ['fox'] });
    expect(mixed.subarray(0, 8)).toEqual(fox.subarray(0, 8));
    expect(mixed.subarray(8)).toEqual((await sample({ count: 2, seed: 3, classes: ['dog'] })).subarray(2));
  });

  it('refuses what it cannot make', async () => {
    const refused: readonly [SampleRequest, RegExp][] = [
      [{ count: 2, classes: ['dgo'] }, /^classes: unknown class 'dgo'; did you mean 'dog'\?/],
      [{ count: 2, classes: ['horse'] }, /^classes: unknown class 'horse'\. Valid: dog, fox, cat$/],
      [
        { count: 2, conditions: Int32Array.of(0, 3) },
        /^conditions: expected classes from 0 to 2, got 3 at place 1$/,
      ],
      [{ count: 2, conditions: Int32Array.of(0) }, /^conditions: expected 2 numbers/],
      [{ count: 2, conditions: Float32Array.of(0, 1) }, /^conditions: .*Int32Array, got Float32Array$/],
      [
        { count: 1, classes: ['cat'], conditions: Int32Array.of(0) },
        /^classes: expected classes, attributes or conditions, got classes and conditions/,
      ],
    ];
    for (const [request, sentence] of refused) {
      for (const generator of Object.values(all))
        await expect(generator.sample(request)).rejects.toThrow(sentence);
    }
  });

  it('is refined within the classes that are asked for', async () => {
    const moved = await all.memory.sample({
      count: 4,
      seed: 3,
      refine: 'flow:3,0.0001,0',
      classes: ['fox', 'dog'],
    });
    const plain = await sample({ count: 4, seed: 3, classes: ['fox', 'dog'] });
    const other = await sample({ count: 4, seed: 3, classes: ['dog', 'fox'] });
    const off = (values: Float32Array) => Math.max(...values.map((x, i) => Math.abs(x - moved.values[i])));
    expect(off(plain)).toBeLessThan(0.01);
    expect(off(plain)).toBeGreaterThan(0);
    expect(off(other)).toBeGreaterThan(0.1);
  });
});

it('rejection keeps samples of the class of their place', async () => {
  // G makes its condition, D likes the larger ones.
  const condition = { kind: 'vector', dim: 1 } as const;
  const generator = new Network(
    'generator',
    layer('echo', (_, scope) => scope.condition!),
    [1],
    { condition },
  );
  const discriminator = new Network(
    'discriminator',
    layer('larger', (x, scope) => add(x, scope.condition!)),
    [1],
    { condition },
  );
  const players = {
    generator,
    discriminator,
    objective: objective('non-saturating'),
    latent: { distribution: 'normal' } as const,
  };
  const info = {
    latent: { distribution: 'normal', dim: 1 } as const,
    shape: [1],
    step: 0,
    data: 'x',
    condition,
  };
  const trained = await trainedGenerator(engine, players, {}, info);
  const conditions = Float32Array.from({ length: 50 }, (_, i) => i / 100);
  const { values, candidates } = await trained.sample({
    count: 50,
    seed: 1,
    refine: 'rejection',
    conditions,
  });
  expect(values).toEqual(conditions);
  expect(candidates).toBeGreaterThan(50);
  await expect(trained.sample({ count: 2 })).rejects.toThrow(
    /^conditions: expected a vector of 1 for each sample, got none; pass conditions$/,
  );
  await trained.dispose();
});

it('a generator of vectors takes them, in a model too', async () => {
  const all = await both({ kind: 'vector', dim: 3 });
  const conditions = Float32Array.from({ length: 15 }, (_, i) => Math.sin(i));
  const request = { count: 5, seed: 2, conditions };
  const { values } = await all.memory.sample(request);
  expect((await all.model.sample(request)).values).toEqual(values);
  const other = await all.memory.sample({ ...request, conditions: conditions.map(y => -y) });
  expect(other.values).not.toEqual(values);
  await expect(all.model.sample({ count: 5, classes: ['cat'] })).rejects.toThrow(
    /^classes: expected data with classes to choose 'cat' of, got a vector of 3$/,
  );
  for (const generator of Object.values(all)) await generator.dispose();
});

it('a generator of attributes is asked for them by name, in a model too', async () => {
  const attributes = [
    { name: 'hair', values: ['red', 'light brown', 'black'] },
    { name: 'glasses', values: ['without', 'with'] },
  ];
  const all = await both({ kind: 'vector', dim: 5, attributes });
  expect(all.model.info).toEqual(all.memory.info);
  const sample = async (request: SampleRequest) => {
    const { values } = await all.memory.sample(request);
    expect((await all.model.sample(request)).values).toEqual(values);
    return values;
  };
  const point = (values: Float32Array, i: number) => [...values.subarray(2 * i, 2 * i + 2)];
  const asked = { count: 4, seed: 3, attributes: { hair: 'black', glasses: 'with' } };
  const vectors = Float32Array.from({ length: 20 }, (_, i) => [0, 0, 1, 0, 1][i % 5]);
  expect(await sample(asked)).toEqual(await sample({ count: 4, seed: 3, conditions: vectors }));
  const any = await sample({ count: 4, seed: 3 });
  for (const [i, hair] of ['red', 'light brown', 'black', 'red'].entries())
    expect(point(await sample({ count: 4, seed: 3, attributes: { hair } }), i)).toEqual(point(any, i));
  const way = await sample({ ...asked, interpolate: 2 });
  for (const i of [0, 1, 2, 3]) expect(point(way, 2 * i)).toEqual(point(await sample(asked), i));
  const { values } = await all.memory.sample({ ...asked, refine: 'flow:3,0.0001,0' });
  const kept = await sample(asked);
  expect(Math.max(...kept.map((x, i) => Math.abs(x - values[i])))).toBeLessThan(0.01);
  for (const generator of Object.values(all)) await generator.dispose();
});

describe('a run on classes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'saddle-conditions-'));
  const run = join(folder, 'run');
  beforeAll(async () => {
    const overrides = {
      ...{ steps: 20, batch: 16, samples: 40, threads: 1, device: 'cpu' as const },
      data: { labelled: true, modes: 3 },
      generator: { condition: 'concat' as const },
      discriminator: { condition: 'projection' as const },
    };
    await startRun({ recipe: 'ring', overrides, out: run });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is sampled from its folder, and exported, by the names of its classes', async () => {
    const { model, info } = await exportRun(run);
    const names = info.condition?.kind === 'class' ? info.condition.names : [];
    expect(new Set(names).size).toBe(3);
    const [opened, loaded] = [await openGenerator(run), await loadGenerator(engine, model)];
    const request = { count: 5, seed: 3, classes: [names[2]] };
    const { values } = await opened.sample(request);
    expect((await loaded.sample(request)).values).toEqual(values);
    expect((await sampleRun(run, request)).values).toEqual(values);
    expect((await opened.sample({ ...request, classes: [names[0]] })).values).not.toEqual(values);
    await expect(sampleRun(run, { classes: ['nine'] })).rejects.toThrow(/^classes: unknown class 'nine'/);
    for (const generator of [opened, loaded]) await generator.dispose();
  });

  it('makes the samples of its pictures where no classes are named', async () => {
    const opened = await openGenerator(run);
    const { values } = await sampleRun(run);
    expect((await opened.sample({ count: 40, seed: 0 })).values).toEqual(values);
    await opened.dispose();
  });
});

it('weights that were averaged are taken', () => {
  const { state, info, players } = gan(classes);
  const name = 'generator/dense1/bias';
  const averaged = { ...state, [stateName({ role: 'ema', of: name })]: state[name].map(() => 7) };
  const text = new TextDecoder('latin1').decode(exportGenerator(players.generator, averaged, info));
  expect(text.includes('\0\0\u00e0\u0040\0\0\u00e0\u0040')).toBe(true); // 7, 7 as float32
});
