import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDataset } from '../../src/data/registry.ts';
import { webEngine } from '../../src/engine/web.ts';
import { unpackZip } from '../../src/node/zip.ts';
import { createDirectory } from '../../src/run/directory.ts';
import { readRun } from '../../src/run/disk.ts';
import type { RunFiles } from '../../src/run/files.ts';
import { memoryFiles, plainDigest } from '../../src/run/memory.ts';
import type { Checkpoint } from '../../src/run/store.ts';
import { packRun, unpackRun } from '../../src/run/zip.ts';
import { readArchive } from '../../src/studio/web/engine/archive.ts';
import { Session } from '../../src/studio/web/engine/session.ts';
import { checkpointOf } from '../../src/train/checkpoint.ts';
import { resolveConfig } from '../../src/train/resolve.ts';
import type { RunSpec } from '../../src/train/spec.ts';
import { fromTensors } from '../../src/train/state.ts';
import { hasChromium, NO_CHROMIUM } from '../engine/browser.ts';
import { buildSaddle, type Saddle } from '../support/saddle.ts';
import { appears, atStep, button, hundred, openReady, PATIENCE, ready } from './acts.ts';
import { openSite, type Site } from './site.ts';

if (!hasChromium) console.log(`*** runs as files in Chromium *** ${NO_CHROMIUM}`);

describe.skipIf(!hasChromium)('runs as files', { timeout: 2 * PATIENCE }, () => {
  let site: Site;
  let saddle: Saddle;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'saddle-files-'));
    saddle = await buildSaddle();
    site = await openSite({ root: join(saddle.folder, 'runs') });
  }, PATIENCE);
  afterAll(async () => {
    await site?.close();
    saddle?.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = (hash?: string) => openReady(site, hash);
  const save = async (page: Page): Promise<string> => {
    const download = page.waitForEvent('download', { timeout: PATIENCE });
    await button(page, 'Save the run').click();
    const path = join(folder, (await download).suggestedFilename());
    await (await download).saveAs(path);
    return path;
  };
  const choose = (page: Page, what: string | { name: string; mimeType: string; buffer: Buffer }) =>
    page.getByLabel('Open a zip').setInputFiles(what);
  /** It is said so, once. */
  const refused = (page: Page, message: RegExp) =>
    page.getByRole('alert').getByText(message).waitFor({ timeout: PATIENCE });
  const checkpointIn = async (zip: string): Promise<Checkpoint> =>
    (await readArchive((await unpackRun(readFileSync(zip))).files)).checkpoint;

  it('go from the page to Node and back, to the bit', async () => {
    const { page, complaints } = await open();
    await hundred(page, 100);
    const zip = await save(page);
    expect(zip.endsWith('ring-step-100.zip')).toBe(true);
    const checkpoint = await checkpointIn(zip);
    const session = await sameInNode(100);
    const { state } = await session.snapshot();
    expect(fromTensors(session.gan, checkpoint.tensors)).toEqual(state);

    const resumed = await saddle.run('resume', zip, '--steps', '200', '--threads', '1');
    expect(resumed.errors).toContain(`unpacked ${zip} into runs/ring-step-100\n`);
    expect(resumed.errors).toContain('resumed at step 100');
    expect(resumed.code).toBe(0);
    const again = await saddle.run('resume', zip);
    expect(again.errors).toMatch(/^error: unpack: runs\/ring-step-100 is there already; go on with it/);
    expect(again.code).toBe(2);
    const store = await readRun(join(saddle.folder, 'runs/ring-step-100'));
    const trained = (await store.loadCheckpoint())!;
    expect(trained.step).toBe(200);
    const steps = (await store.rows('stats.jsonl')).map(row => row['step']);
    expect(steps).toEqual([...Array.from({ length: 100 }, (_, i) => i + 1), 200]);

    await hundred(page, 200); // the same steps by another engine
    const inPage = await checkpointIn(await save(page));
    expect(farthest(inPage, trained)).toBeLessThan(1e-4);
    expect(farthest(inPage, checkpoint)).toBeGreaterThan(1e-2);

    const packed = await saddle.run('pack', 'runs/ring-step-100', '--out', 'trained.zip');
    expect(packed).toMatchObject({ code: 0, text: 'trained.zip\n' });
    const other = await open('#/lab?objective=hinge');
    await choose(other.page, join(saddle.folder, 'trained.zip'));
    await appears(other.page, '.note:has-text("goes on from step 200")');
    await atStep(other.page, 200);
    await ready(other.page);
    expect(other.page.url()).not.toContain('hinge');
    const back = await checkpointIn(await save(other.page));
    expect(back.tensors).toEqual(trained.tensors);
    expect([...complaints, ...other.complaints]).toEqual([]);
  });

  it('of a run of this machine open in the lab, from the server and as a folder', async () => {
    const run = ['train', 'lab', '--data', 'moons', '--steps', '20', '--threads', '1', '--out', 'runs/moons'];
    expect((await saddle.run(...run)).code).toBe(0);
    const { page, complaints } = await site.open('#/runs/moons');
    await page.getByRole('link', { name: 'Open in the lab' }).click({ timeout: PATIENCE });
    await appears(page, '.note:has-text("goes on from step 20")');
    await atStep(page, 20);
    expect(page.url()).toMatch(/data\.name=moons/);
    await button(page, '1 step').click();
    await atStep(page, 21);
    const second = await open();
    await second.page.getByLabel('Open a folder').setInputFiles(join(saddle.folder, 'runs/moons'));
    await atStep(second.page, 20);
    const third = await site.open('#/lab?run=nothing');
    await refused(third.page, /there is no run 'nothing'/);
    await ready(third.page);
    expect([...complaints, ...second.complaints]).toEqual([]);
  });

  it('are refused in a sentence when they are damaged or of another kind', async () => {
    const { page, complaints } = await open();
    const give = async (buffer: Uint8Array, message: RegExp) => {
      await choose(page, { name: 'run.zip', mimeType: 'application/zip', buffer: Buffer.from(buffer) });
      await refused(page, message);
    };
    const files = await made({});
    const zip = packRun(files, 'r');
    const model = [...files.keys()].find(path => path.endsWith('model.safetensors'))!;
    const harmed = files.get(model)!.slice();
    harmed[100] ^= 1;
    await give(Uint8Array.of(1, 2, 3), /^zip: expected a whole zip file/);
    await give(packRun(new Map([...files, [model, harmed]]), 'r'), /sha256 of model\.safetensors differs/);
    await give(zip.slice(0, -40), /^zip: expected a whole zip file/);
    await give(packRun(new Map([['x', harmed]]), 'r'), /got no config\.json/);
    const images = await made({ data: { name: 'mnist' } });
    await give(packRun(images, 'r'), /^lab: expected a run on a law .* got one on mnist/);
    expect(await button(page, 'Run').isEnabled()).toBe(true); // the run of now is as it was
    const wider = await made({ generator: { hidden: [8] } });
    await choose(page, { name: 'x.zip', mimeType: '', buffer: Buffer.from(packRun(wider, 'r')) });
    await page.getByRole('alert').getByText('it belongs to other networks').waitFor({ timeout: PATIENCE });
    await button(page, 'Start over').click();
    await ready(page);
    expect(complaints).toEqual([]);
  });

  it('can be dropped on the page, as a zip and as a folder', async () => {
    const { page, complaints } = await open();
    const [zip, bad] = [join(folder, 'dropped.zip'), join(folder, 'bad.zip')];
    writeFileSync(zip, packRun(await made({}), 'r'));
    writeFileSync(bad, 'no zip');
    await drop(page, zip);
    await atStep(page, 2);
    await button(page, '1 step').click();
    await atStep(page, 3);
    await drop(page, (await unpackZip(zip, join(folder, 'dropped'))).folder);
    await atStep(page, 2);
    await drop(page, bad);
    await refused(page, /^zip: expected/);
    await button(page, 'Close').click();
    await page.getByRole('alert').waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
  });
});

