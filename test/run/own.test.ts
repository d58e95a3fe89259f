import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import {
  createGan,
  type Gan,
  layers,
  Network,
  objective,
  pointDataset,
  resumeRun,
  type StartOptions,
  sampleRun,
  sgd,
  startRun,
} from '../../src/node.ts';
import { buildSaddle } from '../support/saddle.ts';

const scratch = mkdtempSync(join(tmpdir(), 'saddle-own-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const folder = (name: string) => join(scratch, name);

const dataset = pointDataset({
  name: 'corners',
  shape: [2],
  values: Float32Array.from({ length: 200 }, (_, i) => ((i * 7919) % 13) / 13),
  source: 'a test',
});

function gan(rate = 0.01): Gan {
  const player = { rule: sgd({ momentum: false }), learningRate: rate };
  return createGan({
    generator: new Network('generator', layers.dense(2), [2]),
    discriminator: new Network('discriminator', layers.dense(1), [2]),
    objective: objective('hinge'),
    optimizers: { discriminator: player, generator: player },
    batch: 8,
  });
}

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => '',
    (error: Error) => error.message,
  );
const read = (run: string, name: string) => readFileSync(join(folder(run), name), 'utf8');

const options = { steps: 40, checkpointEvery: 10, sampleEvery: 20, logEvery: 5, samples: 9, threads: 1 };

it('trains own networks in a folder, and goes on with them to the byte', async () => {
  await startRun({ gan: gan(), dataset, ...options, out: folder('whole') });
  await startRun({ gan: gan(), dataset, ...options, steps: 25, out: folder('cut') });
  const { step, finished } = await resumeRun(folder('cut'), { gan: gan(), dataset, steps: 40 });
  expect([step, finished]).toEqual([40, true]);
  for (const name of ['stats.jsonl', 'README.md', 'checkpoints/step-00000040/model.safetensors'])
    expect(read('cut', name) === read('whole', name), name).toBe(true);
  expect(JSON.parse(read('cut', 'config.json'))).toEqual(JSON.parse(read('whole', 'config.json')));
  expect(existsSync(join(folder('cut'), 'fakes000040.png'))).toBe(true);
});

it('refuses to go on with anything else, in a sentence', async () => {
  const run = folder('whole');
  expect(await failure(resumeRun(run, { gan: gan(0.02), dataset }))).toMatch(
    /^resume: expected the gan that the run began with \(program [\da-f]{12}\), got another \([\da-f]{12}\);/,
  );
  expect(await failure(resumeRun(run))).toContain('resumeRun(folder, { gan, dataset })');
  expect(await failure(resumeRun(run, { dataset }))).toContain('pass { gan, dataset }');
  expect(await failure(resumeRun(run, { gan: gan(), dataset, seed: 3 }))).toContain('expected seed 0');
  expect(await failure(sampleRun(run))).toContain('resumeRun(folder, { gan, dataset })');
});

it('says on the command line which call goes on with a run of own networks', async () => {
  const saddle = await buildSaddle();
  for (const command of ['resume', 'sample', 'inspect']) {
    const { code, errors } = await saddle.run(command, folder('whole'));
    expect([command, code]).toEqual([command, 2]);
    expect(errors).toMatch(/^error: .*networks of its own.*resumeRun\(folder, \{ gan, dataset \}\)[^\n]*\n$/);
  }
  saddle.remove();
});

it('trains the networks of a recipe on own data, and goes on with them', async () => {
  const overrides = { ...options, batch: 16 };
  const summary = await startRun({ recipe: 'ring-plain', dataset, overrides, out: folder('data') });
  expect(summary.spec.config?.data).toEqual({ name: 'corners' });
  expect(read('data', 'README.md')).toContain('100 samples of `corners`');
  const { step } = await resumeRun(folder('data'), { dataset, overrides: { steps: 60 } });
  expect(step).toBe(60);
  expect(await failure(resumeRun(folder('data')))).toContain(
    'data of its own; go on with resumeRun(folder, { dataset })',
  );
  const other = { ...dataset, fingerprint: 'other' };
  expect(await failure(resumeRun(folder('data'), { dataset: other }))).toContain('expected the data that');
  expect(await failure(resumeRun(folder('data'), { dataset, overrides: { seed: 4 } }))).toContain('seed 0');
});

it('refuses what it would ignore', async () => {
  const out = folder('none');
  const refused = async (given: object) => failure(startRun({ out, ...given } as StartOptions));
  expect(await refused({ recipe: 'ring', dataset, overrides: { data: { name: 'grid' } } })).toBe(
    'startRun: expected one of dataset and a config with data, got both; leave one out',
  );
  expect(await refused({ recipe: 'ring', steps: 10 })).toContain("startRun: unknown option 'steps'");
  expect(await refused({ gan: gan(), dataset, recipe: 'ring' })).toContain(
    "startRun: unknown option 'recipe'",
  );
  expect(await refused({ gan: gan(), dataset, device: 'tpu' })).toContain('startRun: device: expected ');
  expect(await refused({ recipe: 'mnist-dcgan', dataset })).not.toBe('');
  expect(existsSync(out)).toBe(false);
});

it('does not compile with a misspelt recipe or value', () => {
  const given: StartOptions[] = [
    { recipe: 'ring', overrides: { batch: 3, generator: { hidden: [4] }, penalties: [{ kind: 'r1' }] } },
    // @ts-expect-error no recipe of this name
    { recipe: 'rnig' },
    // @ts-expect-error no value of this name
    { recipe: 'ring', overrides: { bach: 3 } },
    // @ts-expect-error no value of this name in an optimiser
    { recipe: 'ring', overrides: { optimizer: { generator: { rl: 3 } } } },
    // @ts-expect-error a gan comes with its data
    { gan: gan() },
    // @ts-expect-error the networks are one or the other
    { gan: gan(), dataset, recipe: 'ring' },
  ];
  expect(given.length).toBe(6);
});
