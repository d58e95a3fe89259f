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

it.each(['mnist', 'digits'] as const)(
  '%s: a classifier of 97 % or better finds all ten digits among 1,000 samples, none under 2 %',
  async recipe => {
    const { samples } = await trained(recipe, 1000);
    expect(classifier.accuracy).toBeGreaterThanOrEqual(0.97);
    const counts = new Array<number>(10).fill(0);
    for (const digit of await classifier.classify(samples)) counts[digit]++;
    expect(counts.reduce((a, b) => a + b)).toBe(1000);
    expect(Math.min(...counts), `digits found: ${counts}`).toBeGreaterThanOrEqual(20);
  },
  PATIENCE,
);
