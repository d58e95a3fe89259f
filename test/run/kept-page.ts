import { createDirectory, openDirectory } from '../../src/run/directory.ts';
import { memoryFiles, plainDigest } from '../../src/run/memory.ts';
import type { RunStore } from '../../src/run/store.ts';
import {
  keepRun,
  keptFiles,
  keptRun,
  openDataset,
  type RunFiles,
  resolveConfig,
  train,
  webEngine,
} from '../../src/web.ts';

// What the test of kept runs asks of a page.

const STEPS = 20;
const OPTIONS = { digest: plainDigest };
const PAGE = 'test';
const overrides = { steps: STEPS, batch: 16, samples: 50, checkpointEvery: 5, logEvery: 3 };
const config = resolveConfig({ recipe: 'lab', overrides });

/** Trains up to a step of which there is a checkpoint. */
async function trainTo(step: number, store: RunStore): Promise<void> {
  const engine = await webEngine('wasm', { threads: 1, wasmPaths: '/ort/' });
  for await (const event of train({ config, dataset: await openDataset(config.data), engine, store })) {
    if (event.type === 'checkpoint' && event.step === step) break;
  }
  await store.close();
}

/** A run of so many steps that is kept. */
export async function begin(step: number): Promise<void> {
  const content = new Map<string, Uint8Array>();
  await trainTo(step, await createDirectory(memoryFiles(content), 'run', config as never, OPTIONS));
  await keepRun({ id: 'one', page: PAGE, title: 'ring', step, at: Date.now() }, content);
}

/** Goes on with what is kept to the end; the run that it was, and all its files. */
export async function goOn() {
  const run = (await keptRun(PAGE))!;
  const content = new Map(await keptFiles(run.id));
  await trainTo(STEPS, await openDirectory(memoryFiles(content), 'run', { ...OPTIONS, repair: true }));
  return { run, files: plain(content) };
}

/** The files of the same run without a break. */
export async function whole() {
  const content = new Map<string, Uint8Array>();
  await trainTo(STEPS, await createDirectory(memoryFiles(content), 'run', config as never, OPTIONS));
  return plain(content);
}

const plain = (files: RunFiles) =>
  Object.fromEntries([...files].sort().map(([path, bytes]) => [path, Array.from(bytes)]));

/** What is said when a run of 64 KiB is to be kept. */
export async function refusal(): Promise<string> {
  const files = new Map([['data', crypto.getRandomValues(new Uint8Array(2 ** 16))]]);
  const run = { id: 'two', page: PAGE, title: 'large', step: 1, at: Date.now() };
  return keepRun(run, files).then(() => 'kept', String);
}
