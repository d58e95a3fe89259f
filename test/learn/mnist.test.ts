import { expect, it } from 'vitest';
import type { FiniteDataset } from '../../src/data/dataset.ts';
import { nodeEngine } from '../../src/engine/node.ts';
import { Classifier } from '../../src/metrics/classifier.ts';
import { trained } from './support.ts';

it('mnist: a classifier of 97 % or better finds all ten digits among 1,000 samples, none under 2 %', async () => {
  const { samples, dataset } = await trained('mnist', 1000);
  const classifier = await Classifier.train(nodeEngine('cpu', { threads: 1 }), dataset as FiniteDataset);
  expect(classifier.accuracy).toBeGreaterThanOrEqual(0.97);
  const counts = new Array<number>(10).fill(0);
  for (const digit of await classifier.classify(samples)) counts[digit]++;
  await classifier.dispose();
  expect(counts.reduce((a, b) => a + b)).toBe(1000);
  expect(Math.min(...counts), `digits found: ${counts}`).toBeGreaterThanOrEqual(20);
}, 1_200_000);
