import { sampleLength } from '../data/dataset.ts';
import { nodeHost } from '../data/loaders/node.ts';
import { type DataConfig, openDataset } from '../data/registry.ts';
import { nodeEngine } from '../engine/node.ts';
import { pointsOf } from '../metrics/numerics/near.ts';
import { Products } from '../metrics/numerics/products.ts';
import { parzenWindow } from '../metrics/parzen.ts';
import { sampleRun } from '../node/sample.ts';
import { realSamples } from '../train/pictures.ts';
import { UserError } from '../util/error.ts';
import type { Benchmark } from './benchmark.ts';
import { published } from './published.ts';

/** Samples of the published protocol, and the images that choose σ. */
const [SAMPLES, VALIDATION] = [10_000, 1000];

/** The data of `mnist.yaml`: the first 50,000 training images; the other 10,000 validate. */
const TRAINED = { name: 'mnist', full: true, count: 50_000, range: '[0, 1]' } as const;

/** Parzen-window log-likelihood of a run or of the data, with σ. */
export interface ParzenResult {
  readonly mean: number;
  /** Over test images, for one set of samples. */
  readonly error: number;
  readonly sigma: number;
}

/**
 * The Parzen-window log-likelihood of a run by the protocol of table 1: σ chosen on training images 50,000 to 50,999, the mean
 * over the 10,000 test images.
 * @param folder of a run on MNIST, or `real`: as many training images instead of samples
 */
export async function evaluateParzen(folder: string): Promise<ParzenResult> {
  const values = folder === 'real' ? await imagesOf(TRAINED, SAMPLES) : await samplesOf(folder);
  const points = (images: Float32Array) => pointsOf(images, 28 * 28);
  const validation = points(await imagesOf({ ...TRAINED, start: 50_000, count: VALIDATION }));
  const test = points(await imagesOf({ ...TRAINED, split: 'test', count: 0 }));
  const products = new Products(nodeEngine('cpu'));
  const { sigma, likelihood } = await parzenWindow(points(values), validation, test, products);
  return { mean: likelihood.value, error: likelihood.error, sigma };
}

/** All images of a part of MNIST, or so many of them at random. */
async function imagesOf(config: DataConfig, count = Number.POSITIVE_INFINITY): Promise<Float32Array> {
  return realSamples(await openDataset(config, nodeHost()), count, 0);
}

/** Samples of a run with black as 0 and white as 1. */
async function samplesOf(folder: string): Promise<Float32Array> {
  const { values, shape, display } = await sampleRun(folder, { count: SAMPLES, seed: 0 });
  if (sampleLength({ shape }) !== 28 * 28) {
    throw new UserError(
      `goodfellow-2014: expected a run that makes images [28, 28, 1], got [${shape.join(', ')}] in ${folder}; train with --data mnist`,
    );
  }
  const [black, white] = display ?? [0, 1];
  return values.map(v => (v - black) / (white - black));
}

/** Table 1 of Goodfellow et al. 2014 on MNIST. @see arXiv 1406.2661, section 5 */
export function goodfellowBenchmark(): Benchmark {
  return {
    name: 'goodfellow-2014',
    title: 'Parzen-window log-likelihood of MNIST',
    recipe: 'mnist-2014',
    data: TRAINED,
    spec: {
      measures: [{ key: 'parzen', title: 'log-likelihood, nats', digits: 1, worst: 'min', perfect: 242.5 }],
      published: published['goodfellow-2014'],
    },
    notes: [
      `${SAMPLES.toLocaleString('en-US')} samples of each run; σ of logspace(−1, 0, 10) is chosen on training images 50,000 to 50,999; the mean over the 10,000 test images. The published ± is over test images, ours over seeds.`,
      'Real training images in place of samples score 242.5 ± 2.1. 2,000 centroids of k-means score 306: a high likelihood does not mean good samples (arXiv 1511.01844).',
    ],
    async evaluate({ folder }) {
      const { mean, error, sigma } = await evaluateParzen(folder);
      return { parzen: mean, error, sigma };
    },
    describe: ({ parzen, error, sigma }) =>
      `log-likelihood ${parzen.toFixed(1)} ± ${error.toFixed(1)} nats over test images, σ ${sigma.toFixed(4)}`,
  };
}
