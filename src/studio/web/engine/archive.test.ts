import { describe, expect, it } from 'vitest';
import { openDataset } from '../../../data/registry.ts';
import { referenceEngine } from '../../../engine/reference.ts';
import { createDirectory, openDirectory } from '../../../run/directory.ts';
import { memoryFiles, plainDigest } from '../../../run/memory.ts';
import type { Json } from '../../../run/store.ts';
import type { Config } from '../../../train/config.ts';
import { train } from '../../../train/loop.ts';
import { resolveConfig } from '../../../train/resolve.ts';
import { fromTensors } from '../../../train/state.ts';
import { archiveOf, readArchive, restoreArchive } from './archive.ts';
import { Session } from './session.ts';

const config = (overrides = {}): Config =>
  resolveConfig({
    recipe: 'lab',
    overrides: {
      generator: { hidden: [4] },
      discriminator: { hidden: [4] },
      emaHalfLife: 20,
      batch: 8,
      steps: 6,
      samples: 4,
      ...overrides,
    },
  });

const start = async (given: Config) => Session.open(referenceEngine, given, await openDataset(given.data));
const options = { digest: plainDigest };

/** A run of so many steps, as files. */
async function archived(steps: number, given = config()) {
  const session = await start(given);
  await session.run(steps);
  const rows = [{ step: steps, lossD: 1 }];
  return { session, files: await archiveOf(session, await session.snapshot(), rows) };
}

describe('the archive of a run', () => {
  it('gives the same state back, to the bit, and the log', async () => {
    const { session, files } = await archived(3);
    const archive = await readArchive(files);
    expect(archive.rows).toEqual([{ step: 3, lossD: 1 }]);
    const other = await start(archive.config);
    await restoreArchive(other, archive);
    expect(await other.snapshot()).toEqual(await session.snapshot());
    await session.run(2);
    await other.run(2);
    expect(await other.snapshot()).toEqual(await session.snapshot());
  });

  it('is what the library goes on with, and reads what the library left', async () => {
    const given = config();
    const { files } = await archived(4, given);
    const content = new Map([...files].map(([path, bytes]) => [`r/${path}`, bytes]));
    const store = await openDirectory(memoryFiles(content), 'r', { ...options, repair: true });
    const dataset = await openDataset(given.data);
    const resumed: Config = { ...given, device: 'cpu', threads: 2 };
    for await (const _ of train({ config: resumed, dataset, engine: referenceEngine, store }));
    const whole = await start(given);
    await whole.run(6);
    const { state } = await whole.snapshot();
    const checkpoint = (await store.loadCheckpoint())!;
    expect(checkpoint.step).toBe(6);
    expect(fromTensors(whole.gan, checkpoint.tensors)).toEqual(state);
    const back = new Map([...content].map(([path, bytes]) => [path.slice(2), bytes]));
    const session = await start(given);
    await restoreArchive(session, await readArchive(back));
    expect(await session.snapshot()).toEqual({ step: 6, state });
  });

  it('leaves device and threads open, and has the steps that are done', async () => {
    const given: Config = { ...config(), device: 'cpu', threads: 2 };
    const { files } = await archived(8, given);
    const { config: read } = await readArchive(files);
    expect(read).toMatchObject({ device: 'auto', threads: 0, steps: 8 });
  });

  it('is refused where networks or data are others', async () => {
    const archive = await readArchive((await archived(2)).files);
    const wider = await start(config({ generator: { hidden: [5] } }));
    await expect(restoreArchive(wider, archive)).rejects.toThrow(/it belongs to other networks$/);
    const other = await start(config({ data: { name: 'ring', sigma: 0.3 } }));
    await expect(restoreArchive(other, archive)).rejects.toThrow(/^run: expected data with the fingerprint/);
  });

  it('is refused when it is damaged, has no checkpoint, or is no run', async () => {
    const { files } = await archived(2);
    const model = [...files.keys()].find(path => path.endsWith('model.safetensors'))!;
    const harmed = files.get(model)!.slice();
    harmed[harmed.length - 1] ^= 1;
    await expect(readArchive(new Map([...files, [model, harmed]]))).rejects.toThrow(
      /no whole checkpoint is left: step-00000002 is damaged \(sha256 of model\.safetensors differs\)/,
    );
    const content = new Map<string, Uint8Array>();
    await createDirectory(memoryFiles(content), 'r', config() as unknown as Json, options);
    const empty = new Map([...content].map(([path, bytes]) => [path.slice(2), bytes]));
    await expect(readArchive(empty)).rejects.toThrow('run: expected a checkpoint, got a run that has none');
    await expect(readArchive(new Map())).rejects.toThrow(/got one without config\.json/);
  });
});
