import { describe, expect, it } from 'vitest';
import { openDataset } from '../../../data/registry.ts';
import { referenceEngine as engine } from '../../../engine/reference.ts';
import type { PartialConfig } from '../../../train/config.ts';
import { resolveConfig } from '../../../train/resolve.ts';
import { Inspector } from './inspect.ts';
import { Observer } from './observer.ts';
import { Session } from './session.ts';

async function start(overrides: Partial<PartialConfig> = {}) {
  const small = { generator: { hidden: [4] }, discriminator: { hidden: [4] }, batch: 8 };
  const config = resolveConfig({ recipe: 'lab', overrides: { ...small, ...overrides } });
  const session = await Session.open(engine, config, await openDataset(config.data));
  const observer = await Observer.create(engine, session);
  return { session, observer, inspector: await Inspector.create(engine, session, observer) };
}

const distance = (a: Float32Array, b: Float32Array) => Math.hypot(...a.map((v, i) => v - b[i]));

describe('a look into a step', () => {
  it('shows what the step then computes, and changes nothing', async () => {
    const { session, observer, inspector } = await start();
    await session.run(2);
    const before = await session.snapshot();
    const { step, moves, field, critic } = await inspector.trace(before);
    const [ascent, descent] = moves;
    expect((await session.snapshot()).state).toEqual(before.state);
    const { outputs } = await session.run(1);
    const after = await session.snapshot();
    expect([step, critic]).toEqual([3, false]);
    expect(ascent.loss).toBe(outputs['lossD'][0]);
    expect(descent.loss).toBe(outputs['lossG'][0]);
    expect(field).toEqual(await observer.fieldOf(before.state));
    expect(ascent.field).toEqual(await observer.fieldOf(after.state));
    for (const { player, layers } of moves) {
      const own = Object.keys(before.state).filter(name => name.startsWith(`${player}/${layers[0].name}/`));
      const changes = own.filter(name => !name.includes(':'));
      const expected = Math.hypot(...changes.map(name => distance(before.state[name], after.state[name])));
      expect(layers.map(layer => layer.name)).toEqual(['dense1', 'dense2']);
      expect(layers[0].change).toBeCloseTo(expected, 6);
      expect(layers[0].gradient).toBeGreaterThan(0);
    }
  });

  it('moves samples along against their gradients', async () => {
    const { session, inspector } = await start();
    const { generated, sampleGradients, moved } = (await inspector.trace(await session.snapshot())).moves.at(
      -1,
    )!;
    const along = generated.reduce((sum, v, i) => sum - (moved![i] - v) * sampleGradients![i], 0);
    expect(along).toBeGreaterThan(0);
  });

  it('says where G waits and penalties rest', async () => {
    const { session, inspector } = await start({
      generatorEvery: 2,
      penalties: [{ kind: 'r1' }],
      penaltyEvery: 2,
      k: 2,
    });
    const first = await inspector.trace(await session.snapshot());
    await session.run(1);
    const second = await inspector.trace(await session.snapshot());
    expect([first, second].map(t => [t.moves.at(-1)!.waits, t.penaltiesRest])).toEqual([
      [false, false],
      [true, true],
    ]);
    expect(second.moves.at(-1)!.moved).toBeUndefined();
    expect(first.moves.map(move => move.player)).toEqual(['discriminator', 'discriminator', 'generator']);
  });

  it('measures the gradients of the moves that count', async () => {
    const { session, inspector } = await start({ update: 'extragradient' });
    const snapshot = await session.snapshot();
    const { moves } = await inspector.trace(snapshot);
    expect(moves.map(move => move.ahead)).toEqual([true, true, false, false]);
    const gradients = await inspector.gradients(snapshot);
    expect(gradients['gradient/discriminator/dense2']).toBe(moves[2].layers[1].gradient);
    expect(gradients['gradient/generator/dense1']).toBe(moves[3].layers[0].gradient);
  });
});
