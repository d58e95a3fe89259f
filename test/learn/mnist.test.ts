import { afterAll, beforeAll, expect, it } from 'vitest';
import type { FiniteDataset } from '../../src/data/dataset.ts';
import { nodeHost } from '../../src/data/loaders/node.ts';
import { openDataset } from '../../src/data/registry.ts';
import { nodeEngine } from '../../src/engine/node.ts';
import { Classifier } from '../../src/metrics/networks/classifier.ts';
import { PATIENCE, trained } from './support.ts';

let classifier: Classifier;
beforeAll(async () => {
  const digits = (await openDataset({ name: 'mnist' }, nodeHost())) as FiniteDataset;
  classifier = await Classifier.train(nodeEngine('cpu', { threads: 1 }), digits);
}, PATIENCE);
afterAll(() => classifier?.dispose());

it.each([
  ['mnist', 0.94],
  ['digits', 0.9],
] as const)(
  '%s: a classifier of 97 % or better recognises the digit asked for in a share of at least %d of 1,000 samples',
  async (recipe, share) => {
    const { samples } = await trained(recipe, 1000);
    expect(classifier.accuracy).toBeGreaterThanOrEqual(0.97);
    const found = await classifier.classify(samples);
    const right = found.filter((digit, i) => digit === i % 10).length / 1000; // sample i is of class i mod 10
    expect(right).toBeGreaterThanOrEqual(share);
  },
  PATIENCE,
);
