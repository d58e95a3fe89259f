import { readFileSync } from 'node:fs';
import { batchSource } from '../src/data/batches.ts';
import { type Dataset, imageDataset } from '../src/data/dataset.ts';
import { openDataset } from '../src/data/registry.ts';
import { nodeEngine } from '../src/engine/node.ts';
import { fillFeeds } from '../src/gan/feeds.ts';
import { buildGan } from '../src/train/build.ts';
import { configSchema, type PartialConfig } from '../src/train/config.ts';
import { recipes } from '../src/train/recipes.ts';
import { initialState } from '../src/train/state.ts';
import { type Contest, type SetupRequest, serve } from './protocol.ts';
import type { RowName } from './rows.ts';

/** The rows of rows.ts as configs. */
const configs = {
  toy: {
    data: { name: 'ring' },
    latent: { dim: 2 },
    generator: { family: 'mlp', hidden: [32, 32] },
    discriminator: { family: 'mlp', hidden: [32, 32] },
    batch: 128,
  },
  mlp: {
    data: { name: 'mnist' },
    latent: { dim: 100 },
    generator: { family: 'mlp', hidden: [256, 256], activation: 'leaky-relu', outputActivation: 'tanh' },
    discriminator: { family: 'mlp', hidden: [256, 256], activation: 'leaky-relu' },
    batch: 64,
  },
  'big-mlp': {
    data: { name: 'mnist', range: '[0, 1]' },
    latent: { dim: 100 },
    generator: { family: 'mlp', hidden: [1200, 1200], outputActivation: 'sigmoid' },
    discriminator: { family: 'mlp', hidden: [1200, 1200], activation: 'leaky-relu' },
    batch: 100,
  },
  dcgan: {
    data: { name: 'mnist' },
    latent: { dim: 100 },
    generator: {
      family: 'dcgan',
      channels: [128, 64],
      norm: { kind: 'batch', bias: 'zeros' },
      normFirst: true,
    },
    discriminator: {
      family: 'dcgan',
      channels: [64, 128],
      norm: { kind: 'batch', bias: 'zeros' },
      activation: 'leaky-relu',
    },
    batch: 64,
  },
  'mnist-dcgan': {
    ...recipes['mnist-dcgan'].config,
    optimizer: {},
    realFake: 'joint',
    generatorMode: 'train',
    order: 'shuffle',
  },
  emoji: {
    data: { name: 'idx' },
    latent: { dim: 64 },
    generator: {
      family: 'dcgan',
      channels: [128, 64, 32],
      strides: [2, 2, 2],
      norm: { kind: 'batch', bias: 'zeros' },
      normFirst: true,
    },
    discriminator: {
      family: 'dcgan',
      channels: [32, 64, 128],
      strides: [2, 2, 2],
      activation: 'leaky-relu',
    },
    batch: 64,
  },
  sngan: {
    data: { name: 'idx' },
    latent: { dim: 128 },
    generator: { family: 'sngan' },
    discriminator: { family: 'sngan' },
    batch: 64,
  },
} satisfies Record<RowName, PartialConfig>;

/** Steps of one call into the engine, as in a training run. */
const CALL = 20;

async function setup(request: SetupRequest): Promise<Contest> {
  const config = configSchema.parse(configs[request.row as RowName]);
  const dataset = await data(config.data, request.digits);
  const gan = buildGan(config, dataset);
  const spin = process.env['SADDLE_BENCH_SPIN_US']; // of bench/sharing.ts
  const spinUs = spin === undefined ? undefined : Number(spin);
  const engine = nodeEngine(request.device, { spinUs }); // on the CPU as a training run: all cores, one where a step is small
  const executable = await engine.compile(gan.step.program);
  await executable.write(await initialState(gan, 0, dataset));
  const source = batchSource(dataset, config);
  const inputs = (first: number, count: number) =>
    fillFeeds(gan.step.feeds, 0, { fill: (n, x) => source.fill(n, x) }, first, count);
  let step = 0;
  const steps = async (total: number) => {
    let losses = { lossD: Number.NaN, lossG: Number.NaN };
    let ahead = await inputs(step, Math.min(CALL, total));
    for (let done = 0; done < total; ) {
      const count = Math.min(CALL, total - done);
      const running = executable.run(count, ahead);
      done += count;
      step += count;
      if (done < total) ahead = await inputs(step, Math.min(CALL, total - done));
      const { lossD, lossG } = await running;
      losses = { lossD: lossD[count - 1], lossG: lossG[count - 1] };
    }
    return losses;
  };
  return { version: engine.description, parameters: gan.generator.size + gan.discriminator.size, steps };
}

/** The ring, or the digits that every contender reads, which colour rows cut into images of their own size. */
async function data(config: PartialConfig['data'], digits: string): Promise<Dataset> {
  if (config.name === 'ring') return openDataset(config);
  const range = config['range'] === '[0, 1]' ? '[0, 1]' : '[-1, 1]';
  const shape = config.name === 'mnist' ? ([28, 28, 1] as const) : ([32, 32, 3] as const);
  const length = shape[0] * shape[1] * shape[2];
  const bytes = readFileSync(digits);
  const whole = bytes.subarray(0, Math.floor(bytes.length / length) * length);
  return imageDataset({ name: config.name, shape, bytes: whole, source: digits, range });
}

serve(setup);
