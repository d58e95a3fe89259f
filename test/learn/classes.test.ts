import { expect, it } from 'vitest';
import type { FiniteDataset } from '../../src/data/dataset.ts';
import { nodeHost } from '../../src/data/loaders/node.ts';
import { openDataset } from '../../src/data/registry.ts';
import { nodeEngine } from '../../src/engine/node.ts';
import { Classifier } from '../../src/metrics/classifier.ts';
import { modesOf } from '../../src/metrics/modes.ts';
import { PATIENCE, trained } from './support.ts';

/** Sample i of a conditional generator is of class i mod the number of classes. */
const shares = (classes: number, count: number, isRight: (i: number) => boolean) => {
  const right = new Array<number>(classes).fill(0);
  for (let i = 0; i < count; i++) right[i % classes] += (Number(isRight(i)) * classes) / count;
  return right;
};

it(
  'ring-classes: 97 % or more of the samples of each class lie within 3 σ of its own mode',
  async () => {
    const count = 8000;
    const { samples, dataset } = await trained('ring-classes', count);
    const { modes } = modesOf(dataset)!;
    const near = shares(8, count, i => {
      const [x, y] = modes[i % 8];
      return Math.hypot(samples[2 * i] - x, samples[2 * i + 1] - y) <= 3 * 0.1;
    });
    expect(Math.min(...near), `shares: ${near}`).toBeGreaterThanOrEqual(0.97);
  },
  PATIENCE,
);

it(
  'mnist-classes: a classifier finds in 90 % or more of the samples of each class that class',
  async () => {
    const engine = nodeEngine('cpu', { threads: 1 });
    const digits = (await openDataset({ name: 'mnist' }, nodeHost())) as FiniteDataset;
    const classifier = await Classifier.train(engine, digits);
    try {
      const { samples } = await trained('mnist-classes', 1000);
      const found = await classifier.classify(samples);
      const right = shares(10, 1000, i => found[i] === i % 10);
      expect(Math.min(...right), `shares: ${right}`).toBeGreaterThanOrEqual(0.9);
    } finally {
      await classifier.dispose();
    }
  },
  PATIENCE,
);
