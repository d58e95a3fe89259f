import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { setUp } from '../../src/node/setup.ts';
import {
  createGan,
  createRun,
  evaluateRun,
  layers,
  memoryRun,
  Network,
  nodeEngine,
  objective,
  pointDataset,
  resumeRun,
  sampleRun,
  sgd,
  startRun,
  type TrainEvent,
  train,
} from '../../src/node.ts';
import { trainSpec } from '../../src/train/loop.ts';
import { parseMetricLines } from '../../src/train/metric-line.ts';
import { recordSpec } from '../../src/train/record.ts';
import { resolveConfig } from '../../src/train/resolve.ts';
import { configSpec } from '../../src/train/spec.ts';

const scratch = mkdtempSync(join(tmpdir(), 'saddle-evaluations-'));
const folder = (name: string) => join(scratch, name);
const read = (run: string, name: string) => readFileSync(join(folder(run), name), 'utf8');
const metricFiles = (run: string) => readdirSync(folder(run)).filter(name => name.startsWith('metric-'));
const checkpoints = (run: string) => readdirSync(join(folder(run), 'checkpoints')).sort();
const linesOf = (run: string, name: string) => parseMetricLines(read(run, `metric-${name}.jsonl`));

const overrides = {
  ...{ steps: 60, batch: 16, samples: 9, threads: 1, logEvery: 10, sampleEvery: 60, checkpointEvery: 25 },
  ...{ evaluateEvery: 10, evaluateSamples: 100, bestBy: 'w2', seed: 3 },
  optimizer: { generator: { lr: 0.1 } },
};

beforeAll(async () => {
  process.env.SADDLE_CACHE = folder('cache');
  await startRun({ recipe: 'ring', overrides, out: folder('whole') });
});
afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
  delete process.env.SADDLE_CACHE;
});

it('measures every so many steps, and keeps the best checkpoint beside the newest', () => {
  const lines = linesOf('whole', 'w2100');
  expect(lines.map(({ step }) => step)).toEqual([10, 20, 30, 40, 50, 60]);
  const least = Math.min(...lines.map(({ detail }) => detail.value));
  const best = lines.findLast(({ detail }) => detail.value === least)!.step;
  expect(checkpoints('whole')).toContain(`step-000000${best}`);
  expect(best).toBeLessThan(50); // else the test would prove nothing
  expect(checkpoints('whole')).toHaveLength(3);
});

/** Begins the run `whole` in a folder, and leaves it at an event as a process that is killed there. */
async function leave(run: string, at: (event: TrainEvent) => boolean): Promise<void> {
  const setup = await setUp(resolveConfig({ recipe: 'ring', overrides }));
  const store = await createRun(folder(run), setup.spec.record);
  for await (const event of recordSpec({ ...setup, store })) if (at(event as TrainEvent)) break;
  await store.close();
}

/** Goes on with a run; the steps that it measures. */
async function goOn(run: string): Promise<number[]> {
  const steps: number[] = [];
  await resumeRun(folder(run), {
    onEvent: event => event.type === 'evaluation' && steps.push(event.step),
  });
  return steps;
}

it.each([
  ['before its checkpoint is there', 'evaluation', 40, [40, 50, 60]],
  ['after it', 'checkpoint', 40, [50, 60]],
] as const)('goes on to the byte from a kill after an evaluation, %s', async (_, type, step, again) => {
  const run = `killed-${type}`;
  await leave(run, event => event.type === type && event.step === step);
  expect(linesOf(run, 'w2100').at(-1)!.step).toBe(40);
  expect(await goOn(run)).toEqual(again);
  for (const name of ['stats.jsonl', ...metricFiles('whole')])
    expect(read(run, name) === read('whole', name), name).toBe(true);
  expect(metricFiles(run)).toEqual(metricFiles('whole'));
  expect(checkpoints(run)).toEqual(checkpoints('whole'));
});

