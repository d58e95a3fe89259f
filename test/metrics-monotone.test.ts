import { beforeAll, describe, expect, it } from 'vitest';
import { type FiniteDataset, labelsOf } from '../src/data/dataset.ts';
import { nodeHost } from '../src/data/loaders/node.ts';
import { openDataset } from '../src/data/registry.ts';
import { splitDataset } from '../src/data/split.ts';
import { nodeEngine } from '../src/engine/node.ts';
import { Batch, takeRows } from '../src/metrics/batch.ts';
import { figureKinds, type MetricName, metrics } from '../src/metrics/index.ts';
import { type Given, type Metric, pointOf } from '../src/metrics/metric.ts';
import { Random } from '../src/util/random.ts';
import { cheapNetwork } from './support/cheap-network.ts';

const N = 400;
const [SIDE, LENGTH] = [28, 784];
const MEASURED = [
  'fd',
  'fdInfinity',
  'kd',
  'is',
  'prdc',
  'parzen',
  'swd',
  'msssim',
  'classes',
  'asked',
] as const;

/** Real digits that are none of the reference, with their labels: what a perfect generator makes. */
interface Digits {
  readonly values: Float32Array;
  readonly labels: Int32Array;
}

let given: Given;
let perfect: Digits;
let training: Float32Array;
let heldOutDigits: Digits;
const prepared = new Map<MetricName, unknown>();

async function readAll(dataset: FiniteDataset): Promise<Digits> {
  const rows = Uint32Array.from({ length: dataset.size }, (_, i) => i);
  const values = new Float32Array(dataset.size * LENGTH);
  await dataset.read(rows, values);
  return { values, labels: labelsOf(dataset)! };
}

beforeAll(async () => {
  const digits = (await openDataset({ name: 'mnist' }, nodeHost())) as FiniteDataset;
  const split = splitDataset(digits, 4000, 0);
  const [data, heldOut] = [split.training as FiniteDataset, split.heldOut!];
  const { values, labels } = await readAll(data);
  training = values;
  heldOutDigits = await readAll(heldOut);
  const network = cheapNetwork(values.subarray(0, 2000 * LENGTH), labels.subarray(0, 2000), LENGTH);
  const part = (from: number) => ({
    values: values.subarray(from * LENGTH, (from + N) * LENGTH),
    labels: labels.subarray(from, from + N),
  });
  const reals = async () => new Batch(part(0).values, N, network, part(0).labels);
  perfect = {
    values: heldOutDigits.values.subarray(2200 * LENGTH, (2200 + N) * LENGTH),
    labels: heldOutDigits.labels.subarray(2200, 2200 + N),
  };
  given = {
    dataset: data,
    samples: N,
    seed: 0,
    reals,
    heldOut,
    network,
    engine: nodeEngine('cpu'),
    asked: true,
  };
});

async function scoresOf(
  { values, labels }: Digits,
  names: readonly MetricName[],
): Promise<Record<string, number>> {
  const batch = new Batch(values, values.length / LENGTH, given.network, labels);
  const scores: Record<string, number> = {};
  for (const name of names) {
    const metric: Metric = metrics[name];
    if (!prepared.has(name)) prepared.set(name, await metric.prepare(given));
    for (const [figure, score] of Object.entries(await metric.compute(batch, prepared.get(name)))) {
      scores[figure] = pointOf(score);
    }
  }
  return scores;
}

type Corruption = (digits: Digits, level: number) => Digits;

const noise: Corruption = ({ values, labels }, level) => {
  const random = new Random(7, 'noise');
  const sigma = 0.2 * level;
  return { values: values.map(v => Math.max(-1, Math.min(1, v + sigma * random.normal()))), labels };
};

