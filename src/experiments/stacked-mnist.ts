import { type Dataset, labelsOf } from '../data/dataset.ts';
import { nodeHost } from '../data/loaders/node.ts';
import { openDataset } from '../data/registry.ts';
import type { Engine } from '../engine/engine.ts';
import { nodeEngine, tooManyThreads } from '../engine/node.ts';
import { drawNoise } from '../gan/feeds.ts';
import { klToUniform } from '../metrics/modes.ts';
import type { OpenNetwork } from '../metrics/networks/network.ts';
import { klFloor, type StackCoverage } from '../metrics/stacked.ts';
import { openFeatureNetwork } from '../node/networks/open.ts';
import { openGenerator } from '../node/sample.ts';
import { measure as score } from '../train/measure.ts';
import { UserError } from '../util/error.ts';
import { Random } from '../util/random.ts';
import type { Benchmark } from './benchmark.ts';
import { published } from './published.ts';

/** Samples of the published protocol. */
export const STACKS = 26_000;

/** Samples that are made and classified at a time. */
const PART = 1000;

export interface StackedOptions {
  /** Samples to classify; default 26,000. */
  readonly count?: number;
  /** Seed of the noise; default 0. */
  readonly seed?: number;
  /** Checkpoint to take; default the newest. */
  readonly step?: number;
  /** Default all cores that help. */
  readonly threads?: number;
  /** Told which part is done, and of what. */
  readonly onProgress?: (what: 'training the classifier' | 'classifying', share: number) => void;
}

/** What was found of a generator of stacked digits. */
export interface StackedResult extends Omit<StackCoverage, 'counts'> {
  /** Steps that the generator was trained. */
  readonly step: number;
  readonly count: number;
  /** Of the classifier, on digits that it has not seen. */
  readonly accuracy: number;
}

/**
 * Modes of a run on `stacked-mnist`, by the protocol of PacGAN.
 * @throws UserError when the run does not make images of three channels, 28 × 28
 */
export async function evaluateStacked(folder: string, options: StackedOptions = {}): Promise<StackedResult> {
  const generator = await openGenerator(folder, options);
  const { shape, display, step, latent } = generator.info;
  try {
    checkShape(folder, shape);
    const draw = (part: number, n: number) => {
      const z = new Float32Array(n * latent.dim);
      return generator.generate(drawNoise(latent.distribution, options.seed ?? 0, 'evaluate', part, z));
    };
    return { ...(await measure({ draw, shape, display }, options)), step };
  } finally {
    await generator.dispose();
  }
}

/** What the metric says of the data themselves: the best that a generator can reach, the classifier's faults included. */
export async function evaluateRealStacks(options: StackedOptions = {}): Promise<StackedResult> {
  const dataset: Dataset = await openDataset({ name: 'stacked-mnist' }, nodeHost());
  if (dataset.kind !== 'sampler') throw new Error('internal: stacks without a count are endless');
  const { shape, display } = dataset;
  const draw = async (part: number, n: number) => {
    const out = new Float32Array(n * shape[0] * shape[1] * shape[2]);
    dataset.draw(new Random(options.seed ?? 0, 'evaluate', part), out);
    return out;
  };
  return { ...(await measure({ draw, shape, display }, options)), step: 0 };
}

/** Makes samples number part · 1000 on: [n, ...shape] */
interface Source {
  draw(part: number, n: number): Promise<Float32Array>;
  readonly shape: readonly number[];
  readonly display?: readonly [number, number];
}

async function measure(
  { draw, shape, display = [-1, 1] }: Source,
  { count = STACKS, threads, onProgress }: StackedOptions,
): Promise<Omit<StackedResult, 'step'>> {
  const fault = tooManyThreads(threads ?? 0);
  if (fault) throw new UserError(fault);
  const length = shape.reduce((product, extent) => product * extent, 1);
  const samples = new Float32Array(count * length);
  for (let start = 0; start < count; start += PART) {
    samples.set(await draw(start / PART, Math.min(PART, count - start)), start * length);
  }
  const network = await digitNetwork(nodeEngine('cpu', threads ? { threads } : {}), onProgress);
  try {
    const range = display[0] === 0 ? '[0, 1]' : '[-1, 1]';
    const stacked = await openDataset({ name: 'stacked-mnist', range }, nodeHost());
    const { triplesFound, triplesKl } = await score(stacked, samples, { metrics: ['stacks'], network });
    const [found, total, kl] = [triplesFound.value, triplesFound.of!, triplesKl.value];
    return { found, total, kl, count, accuracy: network.accuracy! };
  } finally {
    await network.dispose();
  }
}

/** The classifier of the embedded digits; it is trained where that was not done yet. */
async function digitNetwork(engine: Engine, onProgress: StackedOptions['onProgress']): Promise<OpenNetwork> {
  const dataset = await openDataset({ name: 'mnist' }, nodeHost());
  return openFeatureNetwork('digits', {
    engine,
    dataset,
    onProgress: ({ what, done, total }) =>
      onProgress?.(what === 'training' ? 'training the classifier' : 'classifying', done / total),
  });
}

function checkShape(folder: string, shape: readonly number[]): void {
  if (shape.join() === '28,28,3') return;
  throw new UserError(
    `stacked-mnist: expected a run that makes images [28, 28, 3], got [${shape.join(', ')}] in ${folder}; train with --data stacked-mnist`,
  );
}

/**
 * The KL of a perfect sampler: that of {@link klFloor} with even digits, and with digits as frequent as in the
 * embedded set, whose classes are not even.
 */
export async function stackedFloor(count = STACKS): Promise<{ even: number; data: number }> {
  const digits = await openDataset({ name: 'mnist' }, nodeHost());
  const counts = new Array<number>(10).fill(0);
  for (const label of labelsOf(digits)!) counts[label]++;
  const unevenness = 3 * klToUniform(counts, digits.size); // of independent digits
  return { even: klFloor(1000, count), data: klFloor(1000, count, unevenness) };
}

/** Stacked MNIST by the protocol of PacGAN; trains the classifier where that was not done yet. */
export async function stackedBenchmark(onProgress?: StackedOptions['onProgress']): Promise<Benchmark> {
  const network = await digitNetwork(nodeEngine('cpu'), onProgress);
  const accuracy = network.accuracy!;
  await network.dispose();
  const floor = await stackedFloor();
  return {
    name: 'stacked-mnist',
    title: 'Modes of Stacked MNIST',
    recipe: 'stacked-mnist',
    data: { name: 'stacked-mnist', count: 128_000 },
    spec: {
      measures: [
        {
          key: 'modesFound',
          title: 'modes of 1000',
          digits: 1,
          worst: 'min',
          diverged: 0,
          domain: [0, 1000],
        },
        { key: 'kl', title: 'KL, nats', digits: 4, worst: 'max', perfect: floor.data },
      ],
      published: published['stacked-mnist'],
    },
    notes: [
      `${STACKS.toLocaleString('en-US')} samples of each run; a classifier names the digit of each channel, ${(100 * accuracy).toFixed(1)} % right on digits that it was not trained on.`,
      `KL of the histogram of triples from uniform; a perfect sampler has ${floor.even.toFixed(4)} with even digits, ${floor.data.toFixed(4)} with digits as frequent as in the embedded set.`,
      'Runs that diverged count as 0 modes and not in the divergence.',
    ],
    async evaluate({ folder }) {
      const { found, total, kl } = await evaluateStacked(folder);
      return { modesFound: found, modes: total, kl };
    },
    describe: ({ modesFound, modes, kl }) => `${modesFound} of ${modes} modes, KL ${kl.toFixed(4)}`,
  };
}