/** The steps of the page by the same engine in Node. */
async function sameInNode(steps: number): Promise<Session> {
  const config = resolveConfig({ recipe: 'lab' });
  const engine = await webEngine('wasm', { threads: 1 });
  const session = await Session.open(engine, config, await openDataset(config.data));
  await session.run(steps);
  return session;
}

/** A run of two steps whose config says otherwise than its tensors. */
async function made(lie: Readonly<Record<string, unknown>>): Promise<RunFiles> {
  const config = resolveConfig({ recipe: 'lab' });
  const engine = await webEngine('wasm', { threads: 1 });
  const session = await Session.open(engine, config, await openDataset(config.data));
  await session.run(2);
  const changed = resolveConfig({ recipe: 'lab', overrides: lie });
  const content = new Map<string, Uint8Array>();
  const options = { digest: plainDigest };
  const record = changed as unknown as RunSpec['record'];
  const store = await createDirectory(memoryFiles(content), 'r', record, options);
  const { step, state } = await session.snapshot();
  await store.saveCheckpoint(
    checkpointOf({ ...session.checkpointParts, spec: { ...session.spec, record } }, step, state),
  );
  return new Map([...content].map(([path, bytes]) => [path.slice(2), bytes]));
}

/** The largest difference of two numbers at the same place. */
function farthest(a: Checkpoint, b: Checkpoint): number {
  const differences = [...a.tensors].map(([name, { data }]) => {
    const other = b.tensors.get(name)!.data;
    return data.reduce((most, value, i) => Math.max(most, Math.abs(value - other[i])), 0);
  });
  return Math.max(...differences);
}

/** A file or folder is dropped on the page. */
async function drop(page: Page, path: string): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await devtools.send('Input.dispatchDragEvent', { type, x: 600, y: 300, data });
  }
}
