import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FiniteDataset, sampleLength } from '../src/data/dataset.ts';
import { nodeHost } from '../src/data/loaders/node.ts';
import { openDataset } from '../src/data/registry.ts';
import { nodeEngine } from '../src/engine/node.ts';
import { frechet, gaussianOf, sumsOf } from '../src/metrics/numerics/gaussian.ts';
import { Products } from '../src/metrics/numerics/products.ts';
import { openFeatureNetwork } from '../src/node/networks/open.ts';
import { startRun } from '../src/node/run.ts';
import { openGenerator } from '../src/node/sample.ts';

/**
 * What augmentation gives with few images: trains a recipe on the first 1,000 digits of the full MNIST (`saddle data mnist`) and
 * measures the Fréchet distance of 10,000 samples to the 10,000 test digits, on a digit network. One line of JSON a run.
 *
 *   npx tsx bench/small-data.ts RECIPE STEPS SEEDS AUGMENT…     such as: mnist 1200 0,1,2 none translation:0.125,1,-1
 */
const COUNT = 1000;

const [recipe = 'mnist', steps = '2000', seeds = '0,1,2', ...kinds] = process.argv.slice(2);
const engine = nodeEngine('cpu', { threads: 1 });
const digits = (await openDataset({ name: 'mnist', full: true, split: 'test' }, nodeHost())) as FiniteDataset;
const embedded = await openDataset({ name: 'mnist' }, nodeHost());
const network = await openFeatureNetwork('digits', { engine, dataset: embedded });
const products = new Products(engine);

async function lawOf(samples: Float32Array) {
  const { values, size } = await network.look(samples, samples.length / sampleLength(digits));
  return gaussianOf(await sumsOf(values, size, products));
}

const real = new Float32Array(digits.size * sampleLength(digits));
await digits.read([...Array(digits.size).keys()], real);
const law = await lawOf(real);

async function distance(augment: string, seed: number): Promise<number> {
  const out = await mkdtemp(join(tmpdir(), 'saddle-small-'));
  const flags = [{ path: 'augment', text: augment, flag: '--augment' }];
  const overrides = {
    data: { full: true, count: COUNT },
    steps: Number(steps),
    seed,
    threads: 1,
    sampleEvery: 1e6,
    checkpointEvery: 1e6,
  };
  const { folder } = await startRun({ recipe: recipe as never, overrides: overrides as never, flags, out });
  const generator = await openGenerator(folder);
  const { values } = await generator.sample({ count: digits.size, seed: 0 });
  await rm(folder, { recursive: true });
  return frechet(await lawOf(values), law);
}

for (const seed of seeds.split(',').map(Number)) {
  for (const augment of kinds) {
    const start = process.cpuUsage();
    const fd = await distance(augment, seed);
    const { user, system } = process.cpuUsage(start);
    console.log(
      JSON.stringify({ recipe, steps: Number(steps), augment, seed, fd, cpuSeconds: (user + system) / 1e6 }),
    );
  }
}
