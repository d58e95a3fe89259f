import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { nodeHost } from '../../../data/loaders/node.ts';
import { openDataset } from '../../../data/registry.ts';
import { nodeEngine } from '../../../engine/node.ts';
import { resolveConfig } from '../../../train/resolve.ts';
import { Session } from '../engine/session.ts';
import { Maps } from './maps.ts';

const engine = nodeEngine('cpu', { threads: 1 });
const THREE = Int32Array.of(3);
const small = {
  latent: { dim: 6 },
  generator: { channels: [8, 4] },
  discriminator: { channels: [4, 8] },
  batch: 8,
};

async function open() {
  const config = resolveConfig({ recipe: 'digits', overrides: small as never });
  const dataset = await openDataset(config.data, nodeHost(tmpdir()));
  const session = await Session.open(engine, config, dataset);
  return { session, gan: session.gan, state: (await session.snapshot()).state, config };
}

it("grows G's maps to the image and shrinks D's, and changes nothing", async () => {
  const { session, gan, state, config } = await open();
  const [G, D] = [await Maps.generator(engine, gan), await Maps.discriminator(engine, gan, config.pac)];
  const made = await G!.of(state, new Float32Array(config.latent.dim).fill(0.5), THREE);
  const image = new Float32Array(28 * 28).map((_, i) => Math.sin(i));
  const judged = await D!.of(state, image, THREE);
  const sides = (maps: typeof made) => maps.map(({ height }) => height);
  expect(sides(made)).toEqual([...sides(made)].sort((a, b) => a - b));
  expect(sides(judged)).toEqual([...sides(judged)].sort((a, b) => b - a));
  expect(made.length).toBeGreaterThan(0);
  expect(judged.length).toBeGreaterThan(1);
  for (const { shown, values, channels, height, width } of [...made, ...judged]) {
    expect(shown.length).toBe(Math.min(6, channels));
    expect(values).toHaveLength(shown.length * height * width);
    expect(new Set(values).size).toBeGreaterThan(2);
  }
  const other = await D!.of(
    state,
    image.map(v => -v),
    THREE,
  );
  expect(other[0].values).not.toEqual(judged[0].values);
  expect((await session.snapshot()).state).toEqual(state);
  await session.dispose();
});

it('has none of dense networks', async () => {
  const dense = { generator: { family: 'mlp', hidden: [4] }, discriminator: { family: 'mlp', hidden: [4] } };
  const config = resolveConfig({ recipe: 'lab', overrides: dense as never });
  const session = await Session.open(engine, config, await openDataset(config.data));
  expect(await Maps.generator(engine, session.gan)).toBeUndefined();
  await session.dispose();
});
