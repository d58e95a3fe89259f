// Time of each default metric of image data, floors included, and the memory that all take: noisy digits against digits.
// Run: npx tsx bench/metrics.ts [--samples 10000] [--network digits] [--each] [--wide]
// --each adds each metric by itself, --wide the Fréchet distance in 2048 dimensions. The network is opened before the clock starts.
import { parseArgs } from 'node:util';
import { type FiniteDataset, sampleLength } from '../src/data/dataset.ts';
import { nodeHost } from '../src/data/loaders/node.ts';
import { openDataset } from '../src/data/registry.ts';
import { nodeEngine } from '../src/engine/node.ts';
import { Gauge } from '../src/metrics/gauge.ts';
import type { Given } from '../src/metrics/metric.ts';
import { frechet, gaussianOf, sumsOf } from '../src/metrics/numerics/gaussian.ts';
import { Products } from '../src/metrics/numerics/products.ts';
import { openFeatureNetwork } from '../src/node/networks/open.ts';
import { evaluationMetrics } from '../src/train/evaluate.ts';
import { givenOf } from '../src/train/measure.ts';
import { Random } from '../src/util/random.ts';

const { values: options } = parseArgs({
  options: {
    samples: { type: 'string', default: '10000' },
    network: { type: 'string', default: 'digits' },
    each: { type: 'boolean', default: false },
    wide: { type: 'boolean', default: false },
  },
});

/** Seconds of the clock and of all processors. */
async function timed<T>(name: string, make: () => Promise<T>): Promise<T> {
  const [from, used] = [performance.now(), process.cpuUsage()];
  const made = await make();
  const { user, system } = process.cpuUsage(used);
  const seconds = ((performance.now() - from) / 1000).toFixed(1);
  console.log(
    `${name.padEnd(34)}${seconds.padStart(8)} s${((user + system) / 1e6).toFixed(1).padStart(8)} s of processors`,
  );
  return made;
}

async function noisyDigits(dataset: FiniteDataset, count: number): Promise<Float32Array> {
  const values = new Float32Array(count * sampleLength(dataset));
  await dataset.read(
    Uint32Array.from({ length: count }, (_, i) => i % dataset.size),
    values,
  );
  const random = new Random(0, 'noise');
  return values.map(v => Math.max(-1, Math.min(1, v + 0.1 * random.normal())));
}

async function measureDefaults(count: number): Promise<void> {
  const engine = nodeEngine('cpu');
  const dataset = (await openDataset({ name: 'mnist' }, nodeHost())) as FiniteDataset;
  const network = await openFeatureNetwork(options.network, { engine, dataset });
  const given: Given = { ...givenOf(dataset, count, { network }), heldOut: dataset, engine };
  const samples = await noisyDigits(dataset, count);
  await timed('all', async () => {
    const names = evaluationMetrics(given);
    const gauge = await timed('references and floors of all', () => Gauge.create(given, names));
    await timed('samples of all', () => gauge.measure(samples));
    for (const name of options.each ? names : []) {
      const one = await timed(`${name}, references and floors`, () => Gauge.create(given, [name]));
      await timed(`${name}, samples`, () => one.measure(samples));
    }
  });
  console.log(`most memory: ${(process.resourceUsage().maxRSS / 1024 ** 2).toFixed(2)} GiB`);
}

async function measureWide(width: number, count: number): Promise<void> {
  const products = new Products(nodeEngine('cpu'));
  const law = async (stream: string) => {
    const vectors = new Random(0, stream).normals(new Float32Array(count * width));
    return gaussianOf(await sumsOf(vectors, width, products));
  };
  const real = await timed(`moments of ${count} × ${width}`, () => law('real'));
  const made = await timed(`moments of ${count} × ${width}`, () => law('made'));
  await timed(`Fréchet distance in ${width}`, async () => frechet(real, made));
}

await measureDefaults(Number(options.samples));
if (options.wide) await measureWide(2048, 4000);
