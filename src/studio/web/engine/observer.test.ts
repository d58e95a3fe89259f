import { expect, it } from 'vitest';
import { openDataset } from '../../../data/registry.ts';
import { referenceEngine } from '../../../engine/reference.ts';
import { resolveConfig } from '../../../train/resolve.ts';
import { Observer } from './observer.ts';
import { PLANE_CELLS } from './scene.ts';
import { Session } from './session.ts';

it('asks D in a region where the grid asks it too', async () => {
  const config = resolveConfig({ recipe: 'lab', overrides: { discriminator: { hidden: [4] }, batch: 8 } });
  const session = await Session.open(referenceEngine, config, await openDataset(config.data));
  const observer = await Observer.create(referenceEngine, session);
  const { state } = await session.snapshot();
  const { x, y = x } = observer.scene.grid.bounds;
  // a third of the scene: the middle of each coarse cell is the middle of every third fine one
  const third = ([low, high]: readonly [number, number]) =>
    [low + (high - low) / 3, low + (2 * (high - low)) / 3] as const;
  const [all, part] = [
    await observer.fieldOf(state),
    await observer.fieldOf(state, { x: third(x), y: third(y) }),
  ];
  const first = PLANE_CELLS / 3;
  for (const i of [0, 5, first - 1]) {
    for (const j of [0, 7, first - 1]) {
      const fine = part[(3 * i + 1) * PLANE_CELLS + 3 * j + 1];
      expect(fine).toBeCloseTo(all[(first + i) * PLANE_CELLS + first + j], 5);
    }
  }
});
