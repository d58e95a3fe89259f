import { describe, expect, it } from 'vitest';
import { createDirectory, openDirectory } from '../../src/run/directory.ts';
import { plainDigest } from '../../src/run/memory.ts';
import type { Checkpoint, RunStore } from '../../src/run/store.ts';
import { UserError } from '../../src/util/error.ts';
import { Random } from '../../src/util/random.ts';
import { type Aftermath, Crash, SimulatedDisk } from './simulated-disk.ts';

const ROOT = '/runs/00000-test';
const options = { digest: plainDigest };
const open = (disk: SimulatedDisk) => openDirectory(disk, ROOT, { ...options, repair: true });

const checkpoint = (step: number): Checkpoint => ({
  step,
  meta: { images: step * 10 },
  tensors: new Map(
    ['w', 'optimizer/m', 'ema/w'].map(name => [
      name,
      { shape: [5], data: new Random(step, name).normals(new Float32Array(5)) },
    ]),
  ),
});

/** Trains steps `from` … `to`, a row and a checkpoint each; tells what is committed. */
async function train(store: RunStore, from: number, to: number, committed: (step: number) => void) {
  for (let step = from; step <= to; step++) {
    await store.append('stats.jsonl', { step, loss: step / 7 });
    if (step % 2 === 0) await store.append('metrics.jsonl', { step });
    await store.flush();
    await store.saveFile('fakes000001.png', `picture ${step}`);
    await store.saveCheckpoint(checkpoint(step));
    committed(step);
  }
}

async function prepared(steps: number): Promise<SimulatedDisk> {
  const disk = new SimulatedDisk();
  const store = await createDirectory(disk, ROOT, { recipe: 'test' }, options);
  await disk.syncFolder('/runs');
  await disk.syncFolder('');
  await train(store, 1, steps, () => {});
  return disk.after('keep');
}

/** Resumes as the training loop does; everything up to the found step must be there, once, and nothing else. */
async function verify(disk: SimulatedDisk, least: number, most: number): Promise<number> {
  const store = await open(disk);
  const found = await store.loadCheckpoint();
  expect(found?.step).toBeGreaterThanOrEqual(least);
  expect(found?.step).toBeLessThanOrEqual(most);
  const step = found?.step ?? 0;
  expect(found?.meta).toEqual(checkpoint(step).meta);
  expect(Object.fromEntries(found?.tensors ?? [])).toEqual(Object.fromEntries(checkpoint(step).tensors));
  await store.rewind(found);
  expect(await store.rows('stats.jsonl')).toEqual(
    Array.from({ length: step }, (_, i) => ({ step: i + 1, loss: (i + 1) / 7 })),
  );
  expect(store.warnings).toEqual([]);
  expect(await store.check()).toEqual([]);
  const picture = new TextDecoder().decode(await store.readFile('fakes000001.png'));
  expect(picture).toMatch(/^picture \d+$/);
  const names = [...(await disk.list(ROOT)), ...(await disk.list(`${ROOT}/checkpoints`))];
  expect(names.filter(name => name.startsWith('.'))).toEqual([]);
  return step;
}

/** Operations of the two steps that the faults are put into. */
async function cycle(run: (disk: SimulatedDisk) => Promise<void>): Promise<number> {
  const disk = await prepared(3);
  await run(disk);
  return disk.operations;
}

const goOn = async (disk: SimulatedDisk, committed: (step: number) => void = () => {}) => {
  await train(await open(disk), 4, 5, committed);
};

describe.each<[Aftermath, number]>([
  ['keep', 1],
  ['lose', 1],
  ['tear', 1],
  ['mix', 6],
])('a crash that leaves writes so: %s', (aftermath, trials) => {
  it('at any operation costs at most the checkpoint being written', async () => {
    const operations = await cycle(goOn);
    expect(operations).toBeGreaterThan(60);
    for (let k = 0; k < operations; k++) {
      for (let trial = 0; trial < trials; trial++) {
        const disk = await prepared(3);
        let committed = 3;
        disk.crashAt(k);
        await expect(goOn(disk, step => (committed = step))).rejects.toThrow(Crash);
        const survivor = disk.after(aftermath, k * 100 + trial);
        const step = await verify(survivor, committed, Math.min(5, committed + 1));
        await train(await open(survivor), step + 1, 6, () => {});
        expect(await verify(survivor.after('lose'), 6, 6)).toBe(6);
      }
    }
  });
});