it('gives the figures that the best checkpoint has afterwards', async () => {
  const { step } = await sampleRun(folder('whole'), { step: 'best', count: 4 });
  const { figures } = await evaluateRun(folder('whole'), { step: 'best', samples: 100 });
  const lines = linesOf('whole', 'w2100');
  expect(lines.at(-1)).toMatchObject({ step, timestamp: expect.any(Number) });
  expect(figures['w2100']).toEqual(lines.find(line => line.step === step)!.detail);
});

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => '',
    (error: Error) => error.message,
  );

it.each([
  [{ bestBy: 'w2' }, 'bestBy: expected evaluateEvery beside it, got 0'],
  [{ evaluateSamples: 100 }, 'evaluateSamples: expected evaluateEvery beside it, got 0'],
  [{ evaluateEvery: 5, bestBy: 'fd' }, 'bestBy: fd: expected a feature network, got ring'],
  [{ evaluateEvery: 5, bestBy: 'w3' }, "bestBy: unknown figure 'w3'"],
  [
    { evaluateEvery: 5, bestBy: 'prdc' },
    'which has precision, recall, density, coverage; choose one of them',
  ],
  [{ evaluateEvery: 5, bestBy: 'memorization' }, 'soon measured'],
  [{ evaluateEvery: 5, evaluateSamples: 40 }, 'evaluateSamples: expected at least 50, got 40'],
  [{ evaluateEvery: 5, evaluateSamples: 26_000 }, 'evaluateSamples: expected at most 25000'],
])('refuses %j before anything is made', async (changes, sentence) => {
  const given = { steps: 10, threads: 1, ...changes };
  expect(await failure(startRun({ recipe: 'ring', overrides: given, out: folder('none') }))).toContain(
    sentence,
  );
  expect(readdirSync(scratch)).not.toContain('none');
});

it('refuses the best of a run that does not choose', async () => {
  await startRun({ recipe: 'ring', overrides: { steps: 2, batch: 8, threads: 1 }, out: folder('plain') });
  expect(await failure(sampleRun(folder('plain'), { step: 'best' }))).toMatch(
    /^best: expected a run that has measured/,
  );
});

it('measures own networks, and a run in memory', async () => {
  const player = { rule: sgd({ momentum: false }), learningRate: 0.01 };
  const gan = createGan({
    generator: new Network('generator', layers.dense(3), [2]),
    discriminator: new Network('discriminator', layers.dense(1), [3]),
    objective: objective('hinge'),
    optimizers: { discriminator: player, generator: player },
    batch: 8,
  });
  const values = Float32Array.from({ length: 1200 }, (_, i) => ((i * 7919) % 13) / 13);
  const dataset = pointDataset({ name: 'corners', shape: [3], values, source: 'a test' });
  const options = { steps: 4, evaluateEvery: 2, bestBy: 'spread', samples: 9 };
  const events: TrainEvent[] = [];
  const store = await memoryRun();
  for await (const event of train({ gan, dataset, engine: nodeEngine('cpu'), store, ...options }))
    events.push(event);
  const measured = events.filter(event => event.type === 'evaluation');
  expect(measured.map(({ step }) => step)).toEqual([2, 4]);
  expect(Object.keys(measured[0].evaluation.figures)).toEqual(['pixelCoverage100', 'spread100']);
  expect(measured[1].best?.metric).toBe('spread100');
  expect(await store.figures()).toHaveLength(4);
});

it('says in a sentence that there is no feature network', async () => {
  const config = resolveConfig({
    recipe: 'mnist',
    overrides: {
      ...{ steps: 1, batch: 8, samples: 4, threads: 1, evaluateEvery: 1, evaluateSamples: 50 },
      data: { count: 400 },
    },
  });
  const { dataset, engine } = await setUp({ ...config, evaluateEvery: 0, evaluateSamples: 0 });
  const said: string[] = [];
  const figures: string[] = [];
  const store = await memoryRun();
  for await (const event of trainSpec({ spec: configSpec(config, dataset), dataset, engine, store })) {
    if (event.type === 'warning') said.push(event.message);
    if (event.type === 'evaluation') figures.push(...Object.keys(event.evaluation.figures));
  }
  expect(said.filter(message => message.includes('no feature network here'))).toHaveLength(1);
  expect(figures).toContain('swd50');
  expect(figures.filter(name => name.startsWith('fd'))).toEqual([]);
});
