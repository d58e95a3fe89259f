import { describe, expect, it } from 'vitest';
import { pointDataset } from '../data/dataset.ts';
import { openDataset } from '../data/registry.ts';
import { referenceEngine } from '../engine/reference.ts';
import { createGan, type Gan } from '../gan/gan.ts';
import { objective } from '../gan/objectives/index.ts';
import { Network } from '../nn/network.ts';
import { mlp } from '../nn/networks/mlp.ts';
import { sgd } from '../nn/optimizers/sgd.ts';
import { memoryRun } from '../run/memory.ts';
import type { RunStore } from '../run/store.ts';
import { Random } from '../util/random.ts';
import { type TrainEvent, train } from './loop.ts';
import { monitorOptions } from './monitor/options.ts';
import type { Plan } from './plan.ts';
import { record } from './record.ts';
import { resolveConfig } from './resolve.ts';
import { configSpec, ownSpec } from './spec.ts';
import { NonFiniteError, Trainer } from './trainer.ts';

const engine = referenceEngine;

/** A GAN on points in the plane that no config describes. */
function ownGan({ rate = 0.1, units = 3, batch = 4 } = {}): Gan {
  const player = { rule: sgd({ momentum: false }), learningRate: rate };
  const network = { hidden: [units], init: 'he-normal', activation: 'relu' } as const;
  return createGan({
    generator: new Network('generator', mlp({ ...network, output: [2] }), [3]),
    discriminator: new Network('discriminator', mlp({ ...network, output: [1] }), [2]),
    objective: objective('non-saturating'),
    optimizers: { discriminator: player, generator: player },
    batch,
  });
}

const points = (seed: number) =>
  pointDataset({
    name: 'own points',
    shape: [2],
    values: Float32Array.from({ length: 60 }, (_, i) => new Random(seed, 'points', i).normal()),
    source: 'a test',
  });
const dataset = points(0);

const options = { steps: 9, checkpointEvery: 3, sampleEvery: 5, samples: 4, logEvery: 2 };

async function run(
  store: RunStore,
  more: object = {},
  gan = ownGan(),
  stopAt?: number,
): Promise<TrainEvent[]> {
  const stop = new AbortController();
  const events: TrainEvent[] = [];
  const training = { gan, dataset, engine, store, signal: stop.signal, ...options, ...more };
  for await (const event of train(training)) {
    events.push(event);
    if (event.type === 'progress' && stopAt !== undefined && event.step >= stopAt) stop.abort();
  }
  return events;
}

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => '',
    (error: Error) => error.message,
  );

describe('a run of own networks', () => {
  it('goes on after a stop as if it had not been: rows, state and monitor', async () => {
    const whole = await memoryRun();
    await run(whole);
    const cut = await memoryRun();
    await run(cut, {}, ownGan(), 5); // at a step that is due no checkpoint
    expect((await cut.loadCheckpoint())!.step).toBe(5);
    await run(cut);
    const [a, b] = await Promise.all([whole, cut].map(store => store.loadCheckpoint()));
    expect(await cut.rows('stats.jsonl')).toEqual(await whole.rows('stats.jsonl'));
    expect([...b!.tensors]).toEqual([...a!.tensors]);
    expect(b!.meta['monitor']).toEqual(a!.meta['monitor']);
    expect(b!.step).toBe(9);
  });

  it('says in config.json what it is', async () => {
    const store = await memoryRun();
    await run(store);
    const config = JSON.parse(new TextDecoder().decode(await store.readFile('config.json')));
    expect(config).toMatchObject({ own: 'gan', name: 'own points', batch: 4, seed: 0, ...options });
    expect(config.latent).toEqual({ dim: 3, distribution: 'normal' });
    expect((await store.loadCheckpoint())!.meta['config']).toEqual(config);
  });

  it.each<[string, object, Gan, string]>([
    ['another rate', {}, ownGan({ rate: 0.2 }), 'resume: expected the gan that the run began with (program '],
    [
      'other networks',
      {},
      ownGan({ units: 4 }),
      'resume: expected parameters.generator 20 as the run began with, got 26',
    ],
    ['another batch', {}, ownGan({ batch: 5 }), 'resume: expected batch 4 as the run began with, got 5'],
    ['another seed', { seed: 1 }, ownGan(), 'resume: expected seed 0 as the run began with, got 1'],
    ['other data', { dataset: points(1) }, ownGan(), 'resume: expected the data that the run began with'],
  ])('refuses to go on with %s', async (_, more, gan, sentence) => {
    const store = await memoryRun();
    await run(store, { steps: 3 });
    const said = await failure(run(store, more, gan));
    expect(said).toContain(sentence);
    expect(said).not.toContain('--fork');
  });

  it('refuses options that do not exist or make no sense', async () => {
    const store = await memoryRun();
    expect(await failure(run(store, { stepz: 3 }))).toBe(
      "train: unknown option 'stepz'; did you mean 'steps'? Valid: steps, seed, name, order, samples, bestBy, heldOut, logEvery, sampleEvery, evaluateEvery, evaluateSamples, checkpointEvery",
    );
    expect(await failure(run(store, { steps: -1 }))).toBe(
      'train: steps: expected a whole number of at least 1, got -1',
    );
  });

  it('has a model card without a config, and remedies only with one', async () => {
    const store = await memoryRun();
    for await (const _ of record({ gan: ownGan(), dataset, engine, store, ...options }));
    const card = new TextDecoder().decode(await store.readFile('README.md'));
    expect(card).toContain('# own points');
    expect(card).toContain('resumeRun(folder, { gan, dataset })');
    expect(card).not.toContain('## Config');
    expect(card).not.toContain('saddle resume');
  });
});