it('a crash while a damaged checkpoint of the same step is replaced keeps the others', async () => {
  const damaged = async () => {
    const disk = await prepared(3);
    await disk.write(`${ROOT}/checkpoints/step-00000003/manifest.json`, [Uint8Array.of(1)]);
    disk.operations = 0;
    return disk;
  };
  const replace = async (disk: SimulatedDisk) => {
    const store = await open(disk);
    const found = await store.loadCheckpoint();
    await store.rewind(found);
    await train(store, 3, 3, () => {});
  };
  const trial = await damaged();
  await replace(trial);
  expect(await verify(trial, 3, 3)).toBe(3);
  for (let k = 0; k < trial.operations; k++) {
    for (const aftermath of ['keep', 'lose', 'tear'] as const) {
      const disk = await damaged();
      disk.crashAt(k);
      await replace(disk).catch(() => {});
      const store = await open(disk.after(aftermath));
      expect([2, 3]).toContain((await store.loadCheckpoint())?.step);
    }
  }
});

describe.each([
  ['ENOSPC', true],
  ['ENOSPC', false],
  ['EIO', false],
  ['EACCES', false],
  ['EROFS', true],
])('%s (staying: %s)', (code, stays) => {
  it('at any operation is one sentence, and the last checkpoint stands', async () => {
    const operations = await cycle(goOn);
    for (let k = 0; k < operations; k++) {
      const disk = await prepared(3);
      let committed = 3;
      disk.failAt(k, code, stays);
      const error = await goOn(disk, step => (committed = step)).then(
        () => undefined,
        e => e,
      );
      if (error) {
        expect(error).toBeInstanceOf(UserError);
        expect(error.message).toMatch(new RegExp(`^run: cannot \\w+ ${ROOT}\\S*: [^\\n]+ \\(${code}\\)$`));
      }
      disk.before = () => {};
      await verify(disk, committed, Math.min(5, committed + 1));
    }
  });
});

it('half a row that could not be cut joins no later one', async () => {
  const disk = await prepared(3);
  const store = await open(disk);
  let [appends, full] = [0, true];
  disk.before = (_, name) => {
    if (name === 'append') appends++;
    if (full && (name === 'truncate' || appends === 2)) throw Object.assign(new Error(), { code: 'EIO' });
  };
  await store.append('stats.jsonl', { step: 4, loss: 4 / 7 });
  await expect(store.flush()).rejects.toThrow(/\(EIO\)$/);
  full = false;
  await store.saveFile('fakes000001.png', 'picture 4');
  await store.saveCheckpoint(checkpoint(4));
  expect(await verify(disk, 4, 4)).toBe(4);
});

it('a disk that is full while damaged sums are mended says so', async () => {
  const disk = await prepared(3);
  await disk.write(`${ROOT}/SHA256SUMS`, [Uint8Array.of(1)]);
  const store = await open(disk);
  disk.failAt(disk.operations, 'ENOSPC', false);
  await expect(store.saveFile('README.md', 'x')).rejects.toThrow(/\(ENOSPC\)$/);
  await store.saveFile('README.md', 'x');
  expect(await store.check()).toEqual([]);
});

it('a disk that is full for a while loses no rows and no half rows', async () => {
  const disk = await prepared(3);
  const store = await open(disk);
  disk.failAt(disk.operations + 1, 'ENOSPC', false);
  await store.append('stats.jsonl', { step: 4, loss: 4 / 7 });
  await expect(store.flush()).rejects.toThrow(
    /no space is left on the disk; free some and resume \(ENOSPC\)$/,
  );
  await store.saveCheckpoint(checkpoint(4));
  expect(await verify(disk, 4, 4)).toBe(4);
});
