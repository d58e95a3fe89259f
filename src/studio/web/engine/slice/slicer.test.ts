import { beforeAll, describe, expect, it } from 'vitest';
import { openDataset } from '../../../../data/registry.ts';
import { referenceEngine as engine } from '../../../../engine/reference.ts';
import { gameValueFromSamples } from '../../../../theory/index.ts';
import type { PartialConfig } from '../../../../train/config.ts';
import { Judge } from '../../../../train/monitor/judge.ts';
import { realSamples } from '../../../../train/pictures.ts';
import { resolveConfig } from '../../../../train/resolve.ts';
import { Sampler } from '../../../../train/sampler.ts';
import { Session } from '../session.ts';
import { inner, randomDirection, wayBetween } from './directions.ts';
import { Slicer } from './slicer.ts';

async function start(overrides: Partial<PartialConfig> = {}) {
  const small = { generator: { hidden: [4] }, discriminator: { hidden: [4] }, batch: 8 };
  const config = resolveConfig({ recipe: 'lab', overrides: { ...small, ...overrides } });
  const session = await Session.open(engine, config, await openDataset(config.data));
  return { session, slicer: await Slicer.create(engine, session, { side: 5, rows: 32 }) };
}

/** Of a slice, by points from its middle. */
const at = (values: Float32Array, a: number, b: number) => values[(2 + b) * 5 + 2 + a];

describe('directions', () => {
  const parameters = [
    { name: 'w', shape: [2, 3], trainable: true },
    { name: 'b', shape: [3], trainable: true },
    { name: 'mean', shape: [3], trainable: false },
  ] as never;
  const network = { name: 'G', parameters };
  const weights = {
    w: Float32Array.of(3, 0, 1, 4, 0, 2),
    b: Float32Array.of(1, 2, 3),
    mean: new Float32Array(3),
  };

  it('are as long as the weights of each unit, 0 at biases, and the same for a seed', () => {
    const direction = randomDirection(network, weights, 7);
    const { w, b } = direction;
    const lengths = [0, 1, 2].map(u => Math.hypot(w[u], w[u + 3]));
    expect(lengths[0]).toBeCloseTo(5, 5);
    expect(lengths[1]).toBe(0);
    expect(lengths[2]).toBeCloseTo(Math.sqrt(5), 5);
    expect([...b]).toEqual([0, 0, 0]);
    expect(Object.keys(direction)).toEqual(['w', 'b']);
    expect(randomDirection(network, weights, 7)).toEqual(direction);
    expect(randomDirection(network, weights, 8)).not.toEqual(direction);
  });

  it('lead from one state to another', () => {
    const to = { ...weights, b: Float32Array.of(2, 2, 3) };
    const way = wayBetween(network, weights, to);
    expect([...way.b]).toEqual([1, 0, 0]);
    expect(inner(way, way)).toBe(1);
  });
});

describe('a slice', () => {
  let session: Session;
  let slicer: Slicer;
  beforeAll(async () => {
    ({ session, slicer } = await start());
  });

  it('is V of the run in its middle, on its fixed batch, and changes nothing', async () => {
    const snapshot = await session.snapshot();
    const { values, level, path, kind } = await slicer.slice(snapshot, [], 'path');
    const { config, dataset, gan } = session;
    const judge = await Judge.create(engine, gan.discriminator, { batch: 32, pac: 1 });
    const sampler = await Sampler.create(engine, gan);
    await judge.load(snapshot.state);
    await sampler.load(snapshot.state);
    const real = await judge.logits(await realSamples(dataset, 32, config.seed + 3));
    const fake = await judge.logits(await sampler.sample(32, config.seed, 'slice'));
    expect(at(values, 0, 0)).toBeCloseTo(gameValueFromSamples(real, fake), 5);
    expect(level).toBe(-Math.log(4));
    expect([kind, ...path]).toEqual(['random', 0, 0]); // a run that has not begun has no way
    expect((await session.snapshot()).state).toEqual(snapshot.state);
  });

  it("lets D's direction rise and G's fall", async () => {
    const { values } = await slicer.slice(await session.snapshot(), [], 'random');
    expect(at(values, 0, 1)).toBeGreaterThanOrEqual(at(values, 0, -1));
    expect(at(values, 1, 0)).toBeLessThanOrEqual(at(values, -1, 0));
  });

  it("goes along the run's own way, from −1 to 0 on both axes", async () => {
    const first = await session.snapshot();
    await session.run(3);
    const middle = await session.snapshot();
    await session.run(3);
    const slice = await slicer.slice(await session.snapshot(), [first, middle], 'path');
    expect(slice.kind).toBe('path');
    expect(slice.path).toHaveLength(6);
    expect(slice.path[0]).toBeCloseTo(-1, 5);
    expect(slice.path[1]).toBeCloseTo(-1, 5);
    expect([...slice.path.slice(4)]).toEqual([0, 0]);
    expect(slice.path[2]).toBeGreaterThan(-1);
    expect(slice.path[2]).toBeLessThan(0);
  });

  it.each<[string, Partial<PartialConfig>]>([
    ['a critic', { objective: { kind: 'wasserstein' } }],
    ['packs', { pac: 4 }],
    ['few samples', { data: { name: 'ring', count: 30 } } as never],
  ])('is there for %s', async (_, overrides) => {
    const { session, slicer } = await start(overrides);
    const { values, level, critic } = await slicer.slice(await session.snapshot(), [], 'random');
    expect(values.every(Number.isFinite)).toBe(true);
    expect(new Set(values).size).toBeGreaterThan(20);
    if (critic) expect(level).toBe(at(values, 0, 0));
  });
});
