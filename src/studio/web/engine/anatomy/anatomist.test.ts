import { describe, expect, it } from 'vitest';
import { openDataset } from '../../../../data/registry.ts';
import { nodeEngine } from '../../../../engine/node.ts';
import { referenceEngine } from '../../../../engine/reference.ts';
import type { PartialConfig } from '../../../../train/config.ts';
import { Judge } from '../../../../train/monitor/judge.ts';
import { resolveConfig } from '../../../../train/resolve.ts';
import { Sampler } from '../../../../train/sampler.ts';
import { gridPoints, noiseGrid } from '../scene.ts';
import { Session } from '../session.ts';
import { Anatomist } from './anatomist.ts';

const GRID = { bounds: { x: [-2, 2], y: [-2, 2] }, cells: 20 } as const;

async function look(overrides: Partial<PartialConfig> = {}, most = 8, engine = referenceEngine) {
  const small = { generator: { hidden: [5] }, discriminator: { hidden: [6, 4] }, batch: 8 };
  const config = resolveConfig({ recipe: 'lab', overrides: { ...small, ...overrides } });
  const session = await Session.open(engine, config, await openDataset(config.data));
  await session.run(2);
  const bounds = config.data.name === 'normal' ? { x: GRID.bounds.x } : GRID.bounds;
  const anatomist = await Anatomist.create(engine, session, { ...GRID, bounds });
  const snapshot = await session.snapshot();
  return { session, snapshot, anatomy: await anatomist.look(snapshot, most), engine };
}

/** Row i, column j of units and places. */
const said = ({ values, shown }: { values: Float32Array; shown: Int32Array }, unit: number, place: number) =>
  values[unit * (values.length / shown.length) + place];

describe('the units of both networks', () => {
  it('say on their grids what the networks say there, and the run stays as it is', async () => {
    const { session, snapshot, anatomy, engine } = await look();
    const [out, critic] = [anatomy.generator.layers.at(-1)!, anatomy.discriminator.layers.at(-1)!];
    const sampler = await Sampler.create(engine, session.gan);
    await sampler.load(snapshot.state);
    const made = await sampler.generate(noiseGrid(session.config.latent, 20).points);
    const judge = await Judge.create(engine, session.gan.discriminator, { batch: 400, pac: 1 });
    await judge.load(snapshot.state);
    const logits = await judge.logits(gridPoints(GRID));
    for (const place of [0, 57, 399]) {
      expect(said(out, 0, place)).toBeCloseTo(made[2 * place], 5);
      expect(said(out, 1, place)).toBeCloseTo(made[2 * place + 1], 5);
      expect(said(critic, 0, place)).toBeCloseTo(logits[place], 5);
    }
    expect((await session.snapshot()).state).toEqual(snapshot.state);
  });

  it('are what their weights, biases and activation make of the inputs', async () => {
    const { anatomy } = await look();
    const [first] = anatomy.discriminator.layers;
    const points = gridPoints(GRID);
    expect(first).toMatchObject({ name: 'dense1', units: 6, activation: 'leaky-relu' });
    for (const place of [3, 210]) {
      const sum =
        first.bias![2] + first.weights[4] * points[2 * place] + first.weights[5] * points[2 * place + 1];
      expect(said(first, 2, place)).toBeCloseTo(sum > 0 ? sum : 0.2 * sum, 5);
    }
    expect([...first.rest]).toEqual(new Array(6).fill(0));
  });

  it('are the strongest of a layer in their order where they are too many, and what is left out is told', async () => {
    const all = (await look()).anatomy.discriminator;
    const few = (await look({}, 3)).anatomy.discriminator;
    const strength = (unit: number) =>
      Math.hypot(...all.layers[0].weights.subarray(2 * unit, 2 * unit + 2)) *
      Math.hypot(...Array.from({ length: 4 }, (_, k) => all.layers[1].weights[6 * k + unit]));
    const expected = [0, 1, 2, 3, 4, 5]
      .sort((a, b) => strength(b) - strength(a))
      .slice(0, 3)
      .sort();
    expect([...few.layers[0].shown]).toEqual(expected);
    const [k] = few.layers[1].shown;
    const whole = Math.hypot(...all.layers[1].weights.subarray(6 * k, 6 * k + 6));
    expect(Math.hypot(few.layers[1].rest[0], ...few.layers[1].weights.subarray(0, 3))).toBeCloseTo(whole, 5);
    expect(few.layers.at(-1)!.shown).toHaveLength(1);
  });

  it.each<[string, Partial<PartialConfig>]>([
    ['maxout', { discriminator: { family: 'maxout', hidden: [4] } }],
    ['normalised weights', { discriminator: { hidden: [4], weightNorm: 'spectral' } } as never],
    [
      'batch normalisation',
      {
        generator: {
          hidden: [4],
          norm: { kind: 'batch', momentum: 0.9, epsilon: 1e-5, place: 'before', bias: 'none' },
        },
      } as never,
    ],
    ['packs', { pac: 2 }],
    [
      'classes',
      {
        data: { name: 'ring', labelled: true },
        generator: { hidden: [4], condition: 'concat' },
        discriminator: { hidden: [4], condition: 'projection' },
      } as never,
    ],
    ['much noise', { latent: { dim: 32 } }],
    ['the line', { data: { name: 'normal' }, latent: { dim: 1 } }],
  ])('are there with %s', async (_, overrides) => {
    const { anatomy } = await look(overrides);
    for (const { layers, inputs } of [anatomy.generator, anatomy.discriminator]) {
      expect(layers.length).toBeGreaterThanOrEqual(2);
      expect(inputs.shown.length).toBe(Math.min(4, inputs.count));
      for (const layer of layers) {
        expect(layer.values.every(Number.isFinite)).toBe(true);
        expect(new Set(layer.values).size, layer.name).toBeGreaterThan(2);
        expect(layer.weights.some(w => w !== 0)).toBe(true);
      }
    }
  });

  it('are the same by the runtime', async () => {
    const engine = nodeEngine('cpu', { threads: 1 });
    const { anatomy, session } = await look({}, 4, engine);
    const again = await look({}, 4);
    const [own, exact] = [anatomy, again.anatomy].map(({ discriminator }) => discriminator.layers[1].values);
    for (const [i, v] of own.entries()) expect(v).toBeCloseTo(exact[i], 3);
    await session.dispose();
  });
});