/** Means of 3 × 3 pixels, so many times. */
const blur: Corruption = ({ values, labels }, level) => {
  let from = values;
  for (let pass = 0; pass < level; pass++) {
    const source = from;
    from = source.map((_, at) => {
      const [image, y, x] = [Math.floor(at / LENGTH), Math.floor((at % LENGTH) / SIDE), at % SIDE];
      let sum = 0;
      for (const dy of [-1, 0, 1]) {
        for (const dx of [-1, 0, 1]) {
          const [row, column] = [y + dy, x + dx].map(c => Math.max(0, Math.min(SIDE - 1, c)));
          sum += source[image * LENGTH + row * SIDE + column];
        }
      }
      return sum / 9;
    });
  }
  return { values: from, labels };
};

/** Only the first 10, 8, 6, 4, 2 classes, as many samples. */
const dropped: Corruption = ({ values, labels }, level) => {
  const kept = [...labels.keys()].filter(i => labels[i] < 10 - 2 * level);
  const rows = Uint32Array.from({ length: N }, (_, i) => kept[i % kept.length]);
  return { values: takeRows(values, LENGTH, rows), labels: takeRows(labels, 1, rows) };
};

/** A share of samples that are copies of training samples. */
const copied: Corruption = ({ values, labels }, level) => {
  const rows = Math.round((N * level) / 4);
  const mixed = values.slice();
  mixed.set(training.subarray(2 * N * LENGTH, (2 * N + rows) * LENGTH));
  return { values: mixed, labels };
};

/**
 * Figures that worsen with each level, and those that are worse at the last than at the first. Not every metric sees every fault: blurred
 * digits are precise, and raise the likelihood at first; noise is varied.
 */
const expected: Readonly<
  Record<string, { corrupt: Corruption; names: readonly MetricName[]; each: string[]; atLast: string[] }>
> = {
  noise: {
    corrupt: noise,
    names: MEASURED.filter(name => name !== 'msssim'),
    each: ['fd', 'fdInfinity', 'kd', 'is', 'precision', 'density', 'coverage', 'parzen', 'swd', 'classKl'],
    atLast: ['confidence', 'recognisable', 'asked'],
  },
  blur: {
    corrupt: blur,
    names: MEASURED.filter(name => name !== 'parzen'),
    each: [
      'fd',
      'fdInfinity',
      'kd',
      'is',
      'recall',
      'swd',
      'msssim',
      'classKl',
      'recognisable',
      'confidence',
    ],
    atLast: ['coverage', 'asked'],
  },
  'dropped classes': {
    corrupt: dropped,
    names: MEASURED,
    each: ['fd', 'fdInfinity', 'recall', 'coverage', 'parzen', 'swd', 'msssim', 'classKl'],
    atLast: ['kd', 'is', 'classesFound'],
  },
  copies: {
    corrupt: copied,
    names: ['memorization', 'pixelMemorization'],
    each: ['memorization', 'pixelMemorization'],
    atLast: [],
  },
};

describe.each(Object.entries(expected))('more %s', (_, { corrupt, names, each, atLast }) => {
  const rows: Record<string, number>[] = [];
  const loss = (figure: string) =>
    rows.map(row => (figureKinds[figure].better === 'less' ? row[figure] : -row[figure]));

  beforeAll(async () => {
    for (let level = 0; level < 5; level++) rows.push(await scoresOf(corrupt(perfect, level), names));
  });

  it.each(each)('%s is worse at each of five levels', figure => {
    const values = loss(figure);
    for (let level = 1; level < 5; level++) {
      expect(values[level], `level ${level}: ${values.join(', ')}`).toBeGreaterThan(values[level - 1]);
    }
  });

  it.each(atLast.length > 0 ? atLast : each)('%s is worse at the last level than at the first', figure => {
    expect(loss(figure)[4]).toBeGreaterThan(loss(figure)[0]);
  });
});

it('tells copies from samples of the law', async () => {
  const names = ['memorization', 'pixelMemorization'] as const;
  const fresh = await scoresOf(perfect, names);
  const copies = await scoresOf(copied(perfect, 4), names);
  for (const name of names) {
    expect(Math.abs(fresh[name] - 0.5), name).toBeLessThan(0.06);
    expect(copies[name], name).toBe(1);
  }
});
