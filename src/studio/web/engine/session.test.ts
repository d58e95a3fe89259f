import { describe, expect, it } from 'vitest';
import { openDataset } from '../../../data/registry.ts';
import { referenceEngine } from '../../../engine/reference.ts';
import { memoryRun } from '../../../run/memory.ts';
import type { Config, PartialConfig } from '../../../train/config.ts';
import { train } from '../../../train/loop.ts';
import { resolveConfig } from '../../../train/resolve.ts';
import { Sampler } from '../../../train/sampler.ts';
import { fromTensors } from '../../../train/state.ts';
import { Observer } from './observer.ts';
import { Session } from './session.ts';

const engine = referenceEngine;

const config = (overrides: Partial<PartialConfig> = {}): Config =>
  resolveConfig({
    recipe: 'lab',
    overrides: {
      generator: { hidden: [4] },
      discriminator: { hidden: [4] },
      batch: 8,
      steps: 6,
      samples: 4,
      ...overrides,
    },
  });

async function start(given: Config = config()): Promise<Session> {
  return Session.open(engine, given, await openDataset(given.data));
}

describe('a session', () => {
  it('computes what a training of the library does, however the steps are called', async () => {
    const given = config();
    const store = await memoryRun(given);
    const dataset = await openDataset(given.data);
    for await (const _ of train({ config: given, dataset, engine, store }));
    const session = await start(given);
    await session.run(1);
    await session.run(5);
    const { step, state } = await session.snapshot();
    const checkpoint = (await store.loadCheckpoint())!;
    expect(step).toBe(checkpoint.step);
    expect(state).toEqual(fromTensors(session.gan, checkpoint.tensors));
  });

  it('goes back to a snapshot, and on as before', async () => {
    const session = await start();
    await session.run(2);
    const middle = await session.snapshot();
    await session.run(3);
    const { state } = await session.snapshot();
    await session.restore(middle);
    expect(session.step).toBe(2);
    await session.run(3);
    expect((await session.snapshot()).state).toEqual(state);
  });

  it('takes another learning rate without a new program, and moves by it', async () => {
    const still = { lr: 1e-30 };
    const session = await start();
    await session.run(2);
    const before = (await session.snapshot()).state;
    await expect(session.adopt(config({ optimizer: { generator: still } }))).resolves.toBe('rates');
    await session.run(2);
    const { state } = await session.snapshot();
    const weight = session.gan.generator.parameters[0].name;
    expect(state[weight]).toEqual(before[weight]);
    expect(session.step).toBe(4);
  });

  it('takes another objective and keeps the weights', async () => {
    const session = await start();
    await session.run(2);
    const before = (await session.snapshot()).state;
    await expect(session.adopt(config({ objective: { kind: 'hinge' }, emaHalfLife: 100 }))).resolves.toBe(
      'program',
    );
    const { step, state } = await session.snapshot();
    expect(step).toBe(2);
    for (const [name, value] of Object.entries(before)) if (state[name]) expect(state[name]).toEqual(value);
    const { name } = session.gan.generator.parameters[0];
    expect(state[`average/${name}`]).toEqual(before[name]);
    await session.run(1);
  });

  it('refuses a change of networks, seed or data', async () => {
    const session = await start();
    await expect(session.adopt(config({ seed: 1 }))).rejects.toThrow('start anew');
    await expect(session.adopt(config({ generator: { hidden: [5] } } as never))).rejects.toThrow(
      'start anew',
    );
  });

  it('says where numbers ended, and is back where they were good', async () => {
    const session = await start(config({ optimizer: { discriminator: { kind: 'sgd', lr: 1e38 } } }));
    await session.run(1).catch(() => undefined);
    await expect(session.run(5).then(() => session.snapshot())).rejects.toThrow(
      /expected finite numbers, got/,
    );
    expect(Object.values((await session.snapshot()).state).every(v => v.every(Number.isFinite))).toBe(true);
  });
});

describe('an observer', () => {
  const all = { field: true, optimum: true, arrows: true, mesh: true, density: true };

  it('sees the same samples as a sampler, and slopes that are those of G’s loss', async () => {
    const session = await start();
    const observer = await Observer.create(engine, session);
    const snapshot = await session.snapshot();
    const { dimension, grid, reals, density } = observer.scene;
    const picture = await observer.look(snapshot, all);
    const sampler = await Sampler.create(engine, session.gan);
    await sampler.load(snapshot.state);
    expect(picture.samples).toEqual(await sampler.sample(picture.samples.length / 2, 0));
    expect(dimension).toBe(2);
    expect([picture.field!.length, picture.optimum!.length, density.length]).toEqual(
      new Array(3).fill(grid.cells ** 2),
    );
    expect(reals.length).toBeGreaterThan(0);
    for (const value of picture.field!) expect(value > 0 && value < 1).toBe(true);
    expect(picture.slopes!.some(value => value !== 0)).toBe(true);
    const { quality } = await observer.measure(snapshot);
    expect(quality.modesFound.of).toBe(8);
    expect(quality.js.value).toBeGreaterThan(quality.js.floor.mean);
    expect(quality.js.value).toBeLessThan(Math.log(2));
  });

  it('judges copies of a place together where D packs samples', async () => {
    const session = await start(config({ pac: 2 }));
    const observer = await Observer.create(engine, session);
    const picture = await observer.look(await session.snapshot(), all);
    expect(picture.field!.length).toBe(observer.scene.grid.cells ** 2);
    await observer.dispose();
  });
});