describe('a trainer', () => {
  const plan: Partial<Plan> = { steps: 100, heldOut: 5 };
  const start = (gan = ownGan()) =>
    Trainer.create({ spec: ownSpec('test', gan, dataset, plan), dataset, engine });

  it('computes the same however steps are called and prefetched', async () => {
    const [a, b] = await Promise.all([start(), start()]);
    const whole = await a.run(7);
    const first = await b.run(2, 3);
    const second = await b.run(3, 4); // as announced
    const third = await b.run(2); // not as announced
    const joined = [first, second, third].flatMap(({ outputs }) => [...outputs['lossG']]);
    expect(joined).toEqual([...whole.outputs['lossG']]);
    expect((await b.snapshot()).state).toEqual((await a.snapshot()).state);
  });

  it('trains on what is not held out, with a minibatch of the gan', async () => {
    const trainer = await start();
    expect(trainer.split.training.size).toBe(25);
    const { x1 } = await trainer.inputs(0, 2);
    expect(x1.length).toBe(2 * 4 * 2);
  });

  it('takes other networks of the same shapes, and refuses others', async () => {
    const trainer = await start();
    await trainer.run(2);
    const { state } = await trainer.snapshot();
    await expect(trainer.configure(ownSpec('test', ownGan({ rate: 0.3 }), dataset, plan))).resolves.toBe(
      'rates',
    );
    expect((await trainer.snapshot()).state).toEqual(state);
    const other = ownSpec('test', ownGan({ units: 5 }), dataset, plan);
    expect(await failure(trainer.configure(other))).toContain('start anew');
  });

  it('names the first number that is not finite, is back where all were, and tells of the steps before', async () => {
    const trainer = await start(ownGan({ rate: 1e20 }));
    const error = await trainer.run(6).then(
      () =>
        trainer.snapshot().then(
          () => undefined,
          e => e,
        ),
      e => e,
    );
    expect(error).toBeInstanceOf(NonFiniteError);
    expect(error.message).toMatch(/^step \d, (ascent 1 of D|descent of G): expected finite numbers, got /);
    expect(error.before.outputs['lossD'].slice(0, error.steps).every(Number.isFinite)).toBe(true);
    expect(trainer.step).toBe(0);
    expect(Object.values((await trainer.snapshot()).state).every(v => v.every(Number.isFinite))).toBe(true);
  });

  it('knows remedies of a run that has a config, and only of that', async () => {
    const config = resolveConfig({ recipe: 'fail-saturation' });
    const data = await openDataset(config.data);
    expect(monitorOptions(configSpec(config, data), data).remedies('saturation')).not.toEqual([]);
    expect(monitorOptions(ownSpec('test', ownGan(), dataset, plan), dataset).remedies('saturation')).toEqual(
      [],
    );
  });
});
